"""Neighbours in a text or an array: the order that an update claims, and what it costs to find the place.

An honest client writes between two neighbours that stand side by side on its screen. What claims another
order would be read differently by replicas that learn it in another way.
"""

from __future__ import annotations

from collections.abc import Callable

from sessions.draft import Draft
from sessions.lib0 import Limits
from sessions.places import Container
from sessions.refusals import UpdateRefused
from sessions.updates import Id, Struct

_END = 1 << 62


class Neighbours:
    """Judges the neighbours of an update's structs, one after the other.

    `position` tells how much of a sequence is visible before an id of the document.
    """

    def __init__(self, draft: Draft, position: Callable[[Id], int | None], limits: Limits) -> None:
        self.draft = draft
        self.position = position
        self.limits = limits
        self._scans = 0

    def judge(self, struct: Struct, holder: Container) -> None:
        """Refuse a struct of a sequence whose neighbours cannot have been side by side."""
        left, right = struct.origin, struct.right
        if self._beside(left, right):
            return
        self.scan(holder)
        if left and right and not self._ordered(left, right):
            raise UpdateRefused("origins", "the left neighbour stands after the right one")
        if self._passes_over_own(left, right, holder):
            raise UpdateRefused("origins", "words of its own stand between")

    def scan(self, holder: Container) -> None:
        """Count what the document may have to walk through to find the place among rivals."""
        self._scans += holder.runs + self.draft.runs.get(holder, 0)
        if self._scans > self.limits.scans:
            raise UpdateRefused("origins", "written in too many places at once")

    def _beside(self, left: Id | None, right: Id | None) -> bool:
        """Was one of the two written beside the other, as far as the index remembers?

        Then nothing of others can stand between them that the document would have to walk through.
        """
        draft = self.draft
        if left and draft.is_new(left) and draft.struct(left).right == right:
            return True
        if right and draft.is_new(right) and draft.left_of(right) == left:
            return True
        strand = draft.places.strands.get(left[0]) if left else None
        return bool(left and strand and left[1] == strand.next - 1 and strand.right == right)

    def _ordered(self, left: Id, right: Id) -> bool:
        """Of two that are new the younger was written beside the elder. Of others the document is asked."""
        new_left, new_right = self.draft.is_new(left), self.draft.is_new(right)
        if new_left and new_right:
            return self._chained(left, right)
        if new_left:
            return self._between(right, left)
        if new_right:
            return self._between(left, right)
        return left != right and self._place(left, 0) <= self._place(right, _END)

    def _chained(self, left: Id, right: Id) -> bool:
        """Does the way from `right` to its left neighbours lead to `left`, or the other way round?"""
        for step, start, goal in ((self.draft.left_of, right, left), (self.draft.right_of, left, right)):
            at: Id | None = start
            for _ in range(64):
                at = step(at) if at else None
                if at == goal:
                    return True
        return False

    def _between(self, old: Id, new: Id) -> bool:
        """Does an id of the document lie between those that a new id was written between?"""
        low, high = self._bound(self.draft.left_of, new), self._bound(self.draft.right_of, new)
        at = self._place(old, -1)
        return at < 0 or self._place(low, 0) <= at <= self._place(high, _END)

    def _bound(self, step: Callable[[Id], Id | None], place: Id) -> Id | None:
        at: Id | None = place
        while at and self.draft.is_new(at):
            at = step(at)
        return at

    def _passes_over_own(self, left: Id | None, right: Id | None, holder: Container) -> bool:
        """Does what the client itself wrote here stand between the two? It knew of that.

        Only its last words are looked at: to look for all of them would cost more than it protects.
        """
        draft = self.draft
        strand = draft.places.strands.get(draft.client)
        if left is None and right is None:
            return holder in draft.runs or bool(holder.runs and strand and holder in strand.holders)
        own = (draft.client, draft.known - 1)
        if not strand or not strand.next or strand.holders[-1] is not holder or own in (left, right):
            return False
        if (left and draft.is_new(left)) or (right and draft.is_new(right)):
            return False
        return self._place(left, -1) < self._place(own, -1) < self._place(right, _END)

    def _place(self, place: Id | None, otherwise: int) -> int:
        at = self.position(place) if place else None
        return otherwise if at is None else at
