"""From words to days: before, after, between, ranges and single pieces, with what is missing filled in.

Everything either comes out as a `Stretch`, or is `Unsettled` with a question to a person, or is None: not
understood. A missing year is taken only from a heading, from the other end of a range, or from a weekday
that fits one year of the review's period alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .almanac import QUARTERS, SEASONS, feast, last_day, span
from .doubts import without_doubt
from .pieces import Order, Piece, recognise
from .sentences import BACKWARDS, DAY_OR_YEAR, MONTH, NO_SUCH_DAY, WEEKDAY, YEAR

FISCAL = {"fiscal year": ((4, 1), (15, 31)), "school year": ((9, 1), (20, 31))}


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of the file says about a date that does not say everything itself.

    `order` is whether day or month comes first; `year` and `month` come from a heading; `years` are the
    years that a weekday may choose from (the review's period); `named_number` is "day" or "year" once
    somebody has said what "May 22" means in this file; `day_numbers` that five digits count days;
    `swapped` that the true dates of a spreadsheet have day and month the wrong way round.
    """

    order: Order = "day"
    year: int | None = None
    month: int | None = None
    years: tuple[int, ...] = ()
    named_number: str | None = None
    day_numbers: bool = False
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `start` to `end` (one of them None when only one side is known) and how they are known.

    `loose` makes the reading approximate, `unsure` only marks it as uncertain.
    """

    start: date | None
    end: date | None
    precision: str
    loose: bool = False
    unsure: bool = False
    needs: str | None = None
    marks: tuple[str, ...] = ()


class Unsettled(Exception):
    """The words have no reading, or two, until a person answers `needs`."""

    def __init__(self, needs: str, *marks: str) -> None:
        super().__init__(needs)
        self.needs = needs
        self.marks = marks


_DASH = r" *(?:-+>?|\bto\b|\buntil\b|\btill?\b|\bthr(?:ough|u)\b|\bup to\b) *"
_BETWEEN = re.compile(r"^(?:(?:some ?time|anytime) )?(?:between|btwn?\.?|bet\.?) +")
_FROM = re.compile(r"^(?:from|period|dates?) *:? +")
_BEFORE = re.compile(r"^(?:(?:on or )?before|prior to|pre|earlier than|<) *[- ]?")
_BY = re.compile(
    r"^(?:(?:by|before|until)(?: the)? end of|by|no(?:t)? later than|until|till?|up (?:to|until)|to) +"
)
_AFTER = re.compile(r"^(?:(?:on or )?after|post|following|later than|>) *[- ]?")
_SINCE = re.compile(r"^(?:since|from|not before|no earlier than|starting|commencing) +")
_OPEN_END = re.compile(
    r"(?: *(?:onwards?|and ongoing|ongoing|on-going)"
    r"| *(?:-+|\bto\b|\buntil\b) *(?:date|present|now|today|ongoing|current|further notice|discharge|unknown"
    r"|not known|n/k|\?+))$"
)
_WEEK = re.compile(
    r"^(?:w/?c:?|w\.c\.?|w/?b|wk|week)(?: (?:commencing|beginning|starting|of|comm?\.?|beg\.?|c))?:? *"
)
_WEEK_END = re.compile(r"^(?:w/?e(?: ending)?|(?:week|wk) (?:ending|end)):? +")
_WEEKEND = re.compile(r"^(?:the )?weekend(?: of| beginning)?:? +")


def read_span(words: str, around: Around) -> Stretch | None:
    """Read lower-case words as days, or give None. Raises Unsettled when a person must decide."""
    for attempt in (_one, _week, _between, _range, _listed, _bounded):
        stretch = attempt(words, around)
        if stretch:
            return stretch
    return None


def _one(words: str, around: Around) -> Stretch | None:
    piece = recognise(words, around.order)
    return resolve(piece, around) if piece and _stands_alone(piece, words, around) else None


def _stands_alone(piece: Piece, words: str, around: Around) -> bool:
    """A bare number is a day only under a heading that names the month, or with a weekday or an ordinal."""
    if piece.unit != "day" or piece.month is not None:
        return True
    return around.month is not None or piece.weekday is not None or not words.isdigit()


def _week(words: str, around: Around) -> Stretch | None:
    for pattern, first, last in ((_WEEK_END, -6, 0), (_WEEKEND, 0, 1), (_WEEK, 0, 6)):
        match = pattern.match(words)
        inner = _one(words[match.end() :].strip(), around) if match else None
        if inner and inner.start and inner.start == inner.end:
            start, end = inner.start + timedelta(days=first), inner.start + timedelta(days=last)
            return replace(inner, start=start, end=end, precision="between")
    return None


def _between(words: str, around: Around) -> Stretch | None:
    match = _BETWEEN.match(words)
    if not match:
        return None
    inner = words[match.end() :]
    for left, right in _splits(inner, rf" +(?:and|&|or) +|{_DASH}"):
        stretch = _pair(left, right, around)
        if stretch:
            return replace(stretch, precision="between")
    return None


def _range(words: str, around: Around) -> Stretch | None:
    words = _FROM.sub("", words)
    for left, right in _splits(words, _DASH):
        stretch = _pair(left, right, around)
        if stretch:
            return stretch
    return None


def _listed(words: str, around: Around) -> Stretch | None:
    """Two points named side by side: "7th or 8th August", "3/4 April", "3 and 5 May"."""
    for separator in (r" +or +", r" */ *", r" *(?:\band\b|&|,|;|\+) *"):
        for left, right in _splits(words, separator):
            stretch = _pair(left, right, around)
            if stretch and ("or" in separator or ("/" in separator and stretch.precision == "day")):
                return replace(stretch, precision="between")
            if stretch:
                return replace(stretch, unsure=True, marks=(*stretch.marks, "several_dates"))
    return None


def _bounded(words: str, around: Around) -> Stretch | None:
    opened = _OPEN_END.search(words)
    if opened and opened.start() > 0:
        inner = read_span(_SINCE.sub("", words[: opened.start()]).strip(" -"), around)
        return replace(inner, end=None, precision="after") if inner and inner.start else None
    for pattern, edge, precision in (
        (_BY, "end", "before"),
        (_BEFORE, "start", "before"),
        (_AFTER, "end", "after"),
        (_SINCE, "start", "after"),
    ):
        match = pattern.match(words)
        rest = words[match.end() :].strip() if match else ""
        inner = read_span(rest, around) if rest else None
        if inner:
            return _half_open(inner, edge, precision)
    return None


def _half_open(inner: Stretch, edge: str, precision: str) -> Stretch | None:
    day = inner.start if edge == "start" else inner.end
    if day is None:
        return None
    if precision == "before":
        return replace(inner, start=None, end=day, precision=precision)
    return replace(inner, start=day, end=None, precision=precision)


def _splits(words: str, separator: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(separator, words):
        left, right = words[: match.start()].strip(" ,"), words[match.end() :].strip(" ,")
        if left and right:
            yield left, right


def _pair(left: str, right: str, around: Around) -> Stretch | None:
    """Read the two ends of a stretch; the end that says less borrows from the other."""
    first, last = _end(left, around), _end(right, around)
    if first is None or last is None or (first.unit == "day" and first.month is None and last.unit != "day"):
        return None
    first, last = _borrow(first, last, around)
    begin, finish = resolve(first, around), resolve(last, around)
    if begin.start is None or finish.end is None:
        return None
    if finish.end < begin.start:
        raise Unsettled(BACKWARDS)
    precision = begin.precision if begin.precision == finish.precision else "day"
    marks = tuple(dict.fromkeys(begin.marks + finish.marks))
    return Stretch(
        begin.start, finish.end, precision, begin.loose or finish.loose, begin.unsure or finish.unsure,
        begin.needs or finish.needs, marks,
    )  # fmt: skip


def _end(words: str, around: Around) -> Piece | None:
    """Read one end of a stretch, which may carry a doubt of its own ("late 2020/early 2021")."""
    doubtful, words = without_doubt(words)
    piece = recognise(words, around.order)
    if piece and piece.needs == DAY_OR_YEAR and piece.month and around.order == "day":
        piece = replace(piece, needs=None)
    return replace(piece, marks=(*piece.marks, "loose")) if piece and doubtful else piece


def _borrow(first: Piece, last: Piece, around: Around) -> tuple[Piece, Piece]:
    if first.unit == "day" and first.month is None and last.month is not None:
        first = replace(first, month=last.month, year=first.year or last.year)
    if last.unit == "day" and last.month is None and first.month is not None:
        last = replace(last, month=first.month, year=last.year or first.year)
    if first.unit == "season" and last.unit == "season" or first.month is not None and last.month is not None:
        first, last = _borrow_year(first, last, around)
    return first, last


def _borrow_year(first: Piece, last: Piece, around: Around) -> tuple[Piece, Piece]:
    """Over New Year the end without a year lies on the other side of it."""
    later = (first.month or 0, first.day or 0) > (last.month or 0, last.day or 99)
    if first.year is None and last.year is not None:
        return replace(first, year=last.year - later), last
    if last.year is None and first.year is not None:
        return first, replace(last, year=first.year + later)
    if first.year is None and later and around.year is not None:
        year = around.year - (around.month is not None and around.month == last.month)
        return replace(first, year=year), replace(last, year=year + 1)
    return first, last


def resolve(piece: Piece, around: Around) -> Stretch:
    """Fill in what a piece lacks and turn it into days. Raises Unsettled."""
    if piece.needs == DAY_OR_YEAR and piece.month:
        piece = _day_or_year(piece, around)
    if piece.needs:
        raise Unsettled(piece.needs, *(("impossible",) if piece.needs == NO_SUCH_DAY else ()))
    piece, filled = _fill(piece, around)
    marks = tuple(mark for mark in (*piece.marks, filled) if mark)
    assert piece.year is not None
    try:
        stretch = _days(piece, piece.year)
        return replace(stretch, marks=marks, loose=stretch.loose or "loose" in marks)
    except ValueError:
        raise Unsettled(NO_SUCH_DAY, "impossible") from None


def _day_or_year(piece: Piece, around: Around) -> Piece:
    """Settle "May 22": a day under a heading that gives the year, else as the file's answer says."""
    assert piece.day is not None
    if around.named_number == "year":
        return replace(piece, day=None, year=2000 + piece.day, unit="month", needs=None)
    if around.year is not None or around.named_number == "day":
        return replace(piece, needs=None)
    return piece


