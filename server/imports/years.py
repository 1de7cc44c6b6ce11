"""Years that the rows above and below leave only one choice for.

Only in a file whose dates run on evenly, only when exactly one year fits between both neighbours; and the
row stays marked and uncertain, because a person should look at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from .dates import When, read_date
from .reading import Row
from .sentences import YEAR, YEAR_FROM_ROWS
from .spans import Around

EVEN = 0.9


def with_years_from_rows(rows: Sequence[Row], around: Around) -> list[Row]:
    """Fill in the year of dates without one where the neighbours allow exactly one."""
    if not any(row.when.needs == YEAR for row in rows) or not _runs_evenly(rows):
        return list(rows)
    return [_filled(rows, index, around) if row.when.needs == YEAR else row for index, row in enumerate(rows)]


def _runs_evenly(rows: Sequence[Row]) -> bool:
    days = [row.when.start for row in rows if row.when.start and row.when.precision == "day"]
    steps = list(zip(days, days[1:], strict=False))
    return len(steps) >= 3 and sum(a <= b for a, b in steps) >= EVEN * len(steps)


def _filled(rows: Sequence[Row], index: int, around: Around) -> Row:
    row = rows[index]
    before = next((day for day in map(_day, reversed(rows[:index])) if day), None)
    after = next((day for day in map(_day, rows[index + 1 :]) if day), None)
    if before is None or after is None:
        return row
    fitting = [when for when in _readings(row, before, after, around) if _fits(when, before, after)]
    if len(fitting) != 1:
        return row
    when = fitting[0]
    marked = replace(when, uncertain=True, marks=("year_from_rows",), time_text=row.when.time_text)
    timed = replace(marked, time_start=row.when.time_start, time_end=row.when.time_end)
    flags = (*row.flags, "year_taken_from_rows_around")
    return replace(row, when=timed, flags=flags, problem=YEAR_FROM_ROWS)


def _day(row: Row) -> date | None:
    return row.when.start if row.when.precision == "day" else None


def _readings(row: Row, before: date, after: date, around: Around) -> list[When]:
    years = range(before.year, min(after.year, before.year + 3) + 1)
    return [read_date(row.when.text, replace(around, year=year)) for year in years]


def _fits(when: When, before: date, after: date) -> bool:
    day = when.start or when.end
    return day is not None and before <= day <= after and when.needs is None
