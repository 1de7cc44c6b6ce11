"""From rows as an agency wrote them to events of the shared timeline.

What the agency thought of its own practice and columns that name staff stay out: those go to the review team's
lane or nowhere (design section 12). Everything else of a row is found again through its place of origin.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .merge import numbered_rows
from .reading import Place, Reading, Row
from .shapes import is_ditto


def events_of(readings: Sequence[tuple[str, Reading]]) -> dict[str, list[dict[str, Any]]]:
    """The events of each agency's reading, ready for a board.

    Args:
        readings: pairs of an agency's abbreviation and what was read, in the order of the files.

    Returns:
        By the name of the file, in the order of its rows; see `events_in`. The ids are those of `merge.combine`.
    """
    ids = {id(one.row): one.id for one in numbered_rows(readings)}
    return {
        reading.file: events_in(agency, reading, lambda row: ids[id(row)]) for agency, reading in readings
    }


def events_in(agency: str, reading: Reading, name: Callable[[Row], str]) -> list[dict[str, Any]]:
    """The events of one reading, in the order of its rows.

    Args:
        agency: the abbreviation.
        reading: what was read.
        name: gives a row its id.

    Returns:
        {"id", "agency", "what", "date", "clock", "source", "origin", "flags"} each; `clock` is the time as
        "HH:MM" or None, to order the events of a day by.
    """
    written = _written(reading)
    return [_event(name(row), agency, row, written) for row in reading.rows]


def _written(reading: Reading) -> dict[Place, str]:
    """The words of the date by place: of rows, and of the headings that date the rows below them."""
    headings = {left.place: " ".join(filter(None, left.cells)) for left in reading.left_out}
    return headings | {row.place: row.when.text for row in reading.rows}


def _event(key: str, agency: str, row: Row, written: Mapping[Place, str]) -> dict[str, Any]:
    return {
        "id": key,
        "agency": agency,
        "what": _paragraphs(row.what, row.action),
        "date": _date(row, written),
        "clock": row.when.time_start,
        "source": row.source,
        "origin": _origin(row),
        "flags": sorted(row.flags),
    }


def _date(row: Row, written: Mapping[Place, str]) -> dict[str, Any]:
    when = row.when
    return {
        "text": _source_words(row, written) if takes_words_from_above(row) else when.text,
        "start": when.start.isoformat() if when.start else None,
        "end": when.end.isoformat() if when.end else None,
        "precision": when.precision,
        "uncertain": when.uncertain,
        "time": when.time_text,
    }


def takes_words_from_above(row: Row) -> bool:
    """Whether a row's date stands elsewhere, and in its own cell only a ditto mark or nothing."""
    return row.date_from is not None and (not row.when.text.strip() or is_ditto(row.when.text))


def _source_words(row: Row, written: Mapping[Place, str]) -> str:
    """The words that a ditto mark stands for; where they too are none, the day itself."""
    words = written.get(row.date_from, "").strip() if row.date_from else ""
    if words and not is_ditto(words):
        return words
    day = row.when.start or row.when.end
    return f"{day.day} {month_name[day.month]} {day.year}" if day else row.when.text


def _origin(row: Row) -> dict[str, Any]:
    """Where it stands; for a date from above, the row of its words and what stands in the row itself."""
    place, above = row.place, row.date_from
    facts = {
        "file": place.file,
        "sheet": place.sheet,
        "table": place.table,
        "row": place.row,
        "line": place.line,
        "date_row": above.row if above else None,
        "date_written": row.when.text.strip() or None if takes_words_from_above(row) else None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(_filled(texts))


def _filled(texts: Iterable[str]) -> list[str]:
    return [text.strip() for text in texts if text.strip()]
