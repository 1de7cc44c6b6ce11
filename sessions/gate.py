"""The gate: no change of a shared document without permission (promise G1).

An update is read, every place that it touches is found in an index of ids, the pens are asked once for each
distinct (verb, path), and only then may the room apply it. Refused whole; checking changes nothing.

Verbs: `create` a container, `set` a key, `text`, `format` and `item` inside texts and arrays, `delete` what
another client id made, `retract` what the line's own client id made. sessions/judgement.py holds the rules.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, StickyIndex

from sessions.judgement import Fresh, Judgement, Verb
from sessions.lib0 import LIVE, STORED, Limits
from sessions.places import Container, Kind, Mark, Path, Places, stand
from sessions.refusals import UpdateRefused
from sessions.updates import GC, KINDS, TYPE, Id, Struct, Update, read_deletes, read_update

__all__ = ["LIVE", "Gate", "Limits", "Path", "Plan", "Verb"]

_NO_DELETES = b"\0"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update will do, as far as the gate cares; made by `check`, taken by `commit`.

    `first_clock` is the clock of the first new id, None when the update brings only deletions or nothing.
    """

    client: int
    first_clock: int | None
    paths: tuple[tuple[Verb, Path], ...]
    empty: bool
    _fresh: tuple[Fresh, ...] = field(repr=False, default=())
    _lows: frozenset[Id] = field(repr=False, default=frozenset())
    _right: Id | None = field(repr=False, default=None)


class Gate:
    """Stands before one document. Every change of that document must be told to it, whoever made it."""

    def __init__(self, roots: Mapping[str, Kind], doc: Doc[Any], limits: Limits = LIVE) -> None:
        """Guard a document that is empty, or whose state is given to `load` next.

        Args:
            roots: the document's root names, all others are refused.
            doc: the live document; asked for positions, and listened to for what its transactions delete.
            limits: of one update (promise G3).
        """
        self._roots = dict(roots)
        self._doc = doc
        self._limits = limits
        self._places = Places(self._roots)
        ended: deque[bytes] = deque()
        # The listener holds the queue, not the gate: a cycle through pycrdt would never be collected.
        doc.observe(lambda event: _remember(ended, event))
        self._ended = ended

    def check(self, update: bytes, client: int, allow: Callable[[Verb, Path], bool]) -> Plan:
        """Judge an update before it is applied; changes nothing.

        Args:
            update: what a browser sent, unread until now.
            client: the one client id that its line may write with (promise G2).
            allow: the pens; asked once for each distinct (verb, path).

        Raises:
            UpdateRefused: nothing of it may be applied.
        """
        judgement = Judgement(self._places, client, allow, self._position, self._limits)
        judgement.read(read_update(update, self._limits))
        fresh = judgement.fresh
        return Plan(
            client,
            judgement.known if fresh else None,
            tuple(judgement.asked),
            not (fresh or judgement.deletes),
            tuple(fresh),
            frozenset(judgement.lows),
            judgement.structs[-1].right if fresh else None,
        )

    def commit(self, plan: Plan) -> None:
        """Take over a checked update, right after the document applied it."""
        if plan.first_clock is not None and plan.first_clock != self.known(plan.client):
            raise ValueError("the plan was made before another change of this client")
        self._bury()
        for length, holder, mark in plan._fresh:
            self._places.add(plan.client, length, holder, mark)
        self._places.lows |= plan._lows
        if plan._fresh:
            self._places.strands[plan.client].right = plan._right

    def absorb(self, update: bytes) -> None:
        """Take over an update that needs no permission, right after the document applied it.

        For the server's own transactions and for what other nodes have journaled: it is read by the same
        reader, so that index and document cannot drift apart.
        """
        self._bury()
        self._learn(read_update(update, STORED))

    def load(self, state: bytes) -> None:
        """Begin anew from a whole stored state of the document."""
        self._ended.clear()
        self._places = Places(self._roots)
        read = read_update(state, STORED)
        self._places.bury(read.deletes)
        self._learn(read)

    def known(self, client: int) -> int:
        """The next clock of a client id."""
        return self._places.next(client)

    def _bury(self) -> None:
        while self._ended:
            self._places.bury(read_deletes(self._ended.popleft()))

    def _learn(self, update: Update) -> None:
        """Index structs of any clients. One may lean on another that comes later in the encoding."""
        waiting: dict[int, deque[Struct]] = defaultdict(deque)
        for struct in update.structs:
            waiting[struct.client].append(struct)
        moved = True
        while moved:
            moved = False
            for structs in waiting.values():
                while structs and self._place(structs[0]):
                    structs.popleft()
                    moved = True
        left = sum(map(len, waiting.values()))
        if left:
            raise UpdateRefused("dependency", f"{left} structs of a stored update")

    def _place(self, struct: Struct) -> bool:
        """Index one trusted struct; False when what it leans on is not there yet."""
        here = self.known(struct.client)
        length = struct.clock + struct.length - here
        if length <= 0:
            return True
        found = (None, "") if struct.ref == GC else stand(struct, self._places.find, self._places.roots)
        if struct.clock > here or found is None:
            return False
        holder, key = found
        mark: Mark = key
        if holder and struct.ref == TYPE:
            mark = Container(holder, key, KINDS[struct.kind], (struct.client, struct.clock))
        self._places.add(struct.client, length, holder, mark)
        self._places.lows.update((struct.client, struct.clock + low) for low in struct.lows)
        self._places.strands[struct.client].right = struct.right
        return True

    def _position(self, place: Id) -> int | None:
        """Where a known id of a living sequence stands, counted in what is visible before it."""
        with self._doc.transaction() as transaction:
            sticky = StickyIndex.decode(b"\0" + _varint(place[0]) + _varint(place[1]) + b"\0")
            return sticky.get_index(transaction)


def _remember(ended: deque[bytes], event: Any) -> None:
    # pycrdt's stub does not name it. It tells more than the update: also what went because of a rival value
    # at the same key or of the container around it.
    gone: bytes = event.delete_set
    if gone != _NO_DELETES:
        ended.append(gone)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(128 | value & 127)
        value >>= 7
    out.append(value)
    return bytes(out)
