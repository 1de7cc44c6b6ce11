"""Several tables in one sheet: where other headings begin, a new grid begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .cells import Grid, Line
from .layout import find_header, is_header


def segments(grid: Grid) -> Iterator[Grid]:
    """Cut a grid where a line of other headings stands below the first; most grids stay whole."""
    first = find_header(grid)
    below = [line for line in grid.lines if first and line.row > first[-1].row + 1 and is_header(line)]
    cuts = [line for line in below if _differs(first[-1], line)]
    if not cuts:
        yield grid
        return
    edges = [0, *(line.row for line in cuts), grid.lines[-1].row + 1]
    for begin, end in zip(edges, edges[1:], strict=False):
        part = tuple(line for line in grid.lines if begin <= line.row < end)
        name = f"{grid.name} ({begin})".strip() if begin else None
        yield replace(grid, lines=part, part=name)


def _differs(first: Line, other: Line) -> bool:
    same = sum(a.strip().lower() == b.strip().lower() for a, b in zip(first.texts, other.texts, strict=False))
    return same < 0.5 * len(first.filled)
