"""The gate: no change of a shared document without permission (promise G1).

An update is read, every place that it touches is found in an index of ids, the pens are asked once for each
distinct (verb, path), and only then may the room apply it. Refused whole; checking changes nothing.

Verbs: `create` a container, `set` a key, `text`, `format` and `item` inside texts and arrays, `delete` what
another client id made, `retract` what the line's own client id made. sessions/judgement.py holds the rules.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from typing import Any

from pycrdt import Doc, StickyIndex, Subscription

from sessions.judgement import Judgement, Verb
from sessions.keystroke import Keystroke, keystroke
from sessions.lib0 import LIVE, STORED, Limits, varint
from sessions.places import INSIDE, Container, Kind, Mark, Path, Places, stand
from sessions.refusals import UpdateRefused
from sessions.updates import GC, KINDS, TYPE, Id, Range, Struct, Update, read_deletes, read_update

__all__ = ["LIVE", "Gate", "Limits", "Path", "Plan", "Verb"]


class Plan:
    """What an update will do, as far as the gate cares; made by `check`, taken by `commit`.

    `first_clock` is the clock of the first new id, None when the update brings only deletions or nothing.
    """

    __slots__ = ("_found", "client", "empty", "first_clock")

    def __init__(
        self, client: int, first_clock: int | None, empty: bool, found: Judgement | Keystroke
    ) -> None:
        self.client = client
        self.first_clock = first_clock
        self.empty = empty
        self._found = found

    @property
    def paths(self) -> tuple[tuple[Verb, Path], ...]:
        """The distinct (verb, path) pairs that the pens were asked and allowed."""
        if isinstance(self._found, Keystroke):
            return ((self._found.verb, self._found.holder.place(INSIDE["text"])),)
        return tuple((asked[0], path) for asked, path in self._found.asked.items())


class Gate:
    """Stands before one document. Every change of that document must be told to it, whoever made it."""

    def __init__(
        self,
        roots: Mapping[str, Kind],
        doc: Doc[Any],
        limits: Limits = LIVE,
        kind: Callable[[Path], Kind | None] | None = None,
    ) -> None:
        """Guard a document that is empty, or whose state is given to `load` next.

        Args:
            roots: the document's root names, all others are refused.
            doc: the live document; asked for positions and, where an update may hide some, for deletions.
            limits: of one update (promise G3).
            kind: which kind of container belongs at a path, None where any does. Screens rely on it.
        """
        self._roots = dict(roots)
        self._doc = doc
        self._limits = limits
        self._kind = kind
        self._index: Places | None = Places(self._roots)
        self._unread = b""
        self._ended: list[bytes] = []
        self._listener: Subscription | None = None

    def check(self, update: bytes, client: int, allow: Callable[[Verb, Path], bool]) -> Plan:
        """Judge an update before it is applied; changes nothing.

        Args:
            update: what a browser sent, unread until now.
            client: the one client id that its line may write with (promise G2).
            allow: the pens; asked once for each distinct (verb, path).

        Raises:
            UpdateRefused: nothing of it may be applied.
        """
        stroke = keystroke(self._places, update, client) if self._limits is LIVE else None
        if stroke is None:
            return self._judge(update, client, allow)
        path = stroke.holder.place(INSIDE["text"])
        if not allow(stroke.verb, path):
            raise UpdateRefused("denied", f"{stroke.verb} {'/'.join(path)}")
        return Plan(client, stroke.clock if stroke.verb == "text" else None, False, stroke)

    def _judge(self, update: bytes, client: int, allow: Callable[[Verb, Path], bool]) -> Plan:
        judgement = Judgement(self._places, client, allow, self._positions, self._limits, self._kind)
        judgement.read(read_update(update, self._limits))
        draft = judgement.draft
        first_clock = draft.known if draft.fresh else None
        if judgement.hides:
            self._listen()
        return Plan(client, first_clock, not (draft.fresh or judgement.deletes), judgement)

    def commit(self, plan: Plan) -> None:
        """Take over a checked update, right after the document applied it."""
        if plan.first_clock is not None and plan.first_clock != self.known(plan.client):
            raise ValueError("the plan was made before another change of this client")
        if isinstance(plan._found, Keystroke):
            if self._listener is not None:
                self._bury([])
            return plan._found.settle()
        judgement, draft = plan._found, plan._found.draft
        self._bury([*judgement.named, *judgement.tombs])
        for struct, (length, holder, mark) in zip(draft.structs, draft.fresh, strict=True):
            self._places.add(plan.client, length, holder, mark, struct.origin)
        if draft.structs:
            self._places.strands[plan.client].right = draft.structs[-1].right
        self._places.lows |= draft.lows

    def absorb(self, update: bytes) -> None:
        """Take over an update that needs no permission, right after the document applied it.

        For the server's own transactions and for what other nodes have journaled. It must be the update as
        the document itself reported it: that one names every deletion. It is read by the same reader, so
        that index and document cannot drift apart.
        """
        read = read_update(update, STORED)
        self._bury(read.deletes)
        self._learn(read)

    def load(self, state: bytes) -> None:
        """Begin anew from a whole stored state of the document, which is read when it is first needed.

        Reading takes ten times as long as pycrdt's own, and who joins after a restart should not wait for it.
        """
        self._index, self._unread = None, state

    def prepare(self) -> None:
        """Read now what `load` was given, before somebody's change must wait for it."""
        if self._index is None:
            state, self._unread, self._index = self._unread, b"", Places(self._roots)
            self.absorb(state)

    @property
    def _places(self) -> Places:
        if self._index is None:
            self.prepare()
        assert self._index is not None
        return self._index

    def known(self, client: int) -> int:
        """The next clock of a client id."""
        return self._places.next(client)

    def _listen(self) -> None:
        """Ask the document what the next transaction deletes in truth.

        A rival value at the same key and what stands in a deleted container are deleted unnamed. Listening
        costs as much as applying an update, so it is not done for every keystroke.
        """
        if self._listener is None:
            ended = self._ended  # not self: a cycle through pycrdt would never be collected
            self._listener = self._doc.observe(lambda event: _remember(ended, event))

    def _bury(self, named: list[Range]) -> None:
        if self._listener is not None:
            self._doc.unobserve(self._listener)
            self._listener = None
        self._places.bury(named)
        for deletes in self._ended:
            self._places.bury(read_deletes(deletes))
        self._ended.clear()

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
        self._places.add(struct.client, length, holder, mark, struct.origin)
        if struct.lows:
            self._places.lows.update([(struct.client, struct.clock + low) for low in struct.lows])
        self._places.strands[struct.client].right = struct.right
        return True

    def _positions(self, places: tuple[Id | None, ...]) -> list[int | None]:
        """Where known ids of a living sequence stand, counted in what is visible before them."""
        with self._doc.transaction() as transaction:
            return [
                StickyIndex.decode(b"\0" + varint(place[0]) + varint(place[1]) + b"\0").get_index(transaction)
                if place
                else None
                for place in places
            ]


def _remember(ended: list[bytes], event: Any) -> None:
    ended.append(event.delete_set)  # pycrdt's stub does not name it
