"""Reads a Yjs v1 update without applying it: which ids it brings, where they stand, what it deletes.

The only reader of client bytes (promise G1). It knows the form of an update and nothing of a document:
what may be changed where is the gate's question.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final, Literal

from sessions.lib0 import LIVE, MAX_SAFE, Limits, key, number, skip_values, words
from sessions.refusals import UpdateRefused

Id = tuple[int, int]
"""(client, clock): the name of one unit of a Yjs document."""

Range = tuple[int, int, int]
"""(client, clock, length) of ids to delete."""

MAX_CLOCK: Final = (1 << 31) - 1

GC: Final = 0
DELETED: Final = 1
STRING: Final = 4
FORMAT: Final = 6
TYPE: Final = 7
ANY: Final = 8
KINDS: Final[tuple[Literal["array", "map", "text"], ...]] = ("array", "map", "text")

_HAS_ORIGIN: Final = 0x80
_HAS_RIGHT: Final = 0x40
_HAS_KEY: Final = 0x20
_REF: Final = 0x1F


class Struct:
    """One run of ids with one content.

    `length` is in ids (UTF-16 units for text). `parent` is a root's name or a container's id, present only
    without neighbours. `kind` is the kind of a container (ref TYPE). `lows` are the offsets at which the run
    must not be cut, because a character of two UTF-16 units stands there.
    """

    __slots__ = ("client", "clock", "key", "kind", "length", "lows", "origin", "parent", "ref", "right")

    def __init__(
        self,
        client: int,
        clock: int,
        length: int,
        ref: int,
        origin: Id | None,
        right: Id | None,
        parent: str | Id | None,
        key: str | None,
        kind: int,
        lows: tuple[int, ...],
    ) -> None:
        self.client = client
        self.clock = clock
        self.length = length
        self.ref = ref
        self.origin = origin
        self.right = right
        self.parent = parent
        self.key = key
        self.kind = kind
        self.lows = lows


class Update:
    """What an update says: structs in order, and the ranges to delete."""

    __slots__ = ("deletes", "structs")

    def __init__(self, structs: list[Struct], deletes: list[Range]) -> None:
        self.structs = structs
        self.deletes = deletes


Content = tuple[int, int, int, tuple[int, ...]]
"""Length in ids, where the next struct starts, kind of a container or -1, and lows (see Struct)."""

Own = tuple[int, bytes]
"""A block's client id and how it is written: most ids of an update repeat it."""

_NOBODY: Final[Own] = (0, b"")


def read_update(update: bytes, limits: Limits = LIVE) -> Update:
    """Read a whole update.

    Args:
        update: Yjs v1 encoding.
        limits: LIVE for what a browser sent, STORED for the server's own state.

    Raises:
        UpdateRefused: anything is cut, too big, of unknown kind, or follows the end (promise G3).
    """
    if len(update) > limits.update_bytes:
        raise UpdateRefused("size", f"{len(update)} bytes")
    try:
        structs, at = _read_structs(update, limits)
        deletes, at = _read_deletes(update, at)
    except IndexError:
        raise UpdateRefused("truncated") from None
    if at != len(update):
        raise UpdateRefused("trailing", f"{len(update) - at} bytes")
    return Update(structs, deletes)


def peek_client(update: bytes) -> int | None:
    """The client id of an update's first struct, or None when it brings only deletions.

    For a line that may still write under its former id. Nothing else of the update is read or believed.
    """
    try:
        blocks, at = number(update, 0)
        if blocks == 0:
            return None
        _, at = number(update, at)
        return number(update, at)[0]
    except IndexError:
        raise UpdateRefused("truncated") from None


def _read_structs(update: bytes, limits: Limits) -> tuple[list[Struct], int]:
    blocks, at = number(update, 0)
    if blocks > limits.clients:
        raise UpdateRefused("clients", str(blocks))
    structs: list[Struct] = []
    for _ in range(blocks):
        at = _read_block(update, at, limits, structs)
    return structs, at


def _read_block(update: bytes, at: int, limits: Limits, structs: list[Struct]) -> int:
    """One client's structs. A block of none makes yrs panic on its next use of that client."""
    count, at = number(update, at)
    if len(structs) + count > limits.structs or (count < 1 and limits.strict):
        raise UpdateRefused("structs", str(count))
    start = at
    client, at = number(update, at)
    mine = update[start:at]
    clock, at = number(update, at)
    if client > MAX_SAFE:
        raise UpdateRefused("client", "out of range")
    for _ in range(count):
        struct, at = _read_struct(update, at, (client, mine), clock, limits)
        structs.append(struct)
        clock += struct.length
        if clock > MAX_CLOCK:
            raise UpdateRefused("clock", "out of range")
    return at


def _read_struct(update: bytes, at: int, own: Own, clock: int, limits: Limits) -> tuple[Struct, int]:
    client = own[0]
    flags = update[at]
    at += 1
    if flags == GC:
        length, at = number(update, at)
        if not 0 < length <= limits.collected:
            raise UpdateRefused("length", "collected run")
        return Struct(client, clock, length, GC, None, None, None, None, -1, ()), at
    reader = _CONTENTS.get(flags & _REF)
    if reader is None:
        raise UpdateRefused("content", str(flags & _REF))
    origin = right = parent = name = None
    if flags & _HAS_ORIGIN:
        origin, at = _read_id(update, at, own)
    if flags & _HAS_RIGHT:
        right, at = _read_id(update, at, own)
    if origin is right:  # both None: only then does the place stand in the update
        parent, name, at = _read_parent(update, at, flags, own, limits)
    length, at, kind, lows = reader(update, at, limits)
    if length < 1:
        raise UpdateRefused("length", "zero")
    ref = flags & _REF
    return Struct(client, clock, length, ref, origin, right, parent, name, kind, lows), at


