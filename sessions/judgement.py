"""One update before the gate: what it would touch, whether the pens allow it, whether it fits the document.

Three rules keep deletion honest. Setting a key covers the plain value that stood there. Deleting a container
covers all that is in it; but retracting one's own covers only plain values and what its author put there:
others' words and containers inside need `delete` on their own path. Replacing a container is deleting it,
whether the update says so or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Literal

from sessions.draft import Draft
from sessions.lib0 import Limits
from sessions.neighbours import Neighbours, Positions
from sessions.places import INSIDE, Container, Kind, Mark, Path, Places, Standing, stand
from sessions.refusals import UpdateRefused
from sessions.updates import ANY, DELETED, FORMAT, GC, KINDS, STRING, TYPE, Range, Struct, Update

Verb = Literal["create", "set", "text", "format", "item", "delete", "retract"]
# What may stand where, and what it is called. yrs loops for ever when it reads words that stand in a map.
_VERBS: Final[dict[tuple[Kind, int], Verb]] = {
    ("map", TYPE): "create",
    ("map", ANY): "set",
    ("array", TYPE): "create",
    ("array", ANY): "item",
    ("text", STRING): "text",
    ("text", FORMAT): "format",
}
# Of what is gone already nobody can tell what it was: any verb that could have made it will do.
_TOMB_VERBS: Final[dict[Kind, tuple[Verb, Verb]]] = {
    "map": ("set", "create"),
    "array": ("item", "create"),
    "text": ("text", "format"),
}


class Judgement:
    """Reads one update against the index. Changes neither; raises UpdateRefused at the first fault."""

    def __init__(
        self,
        places: Places,
        client: int,
        allow: Callable[[Verb, Path], bool],
        positions: Positions,
        limits: Limits,
        kind: Callable[[Path], Kind | None] | None = None,
    ) -> None:
        self.draft = Draft(places, client)
        self.neighbours = Neighbours(self.draft, positions, limits)
        self.places = places
        self.client = client
        self.allow = allow
        self.limits = limits
        self.kind = kind
        self.asked: dict[tuple[Verb, Container, str], Path] = {}
        self.tombs: list[Range] = []
        self.named: list[Range] = []
        self.deletes = 0
        self.hides = False  # may take away more than it names
        self._values: dict[tuple[Container, str], Struct] = {}
        self._cancelled: list[Range] = []
        self._dying: dict[Container, None] = {}  # in order, so that the same is always said
        self._piles: list[Range] = []

    def read(self, update: Update) -> None:
        """Judge the whole update: first what it brings, then what it takes away."""
        self.named = update.deletes
        for struct in update.structs:
            self._admit(struct)
        if update.deletes or self._dying:
            self._take_away(update.deletes)
        for pile in self._piles:
            if not any(_covers(taken, pile) for taken in update.deletes):
                raise UpdateRefused("shape", "several values at one key")

    def _admit(self, struct: Struct) -> None:
        due = self.draft.next
        if struct.client != self.client:
            raise UpdateRefused("client", "not the id of this line")
        if struct.clock > due:
            raise UpdateRefused("gap", f"clock {struct.clock} after {due}")
        if struct.clock + struct.length <= due:
            return  # a repeat of what is here already
        if struct.clock < due:
            struct = self._rest(struct)
        if struct.ref <= DELETED:
            self.tombs.append((struct.client, struct.clock, struct.length))
        if struct.ref == GC:
            self.draft.keep(struct, None, "")
            return
        holder, key = self._stand(struct)
        if self.draft.lows or self.places.lows:
            self._uncut(struct)
        if holder.kind == "map":
            self._replace(struct, holder, key)
        elif struct.key is not None:
            raise UpdateRefused("shape", "a sequence takes no key")
        self._permit(struct, holder, key)
        if holder.kind != "map":
            self.neighbours.judge(struct, holder)
        mark = (
            Container(holder, key, KINDS[struct.kind], (struct.client, struct.clock))
            if struct.ref == TYPE
            else key
        )
        self.draft.keep(struct, holder, mark)

    def _rest(self, struct: Struct) -> Struct:
        """The part of a struct beyond what is here; what is here must stand where the struct says."""
        here = self.draft.next - 1
        cut = self.draft.next - struct.clock
        claimed = stand(struct, self.draft.find, self.places.roots)
        if struct.ref != GC and claimed != _key(self.draft.find((self.client, here))):
            raise UpdateRefused("origins", "not where its beginning stands")
        if cut in struct.lows:
            raise UpdateRefused("surrogate")
        return Struct(
            self.client,
            self.draft.next,
            struct.length - cut,
            struct.ref,
            (self.client, here),
            struct.right,
            struct.parent,
            struct.key,
            struct.kind,
            tuple(low - cut for low in struct.lows if low > cut),
        )

    # -- where it stands ------------------------------------------------------------------------------

    def _stand(self, struct: Struct) -> tuple[Container, str]:
        found = stand(struct, self.draft.find, self.places.roots)
        if found is None:
            raise UpdateRefused("dependency", "its neighbour or parent is not known here")
        holder, key = found
        if holder is None or not holder.alive:
            raise UpdateRefused("gone", "what it belongs to was deleted")
        if struct.origin and struct.right and _key(self.draft.find(struct.right)) != found:
            raise UpdateRefused("origins", "neighbours in different places")
        return holder, key

    def _uncut(self, struct: Struct) -> None:
        after = struct.origin and (struct.origin[0], struct.origin[1] + 1)
        if self.draft.cuts(after) or self.draft.cuts(struct.right):
            raise UpdateRefused("surrogate", "would cut a character in two")

    # -- who may ---------------------------------------------------------------------------------------

    def _permit(self, struct: Struct, holder: Container, key: str) -> None:
        if struct.ref == DELETED:
            self._ask_either(_TOMB_VERBS[holder.kind], holder, key)
            return
        verb = _VERBS.get((holder.kind, struct.ref))
        if verb is None:
            raise UpdateRefused("shape", "words belong into texts, values into maps and arrays")
        if verb == "create":
            self._fits(KINDS[struct.kind], holder, key)
        self._ask(verb, holder, key)

    def _fits(self, kind: Kind, holder: Container, key: str) -> None:
        if holder.depth >= self.limits.container_depth:
            raise UpdateRefused("depth")
        if self.kind and self.kind(holder.place(key)) not in (kind, None):
            raise UpdateRefused("shape", f"a {kind} at {'/'.join(holder.place(key))}")

    def _replace(self, struct: Struct, holder: Container, key: str) -> None:
        """What stands at the key now goes, even when the update's deletions do not name it."""
        if not key or key in ("*", "#"):
            raise UpdateRefused("shape", "a map needs a proper key")
        if struct.right:
            raise UpdateRefused("origins", "a value before another of its key")
        if struct.ref == ANY and struct.length > 1:
            # Yjs joins former values of a key that its undo still remembers, all of them deleted.
            self._piles.append((struct.client, struct.clock, struct.length))
        stands = holder.at(key)
        before = self._values.get((holder, key))
        self._values[holder, key] = struct
        if isinstance(stands, Container):
            self._dying[stands] = None
            self.hides = True
        elif stands is not None and struct.ref == DELETED:
            self._ask(self._taking(stands), holder, key)
        if struct.origin or before or holder.knows(key):
            self._succeed(struct, before, holder)

    def _succeed(self, struct: Struct, before: Struct | None, holder: Container) -> None:
        """A value written after the living one of its key ends that one, and so does nothing unnamed.

        Written after anything else it has rivals, and only the document knows which of them lives on.
        """
        origin = struct.origin
        last = before and (before.client, before.clock + before.length - 1)
        if origin and (origin == last if before else self.places.lives(origin)):
            self.tombs.append((*origin, 1))
        else:
            self.hides = True
            self.neighbours.scan(holder)

    def _taking(self, author: int) -> Verb:
        return "retract" if author == self.client else "delete"

    def _ask(self, verb: Verb, holder: Container, key: str) -> None:
        if (verb, holder, key) in self.asked:
            return
        path = holder.place(key)
        if not self.allow(verb, path):
            raise UpdateRefused("denied", f"{verb} {'/'.join(path)}")
        self.asked[verb, holder, key] = path

    def _ask_either(self, verbs: tuple[Verb, Verb], holder: Container, key: str) -> None:
        first, second = verbs
        if (first, holder, key) in self.asked or self.allow(first, holder.place(key)):
            self._ask(first, holder, key)
        else:
            self._ask(second, holder, key)

    # -- what it takes away ----------------------------------------------------------------------------

    def _take_away(self, ranges: Iterable[Range]) -> None:
        runs: list[tuple[int, Container, Mark]] = []
        for client, start, length in ranges:
            end = start + length
            known = self.places.next(client)
            if end > (self.draft.next if client == self.client else known):
                raise UpdateRefused("dependency", "deletes what is not known here")
            if self.draft.cuts((client, start)) or self.draft.cuts((client, end)):
                raise UpdateRefused("surrogate", "would cut a character in two")
            if start < known:
                self._collect(client, start, min(end, known), runs)
            if end > known:
                self.deletes += 1
                self._cancelled.append((client, start, length))
        for client, holder, mark in runs:
            self._judge_run(client, holder, mark)
        for container in self._dying:
            if not (container.holder and container.holder.within(self._dying)):
                self._judge_container(container)

    def _collect(self, client: int, start: int, end: int, runs: list[tuple[int, Container, Mark]]) -> None:
        before = len(runs)
        for _, holder, mark in self.places.strands[client].living(start, end):
            if isinstance(mark, Container):
                self._dying[mark] = None
                self.hides = True
            if holder:
                runs.append((client, holder, mark))
        self.deletes += len(runs) > before
        if self.deletes > self.limits.ranges:
            raise UpdateRefused("ranges", str(self.deletes))

    def _judge_run(self, client: int, holder: Container, mark: Mark) -> None:
        if isinstance(mark, Container) or holder.within(self._dying):
            return
        if holder.kind != "map" or not self._replaced(holder, mark):
            self._ask(self._taking(client), holder, mark)

    def _replaced(self, holder: Container, key: str) -> bool:
        """Does the update leave another value at this key? One that it takes away again does not count."""
        value = self._values.get((holder, key))
        if value is None or value.ref == DELETED:
            return False
        return not any(_covers(taken, (value.client, value.clock, 1)) for taken in self._cancelled)

    def _judge_container(self, container: Container) -> None:
        holder = container.holder
        if holder is None:
            return
        self._ask(self._taking(container.client), holder, container.key)
        if container.client == self.client:
            self._judge_inside(container)

    def _judge_inside(self, container: Container) -> None:
        if any(client != self.client for client in container.units or ()):
            self._ask("delete", container, INSIDE[container.kind])
        for child in container.nested():
            if child.client == self.client:
                self._judge_inside(child)
            else:
                self._ask("delete", container, child.key)


def _covers(taken: Range, part: Range) -> bool:
    end, part_end = taken[1] + taken[2], part[1] + part[2]
    return taken[0] == part[0] and taken[1] <= part[1] and part_end <= end


def _key(found: Standing | None) -> tuple[Container | None, str] | None:
    if found is None:
        return None
    holder, mark = found
    return holder, mark if isinstance(mark, str) else mark.key
