"""Whether day or month comes first, found out from all the numeric dates of a file together.

One date can have two readings; a file rarely has. Only what cannot be told is a person's to answer, and
that once a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .flags import Period
from .pieces import Order, whole_year

_NUMERIC = re.compile(r"(?<![0-9./-])([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])")

FEWEST_FOR_COURSE = 6


@dataclass(frozen=True, slots=True)
class Votes:
    """What the dates of a file say: how many can only be day first, only month first, or either."""

    day: int
    month: int
    either: int
    order: Order
    certain: bool
    examples: tuple[str, ...] = ()


def vote(texts: Iterable[str], period: Period) -> Votes:
    """Count the votes of all date cells of a file and decide."""
    dates = [match for text in texts for match in _NUMERIC.finditer(text)]
    pairs = [(int(match[1]), int(match[3]), whole_year(match[4])) for match in dates]
    day = sum(first > 12 >= second for first, second, _ in pairs)
    month = sum(second > 12 >= first for first, second, _ in pairs)
    either = sum(first <= 12 and second <= 12 and first != second for first, second, _ in pairs)
    order: Order = "month" if month > day else "day"
    if day == month:
        order = _by_course(pairs, period)
    certain = (month == 0 and day > 0) or day + month + either == 0
    telling = [match[0] for match in dates if (int(match[3]) > 12) == (order == "month")]
    examples = dict.fromkeys(telling or [match[0] for match in dates])
    return Votes(day, month, either, order, certain, tuple(examples)[:3])


def _by_course(pairs: Sequence[tuple[int, int, int]], period: Period) -> Order:
    """Where no single date tells: the order in which the file runs on more evenly, day first if alike."""
    if len(pairs) < FEWEST_FOR_COURSE:
        return "day"
    day_first = [_day(first, second, year) for first, second, year in pairs]
    month_first = [_day(second, first, year) for first, second, year in pairs]
    return "month" if 3 * _unevenness(month_first, period) < _unevenness(day_first, period) else "day"


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _unevenness(days: Sequence[date | None], period: Period) -> int:
    known = [day for day in days if day]
    steps = list(zip(known, known[1:], strict=False))
    back = min(sum(b < a for a, b in steps), sum(b > a for a, b in steps))
    outside = sum((period.start or day) > day or day > (period.end or day) for day in known)
    return back + outside + (len(days) - len(known))