def _read_id(update: bytes, at: int, own: Own = _NOBODY) -> tuple[Id, int]:
    client, mine = own
    if mine and update.startswith(mine, at):
        at += len(mine)
    else:
        client, at = number(update, at)
    clock = update[at]
    if clock < 128:
        return (client, clock), at + 1
    clock, at = number(update, at)
    return (client, clock), at


def _read_parent(
    update: bytes, at: int, flags: int, own: Own, limits: Limits
) -> tuple[str | Id, str | None, int]:
    parent: str | Id
    tag = update[at]
    if tag == 0:
        parent, at = _read_id(update, at + 1, own)
    elif tag == 1:
        parent, at = words(update, at + 1, limits.key_bytes)
    else:
        raise UpdateRefused("parent", f"tag {tag}")
    if not flags & _HAS_KEY:
        return parent, None, at
    name, at = key(update, at, limits)
    return parent, name, at


def _deleted(update: bytes, at: int, limits: Limits) -> Content:
    length, at = number(update, at)
    if length > limits.collected:
        raise UpdateRefused("length", "deleted run")
    return length, at, -1, ()


def _string(update: bytes, at: int, limits: Limits) -> Content:
    text, at = words(update, at, limits.string_bytes)
    if text.isascii():
        return len(text), at, -1, ()
    units = len(text.encode("utf-16-le")) >> 1
    if units == len(text):
        return units, at, -1, ()
    return units, at, -1, _low_halves(text)


def _low_halves(text: str) -> tuple[int, ...]:
    lows, unit = [], 0
    for character in text:
        if character > "\uffff":
            unit += 1
            lows.append(unit)
        unit += 1
    return tuple(lows)


def _format(update: bytes, at: int, limits: Limits) -> Content:
    _, at = key(update, at, limits)
    value, at = words(update, at, limits.key_bytes)
    if value not in ("true", "false", "null"):
        _check_scalar(value)
    return 1, at, -1, ()


def _check_scalar(value: str) -> None:
    """A formatting's value is JSON in a string: a scalar, without lone surrogates or infinities."""
    try:
        scalar = json.loads(value, parse_constant=_no_constant)
        str(scalar).encode()
    except (ValueError, RecursionError):
        raise UpdateRefused("format", "not JSON") from None
    if isinstance(scalar, dict | list):
        raise UpdateRefused("format", "not a scalar")


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _type(update: bytes, at: int, limits: Limits) -> Content:
    kind, at = number(update, at)
    if kind >= len(KINDS):
        raise UpdateRefused("type", str(kind))
    return 1, at, kind, ()


def _any(update: bytes, at: int, limits: Limits) -> Content:
    length, at = number(update, at)
    return length, skip_values(update, at, length, limits), -1, ()


_CONTENTS: Final[dict[int, Callable[[bytes, int, Limits], Content]]] = {
    DELETED: _deleted,
    STRING: _string,
    FORMAT: _format,
    TYPE: _type,
    ANY: _any,
}


def _read_deletes(update: bytes, at: int) -> tuple[list[Range], int]:
    """Not bounded by number here: a reconnecting Yjs client repeats every deletion of the document.

    Of two lists for one client yrs keeps the last, so a second one is refused.
    """
    deletes: list[Range] = []
    clients, at = number(update, at)
    seen: set[int] = set()
    for _ in range(clients):
        client, at = number(update, at)
        if client > MAX_SAFE or client in seen:
            raise UpdateRefused("client", "out of range or named twice")
        seen.add(client)
        ranges, at = number(update, at)
        for _ in range(ranges):
            clock, at = number(update, at)
            length, at = number(update, at)
            if length < 1 or clock + length > MAX_CLOCK:
                raise UpdateRefused("range", "zero or out of range")
            deletes.append((client, clock, length))
    return deletes, at


def read_deletes(delete_set: bytes) -> list[Range]:
    """A delete set alone, as pycrdt reports it at the end of a transaction."""
    return _read_deletes(delete_set, 0)[0]


def read_state_vector(vector: bytes, most: int = 4096) -> dict[int, int]:
    """A replica's state vector, as sync step 1 carries it: client id to next clock (promise G4).

    Raises:
        UpdateRefused: more than `most` entries, a number out of range, a cut or something after the end.
    """
    known: dict[int, int] = {}
    try:
        count, at = number(vector, 0)
        if count > most:
            raise UpdateRefused("clients", str(count))
        for _ in range(count):
            (client, clock), at = _read_id(vector, at)
            if client > MAX_SAFE or clock > MAX_CLOCK:
                raise UpdateRefused("clock", "out of range")
            known[client] = clock
    except IndexError:
        raise UpdateRefused("truncated") from None
    if at != len(vector):
        raise UpdateRefused("trailing", f"{len(vector) - at} bytes")
    return known
