"""What is worth a look in a row: short codes, each the answer to one question about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from .cells import Line
from .names import identifiers_in, names_in
from .reading import Row
from .shapes import is_ditto

LONG = 4000
_NO_CONTACT = re.compile(
    r"\W*(?:there (?:was|were|is|has been) )?(?:no|nil)(?: (?:further|known|recorded|direct|other|face to face))*"
    r" (?:contacts?|involvement|activity|entries)\b(?!\s+(?:number|details|tel|phone|made by|could|info))",
    re.IGNORECASE,
)
_AS_ABOVE = re.compile(
    r"\W*(?:(?:same )?as (?:above|previous|before)|ditto|see above|same again"
    r"|as (?:per )?(?:last|previous) entry)\b",
    re.IGNORECASE,
)
_OTHER_DOCUMENT = re.compile(
    r"\bsee (?:(?:the|our|also|attached|separate|full) )*"
    r"(?:imr|report|appendix|annex|section|statement|chronology)\b"
    r"|\b(?:see|refer to) [\w /]{0,25}\bp(?:age|g|p)?\.? ?\d+",
    re.IGNORECASE,
)
_MARKS = {
    "midnight_unknown": "time_00_00_means_unknown",
    "mistyped": "mistyped_date",
    "impossible": "impossible_date",
    "year_from_heading": "year_taken_from_heading",
    "year_from_weekday": "year_taken_from_weekday",
    "year_from_rows": "year_taken_from_rows_around",
    "from_above": "date_from_above",
    "words_beside": "words_beside_date",
    "several_dates": "several_dates",
}
_ASIDE = {
    "deleted": "tracked_change",
    "comment": "comment",
    "table": "nested_table",
    "hidden": "hidden_words",
}


@dataclass(frozen=True, slots=True)
class Period:
    """What the review says about time: its period, both days included, and the day of death, if any."""

    start: date | None = None
    end: date | None = None
    death: date | None = None


def flags_of(row: Row, line: Line, period: Period, pseudonyms: Collection[str]) -> tuple[str, ...]:
    """Give the codes of everything worth a look in a row, in a fixed order."""
    whole = "\n".join(row.cells)
    found = [flag for flag, applies in _OF_ROW.items() if applies(row)]
    found += [_MARKS[mark] for mark in row.when.marks if mark in _MARKS]
    found += [_ASIDE[kind] for kind in dict.fromkeys(kind for kind, _ in row.aside) if kind in _ASIDE]
    found += ["hidden_row"] if line.hidden else []
    found += ["formula_cell"] if any(cell.formula for cell in line.cells) else []
    found += scope_flags(row, period)
    found += ["names_a_person"] if names_in(whole, pseudonyms) else []
    found += [f"holds_{kind}" for kind in identifiers_in(whole)]
    return tuple(dict.fromkeys(found))


def scope_flags(row: Row, period: Period) -> list[str]:
    """Tell whether a row lies outside the review's period, in part or whole, or after the death."""
    first, last = row.when.start or row.when.end, row.when.end or row.when.start
    if first is None or last is None:
        return []
    found = []
    if period.start and last < period.start:
        found.append("outside_scope_before")
    elif period.end and first > period.end:
        found.append("outside_scope_after")
    elif _reaches_out(row, period):
        found.append("partly_outside_scope")
    if period.death and first > period.death:
        found.append("after_death")
    return found


def _reaches_out(row: Row, period: Period) -> bool:
    early = period.start is not None and row.when.start is not None and row.when.start < period.start
    late = period.end is not None and row.when.end is not None and row.when.end > period.end
    return early or late


def with_nights(rows: Sequence[Row]) -> list[Row]:
    """Mark hours after midnight that stand under the evening's date: they may belong to the next day."""
    marked = list(rows)
    for index, (before, row) in enumerate(pairwise(rows), start=1):
        evening, night = before.when.time_start or "", row.when.time_start or "99"
        if (
            before.when.start
            and before.when.start == row.when.start
            and evening >= "18:00"
            and night < "06:00"
        ):
            flags = (*row.flags, "after_midnight_belongs_to_shift_before")
            marked[index] = replace(row, flags=flags)
    return marked


def _after_sign(row: Row) -> bool:
    return row.what.lstrip()[:1] in ("=", "+", "-", "@") and len(row.what.strip()) > 1


_OF_ROW: dict[str, Callable[[Row], bool]] = {
    "no_contact": lambda row: bool(_NO_CONTACT.match(row.what)),
    "refers_to_row_above": lambda row: is_ditto(row.what) or bool(_AS_ABOVE.match(row.what)),
    "points_to_other_document": lambda row: bool(_OTHER_DOCUMENT.search(row.what)),
    "over_4000_characters": lambda row: len(row.what) > LONG,
    "starts_with_formula_sign": _after_sign,
}
