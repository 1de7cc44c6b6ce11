"""Long times without contact, for each agency and for all together.

A contact is a row with a known day inside the period, before the death, that does not say "no contact".
Rows with wider dates do not close a gap; they are named as what may fall inside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .flags import Period
from .reading import Row

USUAL_DAYS = 60


@dataclass(frozen=True, slots=True)
class Gap:
    """More than so many days between two contacts.

    `agency` is None for all agencies together; `after` and `before` are the ids of the contacts on both
    sides, None for the beginning or end of the period. `may_be_inside` are rows with wider dates,
    `no_contact` rows that themselves say there was none.
    """

    agency: str | None
    after: str | None
    before: str | None
    start: date
    end: date
    days: int
    may_be_inside: tuple[str, ...] = ()
    no_contact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row with its id and agency."""

    id: str
    agency: str
    row: Row


def gaps_in(rows: Sequence[Numbered], period: Period, days: int = USUAL_DAYS) -> tuple[Gap, ...]:
    """Find all gaps of more than `days` days, those of all agencies together first."""
    found = list(_gaps(None, rows, period, days))
    for agency in dict.fromkeys(numbered.agency for numbered in rows):
        own = [numbered for numbered in rows if numbered.agency == agency]
        found.extend(_gaps(agency, own, period, days))
    return tuple(found)


def is_contact(row: Row, period: Period) -> bool:
    """Tell whether a row is a contact on a known day of the period."""
    day = row.when.start
    if day is None or day != row.when.end or row.when.precision not in ("day", "approx"):
        return False
    last = min(filter(None, (period.end, period.death)), default=None)
    inside = (period.start is None or day >= period.start) and (last is None or day <= last)
    return inside and "no_contact" not in row.flags


def _gaps(agency: str | None, rows: Sequence[Numbered], period: Period, days: int) -> Iterable[Gap]:
    contacts = [
        (numbered.row.when.start, numbered.id) for numbered in rows if is_contact(numbered.row, period)
    ]
    edges: list[tuple[date, str | None]] = sorted((day, name) for day, name in contacts if day)
    if not edges:
        return
    if period.start:
        edges.insert(0, (period.start, None))
    if period.end and not period.death:
        edges.append((period.end, None))
    for (start, after), (end, before) in pairwise(edges):
        if (end - start).days > days:
            inside = [numbered for numbered in rows if _touches(numbered.row, start, end)]
            silent = [numbered for numbered in inside if "no_contact" in numbered.row.flags]
            wide = [n for n in inside if n not in silent and n.row.when.start != n.row.when.end]
            names = tuple(n.id for n in wide), tuple(n.id for n in silent)
            yield Gap(agency, after, before, start, end, (end - start).days, *names)


def _touches(row: Row, start: date, end: date) -> bool:
    return bool(row.when.start and row.when.end and row.when.start < end and row.when.end > start)
