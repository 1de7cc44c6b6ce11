"""What a gate's index knows, in a form in which two of them can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sessions.places import Container, Places


def picture(places: Places) -> dict[str, Any]:
    """Clocks, living ids with their places, half characters and what each container knows of its inside."""
    strands = {client: strand for client, strand in places.strands.items() if strand.next}
    living = {
        (client, clock): (units, path_of(holder, mark))
        for client, strand in strands.items()
        for clock, units, holder, mark in runs(strand)
    }
    return {
        "next": {client: strand.next for client, strand in strands.items()},
        "living": living,
        "lows": {low for low in places.lows if places.lives(low)},
        "inside": {name: inside(root) for name, root in places.roots.items()},
    }


def runs(strand: Any) -> Iterable[tuple[int, int, Container | None, Any]]:
    """Living runs with the clock of their first id, neighbours in one place joined."""
    for low, high in strand.gaps(0, strand.next):
        for units, holder, mark in strand.living(low, high):
            yield low, units, holder, mark
            low += units


def path_of(holder: Container | None, mark: Any) -> Any:
    """Where it stands, by name."""
    assert holder is not None and holder.alive
    return holder.place(mark if isinstance(mark, str) else mark.key)


def inside(container: Container) -> Any:
    """What a container knows of what lives in it."""
    return (
        container.kind,
        container.alive,
        {key: client for key, client in (container.values or {}).items() if client is not None},
        dict(container.units or {}),
        {name: inside(child) for name, child in (container.nested or {}).items()},
    )
