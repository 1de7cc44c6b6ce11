"""Where every id of a document stands: the gate's index, run-length compressed.

A run is a stretch of one client's clocks that stand in the same place. Liveness follows what pycrdt reports
of each transaction, so that an index kept along equals one rebuilt from the stored state.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final, Literal

from sessions.refusals import UpdateRefused
from sessions.updates import Id, Range, Struct

Kind = Literal["array", "map", "text"]
Path = tuple[str, ...]

INSIDE: Final[dict[Kind, str]] = {"text": "*", "array": "#"}


class Container:
    """A map, array or text of the document. Roots have no holder.

    `held` tells what stands at each key of a map: the living container, or the client that wrote the plain
    value, or None where something stood once; of an array it holds the living containers by id. `units`
    tells how many living units each client has in a sequence, `runs` how many structs were ever written into
    the container; `trail` is the path once somebody asked for it.
    """

    __slots__ = (
        "alive",
        "client",
        "clock",
        "depth",
        "held",
        "holder",
        "key",
        "kind",
        "runs",
        "trail",
        "units",
    )

    def __init__(self, holder: Container | None, key: str, kind: Kind, born: Id = (0, 0)) -> None:
        self.holder = holder
        self.key = key
        self.kind = kind
        self.client, self.clock = born
        self.depth: int = holder.depth + 1 if holder else 0
        self.alive = True
        self.runs = 0
        self.trail: Path | None = None
        self.units: dict[int, int] | None = None
        self.held: dict[str | Id, Container | int | None] | None = None

    @property
    def path(self) -> Path:
        """From the root's name down to this container's own key."""
        if self.trail is None:
            self.trail = (*self.holder.path, self.key) if self.holder else (self.key,)
        return self.trail

    def place(self, key: str) -> Path:
        """The path of a key of this map, or of its inside ("*" for text, "#" for an array)."""
        return (*(self.trail or self.path), key)

    def at(self, key: str) -> Container | int | None:
        """What stands at a key: a container, or the client that wrote the plain value there."""
        return self.held.get(key) if self.held else None

    def knows(self, key: str) -> bool:
        """Has anything ever stood at this key?"""
        return self.held is not None and key in self.held

    def nested(self) -> Iterator[Container]:
        """The living containers right inside."""
        return (inner for inner in (self.held or {}).values() if isinstance(inner, Container))

    @property
    def name(self) -> str | Id:
        """How the holder finds it among its nested containers."""
        return self.key if self.holder and self.holder.kind == "map" else (self.client, self.clock)

    def within(self, others: Collection[Container]) -> bool:
        """Is one of these containers this one or around it?"""
        inner: Container | None = self
        while inner:
            if inner in others:
                return True
            inner = inner.holder
        return False


Mark = str | Container
"""What stands at an id: a value (named by its key, "*" or "#") or a container."""


Standing = tuple[Container | None, Mark]
"""Where an id stands: the holder (None where yrs has collected it) and the mark."""


def stand(
    struct: Struct, find: Callable[[Id], Standing | None], roots: Mapping[str, Container]
) -> tuple[Container | None, str] | None:
    """The holder and key that a struct claims, or None when its neighbour or parent is not known.

    The holder is None where neighbour or parent were collected.
    """
    neighbour = struct.origin or struct.right
    parent = struct.parent
    if isinstance(parent, str):
        if parent not in roots:
            raise UpdateRefused("root", parent)
        mark: Mark = roots[parent]
    else:
        found = find(neighbour or parent or (0, 0))
        if found is None:
            return None
        holder, mark = found
        if neighbour:
            return holder, mark if isinstance(mark, str) else mark.key
    if isinstance(mark, str):
        return None, ""
    return mark, (struct.key or "") if mark.kind == "map" else INSIDE[mark.kind]


class Strand:
    """One client's ids: runs of places, and which ranges of them are gone."""

    __slots__ = ("beside", "ends", "gone", "holders", "marks", "next", "own", "right", "starts", "turns")

    def __init__(self) -> None:
        self.next = 0
        self.right: Id | None = None  # the right neighbour that the last id was written before
        # How this client and the right neighbour are written in an update, once sessions/keystroke.py asked.
        self.own: bytes | None = None
        self.beside: tuple[Id | None, Container, bytes] | None = None
        self.starts = array("I")
        self.holders: list[Container | None] = []
        self.marks: list[Mark] = []
        self.gone = array("I")  # first clocks of the ranges that are gone
        self.ends = array("I")  # and the clocks after their last
        # Clocks in texts and arrays that were not written right behind the clock before them.
        self.turns = array("I")

    def at(self, clock: int) -> Standing:
        """Where a known clock stands."""
        index = bisect_right(self.starts, clock) - 1
        return self.holders[index], self.marks[index]

    def add(self, length: int, holder: Container | None, mark: Mark) -> None:
        """Append the next clocks."""
        if not self.marks or self.holders[-1] is not holder or self.marks[-1] is not mark:
            self.starts.append(self.next)
            self.holders.append(holder)
            self.marks.append(mark)
        self.next += length

    def in_order(self, first: int, last: int) -> bool:
        """Does `first` surely stand before `last`, both in one sequence: written on and on from there to here?"""
        return first < last and bisect_right(self.turns, first) == bisect_right(self.turns, last)

    def is_gone(self, clock: int) -> bool:
        """Was this clock deleted?"""
        index = bisect_right(self.ends, clock)
        return index < len(self.gone) and self.gone[index] <= clock

    def gaps(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of [start, end) that are not gone."""
        index = bisect_right(self.ends, start)
        parts: list[tuple[int, int]] = []
        while start < end and index < len(self.gone) and self.gone[index] < end:
            if start < self.gone[index]:
                parts.append((start, self.gone[index]))
            start = self.ends[index]
            index += 1
        if start < end:
            parts.append((start, end))
        return parts

    def count(self, start: int, end: int) -> int:
        """How many of [start, end) are not gone."""
        if not self.ends or self.ends[-1] <= start:
            return end - start
        return sum(high - low for low, high in self.gaps(start, end))

    def living(self, start: int, end: int) -> list[tuple[int, Container | None, Mark]]:
        """The runs (length, holder, mark) of what still lives in [start, end), all of it known."""
        runs: list[tuple[int, Container | None, Mark]] = []
        for low, high in self.gaps(start, end):
            index = bisect_right(self.starts, low) - 1
            while low < high:
                after = self.starts[index + 1] if index + 1 < len(self.starts) else self.next
                stop = min(after, high)
                runs.append((stop - low, self.holders[index], self.marks[index]))
                low = stop
                index += 1
        return runs

    def whole(self, start: int, end: int) -> Container | None:
        """The text that [start, end) is living words of from end to end; None if it is anything else."""
        index = bisect_right(self.starts, start)
        holder, mark = self.holders[index - 1], self.marks[index - 1]
        gone = bisect_right(self.ends, start)
        if (
            holder is None
            or holder.kind != "text"
            or mark != INSIDE["text"]
            or (index < len(self.starts) and self.starts[index] < end)
            or (gone < len(self.gone) and self.gone[gone] < end)
        ):
            return None
        return holder

    def bury(self, start: int, end: int) -> None:
        """Note that [start, end) is gone, merging with the ranges it touches."""
        low = bisect_left(self.ends, start)
        high = bisect_right(self.gone, end)
        if low < high:
            start = min(start, self.gone[low])
            end = max(end, self.ends[high - 1])
        self.gone[low:high] = array("I", (start,))
        self.ends[low:high] = array("I", (end,))


class Places:
    """All strands and containers of one document."""

    def __init__(self, roots: Mapping[str, Kind]) -> None:
        self.roots = {name: Container(None, name, kind) for name, kind in roots.items()}
        self.strands: dict[int, Strand] = {}
        self.lows: set[Id] = set()
        self._names: dict[str, str] = {}

    def next(self, client: int) -> int:
        """The next clock of a client."""
        strand = self.strands.get(client)
        return strand.next if strand else 0

    def find(self, place: Id) -> Standing | None:
        """Holder and mark of an id, or None when the id is not known here."""
        strand = self.strands.get(place[0])
        if strand is None or place[1] >= strand.next:
            return None
        return strand.at(place[1])

    def lives(self, place: Id) -> bool:
        """Is this id known and not deleted?"""
        strand = self.strands.get(place[0])
        return strand is not None and place[1] < strand.next and not strand.is_gone(place[1])

    def bury(self, deletes: Iterable[Range]) -> None:
        """Take over what a transaction deleted; ids that are added only afterwards may be among it."""
        for client, start, length in deletes:
            strand = self.strands.get(client)
            if strand is None:
                strand = self.strands[client] = Strand()
            if length == 1 and strand.is_gone(start):
                continue
            end = start + length
            if start < strand.next:
                for units, holder, mark in strand.living(start, min(end, strand.next)):
                    _release(holder, mark, client, units)
            strand.bury(start, end)

    def add(
        self, client: int, length: int, holder: Container | None, mark: Mark, origin: Id | None = None
    ) -> None:
        """Append a client's next ids; those that a transaction has already buried are born dead."""
        strand = self.strands.get(client)
        if strand is None:
            strand = self.strands[client] = Strand()
        start = strand.next
        if holder and holder.kind != "map" and origin != (client, start - 1):
            strand.turns.append(start)
        if isinstance(mark, str):
            mark = self._names.setdefault(mark, mark)
        elif mark.depth > 1:  # names of fields; ids of events are all different
            mark.key = self._names.setdefault(mark.key, mark.key)
        strand.add(length, holder, mark)
        living = strand.count(start, start + length)
        if holder:
            holder.runs += 1
        if holder and living:
            _settle(holder, mark, client, living)
        elif isinstance(mark, Container):
            mark.alive = False
        if holder and not living and holder.kind == "map":
            _vacate(holder, mark)


def _vacate(holder: Container, mark: Mark) -> None:
    """Remember that something once stood at a key, if nothing does now."""
    if holder.held is None:
        holder.held = {}
    holder.held.setdefault(mark if isinstance(mark, str) else mark.key, None)


def _settle(holder: Container, mark: Mark, client: int, units: int) -> None:
    if isinstance(mark, Container) or holder.kind == "map":
        if holder.held is None:
            holder.held = {}
        holder.held[mark if isinstance(mark, str) else mark.name] = client if isinstance(mark, str) else mark
        return
    if holder.units is None:
        holder.units = {}
    holder.units[client] = holder.units.get(client, 0) + units


def _release(holder: Container | None, mark: Mark, client: int, units: int) -> None:
    if holder is None:
        return
    if isinstance(mark, Container):
        mark.alive = False
        if holder.held and holder.held.get(mark.name) is mark:
            del holder.held[mark.name]
    if holder.kind == "map":
        key = mark if isinstance(mark, str) else mark.key
        if holder.held is not None and not isinstance(holder.held.get(key), Container):
            holder.held[key] = None
    elif isinstance(mark, str) and holder.units:
        left = holder.units.pop(client, 0) - units
        if left > 0:
            holder.units[client] = left
