"""The commonest changes, known by their bytes: words typed on behind one's last ones, and letters erased.

A shortcut, not a second rule: what it does not know goes the long way through `read_update` and `Judgement`, which
would say and index the same of what it does know. A test plays both side by side.
"""

from __future__ import annotations

from typing import Final, Literal

from sessions.lib0 import number, varint
from sessions.places import INSIDE, Container, Places, Strand

_MOST: Final = 127
_LENGTH: Final = tuple(bytes((length,)) for length in range(_MOST + 1))
_AT_END: Final = b"\x84"
_BETWEEN: Final = b"\xc4"
_NO_NUMBER: Final = b"\xff" * 9


class Keystroke:
    """Words of `length` ids that `client` wrote or that go, in a living text. `clock` is their first."""

    __slots__ = ("client", "clock", "holder", "length", "strand", "verb")

    def __init__(
        self,
        verb: Literal["text", "delete", "retract"],
        client: int,
        clock: int,
        length: int,
        strand: Strand,
        holder: Container,
    ) -> None:
        self.verb = verb
        self.client = client
        self.clock = clock
        self.length = length
        self.strand = strand
        self.holder = holder

    def settle(self) -> None:
        """Take it over into the index, right after the document applied it."""
        units = self.holder.units
        if units is None:
            units = self.holder.units = {}
        if self.verb == "text":
            self.strand.next += self.length
            self.holder.runs += 1
            units[self.client] = units.get(self.client, 0) + self.length
            return
        left = units.pop(self.client, 0) - self.length
        if left > 0:
            units[self.client] = left
        self.strand.bury(self.clock, self.clock + self.length)


def keystroke(places: Places, update: bytes, client: int) -> Keystroke | None:
    """What an update is, if it is one of these two; None sends it the long way, and says nothing else of it."""
    if len(update) < 5:
        return None
    return _typed(places, update, client) if update[0] else _erased(places, update, client)


def _typed(places: Places, update: bytes, client: int) -> Keystroke | None:
    """One struct of plain words, behind this client's last id and before the neighbour that one has."""
    strand = places.strands.get(client)
    if strand is None or not strand.holders:
        return None
    own, clock = strand.own, strand.next
    if own is None:
        own = strand.own = varint(client)
    head = b"\1\1" + own + varint(clock)
    flags = update[len(head) : len(head) + 1]
    head += flags + own + varint(clock - 1)
    holder = strand.holders[-1]
    if (
        not update.startswith(head)
        or flags != (_AT_END if strand.right is None else _BETWEEN)
        or holder is None
        or not holder.alive
        or strand.marks[-1] != INSIDE["text"]
        or holder.kind != "text"
    ):
        return None
    if flags == _BETWEEN:
        head += _right(places, strand, holder)
    words = update[len(head) + 1 :]
    length = len(words) - 1
    # One byte of length, the words, and a zero: nothing is deleted.
    if (
        0 < length <= _MOST
        and words.isascii()
        and words[-1] == 0
        and update.startswith(head + _LENGTH[length])
    ):
        return Keystroke("text", client, clock, length, strand, holder)
    return None


def _right(places: Places, strand: Strand, holder: Container) -> bytes:
    """How the right neighbour is written; what no number begins with if nothing may be written before it."""
    kept = strand.beside
    if kept is None or kept[0] is not strand.right or kept[1] is not holder:
        right = strand.right or (0, 0)
        is_fit = right not in places.lows and places.find(right) == (holder, INSIDE["text"])
        written = varint(right[0]) + varint(right[1]) if is_fit else _NO_NUMBER
        kept = strand.beside = (strand.right, holder, written)
    return kept[2]


def _erased(places: Places, update: bytes, client: int) -> Keystroke | None:
    """One range of one client, living words of one text from end to end."""
    if update[1] != 1 or len(update) > 24:
        return None
    try:
        author, at = number(update, 2)
        if update[at] != 1:
            return None
        clock, at = number(update, at + 1)
        length, at = number(update, at)
    except IndexError:
        return None
    strand = places.strands.get(author)
    end = clock + length
    if at != len(update) or length < 1 or strand is None or end > strand.next:
        return None
    holder = strand.whole(clock, end)
    if holder is None or (author, clock) in places.lows or (author, end) in places.lows:
        return None
    return Keystroke("retract" if author == client else "delete", author, clock, length, strand, holder)
