"""What one update adds to a document, seen together with what is there."""

from __future__ import annotations

from bisect import bisect_right

from sessions.places import Container, Mark, Places, Standing
from sessions.updates import Id, Struct

Fresh = tuple[int, Container | None, Mark]
"""(length, holder, mark) of ids that the update adds."""


class Draft:
    """The new structs of one client, in order. `known` is that client's next clock in the document."""

    __slots__ = ("client", "fresh", "known", "lows", "next", "places", "runs", "starts", "structs")

    def __init__(self, places: Places, client: int) -> None:
        self.places = places
        self.client = client
        self.known = self.next = places.next(client)
        self.structs: list[Struct] = []
        self.starts: list[int] = []
        self.fresh: list[Fresh] = []
        self.lows: set[Id] = set()
        self.runs: dict[Container, int] = {}

    def keep(self, struct: Struct, holder: Container | None, mark: Mark) -> None:
        """Append a struct; what comes later in the update may lean on it."""
        self.structs.append(struct)
        self.starts.append(struct.clock)
        self.fresh.append((struct.length, holder, mark))
        self.next = struct.clock + struct.length
        if holder:
            self.runs[holder] = self.runs.get(holder, 0) + 1
        for low in struct.lows:
            self.lows.add((struct.client, struct.clock + low))

    def is_new(self, place: Id) -> bool:
        """Does the update itself bring this id?"""
        return place[0] == self.client and place[1] >= self.known

    def find(self, place: Id) -> Standing | None:
        """Where an id of the document or of this update stands; None when it is in neither."""
        client, clock = place
        if client != self.client or clock < self.known:
            return self.places.find(place)
        if clock >= self.next:
            return None
        _, holder, mark = self.fresh[bisect_right(self.starts, clock) - 1]
        return holder, mark

    def struct(self, place: Id) -> Struct:
        """The struct that holds a new id."""
        return self.structs[bisect_right(self.starts, place[1]) - 1]

    def left_of(self, place: Id) -> Id | None:
        """The left neighbour that a new id was written after; None for ids of the document."""
        if not self.is_new(place):
            return None
        struct = self.struct(place)
        return struct.origin if place[1] == struct.clock else (place[0], place[1] - 1)

    def right_of(self, place: Id) -> Id | None:
        """The right neighbour that a new id was written before; None for ids of the document."""
        return self.struct(place).right if self.is_new(place) else None

    def cuts(self, place: Id | None) -> bool:
        """Is this the second half of a character, so that nothing may begin here?"""
        return place in self.lows or place in self.places.lows
