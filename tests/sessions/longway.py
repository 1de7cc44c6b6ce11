"""A gate and its twin without the shortcut for keystrokes, side by side: they must never differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sessions.gate import Gate, Path, Plan, Verb
from sessions.places import INSIDE, Container, Mark, Places
from sessions.refusals import UpdateRefused

Allow = Callable[[Verb, Path], bool]


class TwinGate:
    """Judges each update by the short way and by the long one, in an index of its own each."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.short, self.long = Gate(*given, **named), Gate(*given, **named)
        self.short_cuts = self.in_order = 0
        self._plans: dict[Plan, Plan] = {}

    def __getattr__(self, name: str) -> Any:
        """What only asks is asked of the one with the shortcut. (A compiled class cannot be subclassed here.)"""
        return getattr(self.short, name)

    def check(self, update: bytes, client: int, allow: Allow) -> Plan:
        """What both say, or the first difference."""
        ways: list[Plan | UpdateRefused] = []
        for way in (self.short.check, self.long._judge):
            try:
                ways.append(way(update, client, allow))
            except UpdateRefused as refused:
                ways.append(refused)
        short, long = ways
        assert _said(short) == _said(long), f"{_said(short)} {_said(long)}: {client} {update.hex()}"
        if isinstance(short, UpdateRefused) or isinstance(long, UpdateRefused):
            assert isinstance(short, UpdateRefused)
            raise short
        self._plans = {short: long}
        return short

    def commit(self, plan: Plan) -> None:
        """Both take it over, and know the same afterwards."""
        self.short.commit(plan)
        self.long.commit(self._plans.pop(plan))
        self.short_cuts += type(plan._found).__name__ == "Keystroke"
        assert whole(self.short._places) == whole(self.long._places)
        self._stand_in_order(plan.client)

    def _stand_in_order(self, client: int) -> None:
        """Of what the index takes to stand in order, the document says so too: the client's newest ids, by twos."""
        strand = self.short._places.strands.get(client)
        newest = range(max(0, strand.next - 6), strand.next) if strand else ()
        for first, last in ((first, last) for last in newest for first in newest if first < last):
            assert strand is not None
            holder, mark = strand.at(first)
            if holder and holder.alive and (holder, mark) == strand.at(last) and mark in INSIDE.values():
                before, after = self.short._positions(((client, first), (client, last)))
                is_so = before is None or after is None or before <= after
                self.in_order += strand.in_order(first, last)
                assert is_so or not strand.in_order(first, last), f"{client}: {first} {last}"

    def absorb(self, update: bytes) -> None:
        """Both learn of the server's own."""
        self.short.absorb(update)
        self.long.absorb(update)

    def load(self, state: bytes) -> None:
        """Both begin anew."""
        self.short.load(state)
        self.long.load(state)


def whole(places: Places) -> Any:
    """Everything that an index knows, in a form that can be compared."""
    strands = {
        client: (
            strand.next,
            strand.right,
            [*strand.starts],
            [*map(_name, strand.holders)],
            [*map(_name, strand.marks)],
            [*strand.gone],
            [*strand.ends],
        )
        for client, strand in places.strands.items()
    }
    return strands, places.lows, {name: _inside(root) for name, root in places.roots.items()}


def _said(way: Plan | UpdateRefused) -> tuple[object, ...]:
    if isinstance(way, UpdateRefused):
        return way.code, way.detail
    return way.client, way.first_clock, way.empty, way.paths


def _name(mark: Container | Mark | None) -> object:
    return (*mark.path, mark.client, mark.clock) if isinstance(mark, Container) else mark


def _inside(container: Container) -> object:
    held = {
        name: _inside(inner) if isinstance(inner, Container) else inner
        for name, inner in (container.held or {}).items()
    }
    return container.alive, container.runs, container.units or {}, held
