"""What a gate's index knows, and what observers of a document see, in forms that can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pycrdt import Text

from sessions.gate import Plan
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
    held = container.held or {}
    return (
        container.kind,
        container.alive,
        {
            name: child if isinstance(child, int) else inside(child)
            for name, child in held.items()
            if child is not None
        },
        dict(container.units or {}),
    )


def paths_of(root: str, events: list[Any]) -> list[tuple[str, ...]]:
    """The places that a deep observer of a root reports, in the gate's way of naming them."""
    paths = []
    for event in events:
        at = (root, *("#" if isinstance(step, int) else step for step in event.path))
        if hasattr(event, "keys"):
            paths += [(*at, key) for key in event.keys]
        else:
            paths.append((*at, "*" if isinstance(event.target, Text) else "#"))
    return paths


def unannounced(seen: list[tuple[str, ...]], plan: Plan) -> list[tuple[str, ...]]:
    """Changes at places that the plan neither named nor deleted with what is around them."""
    announced = {path for _, path in plan.paths}
    taken = {path for verb, path in plan.paths if verb in ("delete", "retract")}
    return [
        path
        for path in seen
        if path not in announced and not any(path[: len(around)] == around for around in taken)
    ]
