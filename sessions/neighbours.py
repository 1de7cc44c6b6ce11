"""Neighbours in a text or an array: the order that an update claims, and what it costs to find the place.

An honest client writes between two neighbours that stand side by side on its screen. What claims another
order would be read differently by replicas that learn it in another way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sessions.draft import Draft
from sessions.lib0 import Limits
from sessions.places import Container
from sessions.refusals import UpdateRefused
from sessions.updates import Id, Struct

Positions = Callable[[tuple[Id | None, ...]], list[int | None]]

_END: Final = 1 << 62
_CROSSED = "the left neighbour stands after the right one"
_OVER_OWN = "words of its own stand between"


class Neighbours:
    """Judges the neighbours of an update's structs, one after the other.

    `positions` tells how much of a sequence is visible before ids of the document.
    """

    def __init__(self, draft: Draft, positions: Positions, limits: Limits) -> None:
        self.draft = draft
        self.positions = positions
        self.limits = limits
        self._scans = 0

    def judge(self, struct: Struct, holder: Container) -> None:
        """Refuse a struct of a sequence whose neighbours cannot have been side by side."""
        left, right = struct.origin, struct.right
        if self._beside(left, right):
            return
        self.scan(holder)
        new_left = bool(left and self.draft.is_new(left))
        new_right = bool(right and self.draft.is_new(right))
        if not new_left and not new_right:
            self._judge_known(left, right, holder)
        elif left and right and not self._ordered(left, right, new_left, new_right):
            raise UpdateRefused("origins", _CROSSED)

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

    def _judge_known(self, left: Id | None, right: Id | None, holder: Container) -> None:
        """The left one must stand first, and what the client last wrote here not between them: it knew that.

        Only its last words are looked for: to look for all would cost more than it protects.
        """
        if left is None and right is None:
            self._judge_lonely(holder)
            return
        if left and right and self._in_order(right, left):
            raise UpdateRefused("origins", _CROSSED)  # among deleted words the document could not tell
        own = self._last_own(holder)
        if own is None and (left is None or right is None or self._in_order(left, right)):
            return
        before, after, at = self.positions((left, right, own))
        low, high = -1 if before is None else before, _END if after is None else after
        if left == right or low > high:
            raise UpdateRefused("origins", _CROSSED)
        if at is not None and own not in (left, right) and low < at < high:
            raise UpdateRefused("origins", _OVER_OWN)

    def _in_order(self, left: Id, right: Id) -> bool:
        """Words of one writer who typed on from one to the other: the document need not be asked."""
        return left[0] == right[0] and self.draft.places.strands[left[0]].in_order(left[1], right[1])

    def _judge_lonely(self, holder: Container) -> None:
        """Without neighbours the client knew of nothing here, not even of words of its own."""
        strand = self.draft.places.strands.get(self.draft.client)
        if holder in self.draft.runs or (holder.runs and strand and holder in strand.holders):
            raise UpdateRefused("origins", _OVER_OWN)

    def _last_own(self, holder: Container) -> Id | None:
        strand = self.draft.places.strands.get(self.draft.client)
        if strand and strand.holders and strand.holders[-1] is holder:
            return self.draft.client, self.draft.known - 1
        return None

    def _ordered(self, left: Id, right: Id, new_left: bool, new_right: bool) -> bool:
        """Of two that are new the younger was written beside the elder; of one the document is asked."""
        if new_left and new_right:
            return self._chained(left, right)
        return self._between(right, left) if new_left else self._between(left, right)

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
        at, before, after = self.positions((old, low, high))
        return at is None or (before or 0) <= at <= (_END if after is None else after)

    def _bound(self, step: Callable[[Id], Id | None], place: Id) -> Id | None:
        at: Id | None = place
        while at and self.draft.is_new(at):
            at = step(at)
        return at
