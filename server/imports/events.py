"""From rows as an agency wrote them to events of the shared timeline.

What the agency thought of its own practice and columns that name staff stay out: those go to the review team's
lane or nowhere (design section 12). Everything else of a row is found again through its place of origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .gaps import Numbered
from .merge import combine
from .reading import Place, Reading, Row


def events_of(readings: Sequence[tuple[str, Reading]]) -> dict[str, list[dict[str, Any]]]:
    """The events of each agency's reading, ready for a board.

    Args:
        readings: pairs of an agency's abbreviation and what was read, in the order of the files.

    Returns:
        By the name of the file: {"id", "agency", "what", "date", "source", "origin", "flags"} each.
    """
    found: dict[str, list[dict[str, Any]]] = {reading.file: [] for _, reading in readings}
    for numbered in sorted(combine(readings).rows, key=lambda numbered: numbered.id):
        found[numbered.row.place.file].append(_event(numbered))
    return found


def _event(numbered: Numbered) -> dict[str, Any]:
    row = numbered.row
    return {
        "id": numbered.id,
        "agency": numbered.agency,
        "what": _paragraphs(row.what, row.action),
        "date": _date(row),
        "source": row.source,
        "origin": _origin(row.place),
        "flags": sorted(row.flags),
    }


def _date(row: Row) -> dict[str, Any]:
    when = row.when
    return {
        "text": when.text,
        "start": when.start.isoformat() if when.start else None,
        "end": when.end.isoformat() if when.end else None,
        "precision": when.precision,
        "uncertain": when.uncertain,
        "time": when.time_text,
    }


def _origin(place: Place) -> dict[str, Any]:
    facts = {
        "file": place.file,
        "sheet": place.sheet,
        "table": place.table,
        "row": place.row,
        "line": place.line,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(_filled(texts))


def _filled(texts: Iterable[str]) -> list[str]:
    return [text.strip() for text in texts if text.strip()]