def _fill(piece: Piece, around: Around) -> tuple[Piece, str]:
    if piece.unit == "day" and piece.month is None:
        if around.month is None:
            raise Unsettled(MONTH)
        piece = replace(piece, month=around.month)
    if piece.year is not None:
        return piece, ""
    if around.year is not None:
        return replace(piece, year=around.year), "year_from_heading"
    fitting = [year for year in around.years if piece.weekday is not None and _fits(piece, year)]
    if len(fitting) != 1:
        raise Unsettled(YEAR, "no_year")
    return replace(piece, year=fitting[0]), "year_from_weekday"


def _fits(piece: Piece, year: int) -> bool:
    try:
        return date(year, piece.month or 0, piece.day or 0).weekday() == piece.weekday
    except ValueError:
        return False


def _days(piece: Piece, year: int) -> Stretch:
    if not 1850 <= year <= 2099:
        raise ValueError(year)
    if piece.unit == "day":
        return _single_day(piece, year)
    if piece.unit == "feast":
        day = feast(piece.name, year)
        return Stretch(day, day, "day", loose=True)
    if piece.unit == "month":
        return Stretch(date(year, piece.month or 0, 1), last_day(year, piece.month or 0), "month")
    if piece.unit in ("season", "quarter"):
        return _season(piece, year)
    return Stretch(date(year, 1, 1), date(piece.until or year, 12, 31), "year")


def _single_day(piece: Piece, year: int) -> Stretch:
    day = date(year, piece.month or 0, piece.day or 0)
    if piece.weekday is not None and day.weekday() != piece.weekday:
        return Stretch(day, day, "day", unsure=True, needs=WEEKDAY)
    return Stretch(day, day, "day")


def _season(piece: Piece, year: int) -> Stretch:
    edges = {**SEASONS, **FISCAL, **QUARTERS}[piece.name]
    start, end = span(edges, year)
    if piece.unit == "quarter":
        return Stretch(start, end, "month")
    precision = "year" if piece.name in FISCAL else "season"
    return Stretch(start, end, precision, unsure="winter of two years" in piece.marks or "term" in piece.name)
