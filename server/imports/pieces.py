"""One point or stretch of time in words, taken apart: "22nd May 2016", "Summer 2015", "3/4", "Mon 2".

A `Piece` says only what stands there; what is missing (a year, a month) is filled in by the rows around
it, never from today's date. Every form is matched whole: words that no form explains are not skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from .almanac import FEASTS, MONTHS, MOVABLE_FEASTS, SEASONS, WEEKDAYS
from .sentences import DAY_OR_YEAR, NO_SUCH_DAY, ORDER, WHICH_STRETCH

Order = Literal["day", "month"]

# Two-digit years up to here are 20xx: 87 is 1987, 25 is 2025. Fixed, so that a file reads alike in any year.
PIVOT = 39


@dataclass(frozen=True, slots=True)
class Piece:
    """What a date says of itself. `unit` is day, month, season, feast, quarter, year or years.

    `name` is the season, feast or quarter; `until` the last year of several; `needs` a question to a
    person when the words have two honest readings.
    """

    day: int | None = None
    month: int | None = None
    year: int | None = None
    unit: str = "day"
    name: str = ""
    until: int | None = None
    weekday: int | None = None
    marks: tuple[str, ...] = ()
    needs: str | None = None


Builder = Callable[[re.Match[str], Order], Piece]


def whole_year(digits: str) -> int:
    """Give the year that two or four digits stand for."""
    number = int(digits.lstrip("'"))
    if len(digits.lstrip("'")) == 4:
        return number
    return 2000 + number if number <= PIVOT else 1900 + number


def _numeric(first: int, second: int, year: int | None, order: Order, marks: tuple[str, ...] = ()) -> Piece:
    day, month = (first, second) if order == "day" else (second, first)
    if month == 0 and day == 0 and year is not None:
        return Piece(year=year, unit="year", marks=marks)
    if day == 0 and 1 <= month <= 12:
        return Piece(month=month, year=year, unit="month", marks=marks)
    if month > 12 or month == 0:
        needs = ORDER if 1 <= day <= 12 and month <= 31 and month else NO_SUCH_DAY
        return Piece(day, month, year, marks=marks, needs=needs)
    return Piece(day, month, year, marks=marks)


def _three_numbers(match: re.Match[str], order: Order) -> Piece:
    first, gap, second, other_gap, year = match.groups()
    neat = gap.strip() == other_gap.strip() and len(gap.strip()) <= 1
    marks = () if neat else ("mistyped",)
    return _numeric(int(first), int(second), whole_year(year), order, marks)


def _two_numbers(match: re.Match[str], order: Order) -> Piece:
    first, second = int(match[1]), int(match[2])
    piece = _numeric(first, second, None, order)
    if piece.needs and 1 <= first <= 12 and len(match[2]) == 2:
        return replace(piece, needs=DAY_OR_YEAR)
    return piece


def _year_first(match: re.Match[str], order: Order) -> Piece:
    return _numeric(int(match[3]), int(match[2]), int(match[1]), "day")


def _eight_digits(match: re.Match[str], order: Order) -> Piece:
    digits = match[0]
    if 1900 <= int(digits[:4]) <= 2099 and 1 <= int(digits[4:6]) <= 12:
        return _numeric(int(digits[6:]), int(digits[4:6]), int(digits[:4]), "day")
    return _numeric(int(digits[:2]), int(digits[2:4]), int(digits[4:]), order)


def _named(day: str | None, month: str, year: str | None) -> Piece:
    number = int(day) if day is not None else None
    unit = "month" if not number else "day"
    return Piece(number or None, MONTHS[month], whole_year(year) if year else None, unit)


def _month_and_number(match: re.Match[str], order: Order) -> Piece:
    month, number = match[1], match[2]
    if not 1 <= int(number) <= 31:
        return _named(None, month, number)
    return Piece(int(number), MONTHS[month], None, needs=DAY_OR_YEAR if len(number) == 2 else None)


def _two_years(match: re.Match[str], order: Order) -> Piece:
    start = int(match[1])
    end = int(match[2]) if len(match[2]) == 4 else start - start % 100 + int(match[2])
    if match[0][4] == "-" and len(match[2]) == 2 and end != start + 1:
        return Piece(month=int(match[2]), year=start, unit="month")
    if match[0][4] == "-" and end == start + 1 and len(match[2]) == 2 and int(match[2]) <= 12:
        return Piece(year=start, unit="years", until=end, needs=WHICH_STRETCH)
    unclear = WHICH_STRETCH if match[0][4] == "/" and end == start + 1 else None
    return Piece(year=start, unit="years", until=end, needs=unclear)


def _fiscal(match: re.Match[str], order: Order) -> Piece:
    school = any(word in match[0] for word in ("academic", "school"))
    name = "school year" if school else "fiscal year"
    return Piece(year=whole_year(match["start"]), unit="season", name=name)


def _season(match: re.Match[str], order: Order) -> Piece:
    year = whole_year(match["year"]) if match["year"] else None
    name = match["season"].replace("holiday", "holidays").replace("holidayss", "holidays")
    if match["later"] and ("spring" in name or name.startswith("summer")) and year is not None:
        year += 1
    marks = ("winter of two years",) if name == "winter" and year and not match["later"] else ()
    return Piece(year=year, unit="season", name=name, marks=marks)


def _feast(match: re.Match[str], order: Order) -> Piece:
    return Piece(year=whole_year(match["year"]) if match["year"] else None, unit="feast", name=match["feast"])


def _decade(match: re.Match[str], order: Order) -> Piece:
    first = int(match[1])
    return Piece(year=first, unit="years", until=first + 9, marks=("loose",))


def _quarter(match: re.Match[str], order: Order) -> Piece:
    return Piece(year=whole_year(match["year"]), unit="quarter", name=match["quarter"])


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))


M = _any(MONTHS)
YEAR = r"(?:(?:19|20)[0-9]{2})"
SHORT = r"(?:'?[0-9]{4}|'?[0-9]{2})"
GAP = r"(\s*[./\\,]+\s*| +)"
SEASON_YEAR = rf"(?P<year>{YEAR}|'?[0-9]{{2}})(?P<later>[/-](?:{YEAR}|[0-9]{{2}}))?"

_FORMS: tuple[tuple[str, Builder], ...] = (
    (r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", _year_first),
    (rf"([0-9]{{1,2}}){GAP}([0-9]{{1,2}}){GAP}([0-9]{{4}}|[0-9]{{2}})", _three_numbers),
    (r"([0-9]{1,2})(-)([0-9]{1,2})(-)([0-9]{4}|[0-9]{2})", _three_numbers),
    (r"([0-9]{1,2})(/)([0-9]{1,2})(-)([0-9]{4}|[0-9]{2})", _three_numbers),
    (r"([0-9]{2})(-)([0-9]{2})([/.])([0-9]{4})", _three_numbers),
    (r"([0-9]{1,2})[./]([0-9]{1,2})", _two_numbers),
    (rf"([0-9]{{1,2}})[./-]({YEAR})", lambda m, _: _numeric(0, int(m[1]), int(m[2]), "day")),
    (r"[0-9]{8}", _eight_digits),
    (rf"([0-9]{{1,2}})[ ./-]*({M})[ ./-]*({SHORT})", lambda m, _: _named(m[1], m[2], m[3])),
    (rf"([0-9]{{1,2}})[ ./-]*({M})", lambda m, _: _named(m[1], m[2], None)),
    (rf"({M})[ ./-]*([0-9]{{1,2}})[ ./-]+({YEAR}|'[0-9]{{2}})", lambda m, _: _named(m[2], m[1], m[3])),
    (rf"({YEAR})[ ./-]*({M})[ ./-]*([0-9]{{1,2}})", lambda m, _: _named(m[3], m[2], m[1])),
    (rf"({M})[ ./-]*({YEAR}|'[0-9]{{2}})", lambda m, _: _named(None, m[1], m[2])),
    (rf"({YEAR})[ ./-]+({M})", lambda m, _: _named(None, m[2], m[1])),
    (rf"({M})[-/]([0-9]{{2}})", lambda m, _: _named(None, m[1], m[2])),
    (rf"({M}) ?([0-9]{{1,2}})", _month_and_number),
    (rf"({M})", lambda m, _: _named(None, m[1], None)),
    (rf"(?:year )?({YEAR})", lambda m, _: Piece(year=int(m[1]), unit="year")),
    (r"('[0-9]{2})", lambda m, _: Piece(year=whole_year(m[1]), unit="year")),
    (rf"({YEAR})'?s", _decade),
    (
        rf"(?:fy|(?:financial|fiscal|academic|school) year) ?(?P<start>{YEAR}|[0-9]{{2}})"
        rf"(?: ?[/-] ?(?:{YEAR}|[0-9]{{2}}))?",
        _fiscal,
    ),
    (
        rf"(?P<start>{YEAR}) ?[/-] ?(?:{YEAR}|[0-9]{{2}}) (?:fy|(?:financial|fiscal|academic|school) year)",
        _fiscal,
    ),
    (rf"({YEAR})[/-]({YEAR}|[0-9]{{2}})", _two_years),
    (rf"(?P<season>{_any(SEASONS)}|summer holiday)(?:[ ,]+{SEASON_YEAR})?", _season),
    (rf"{SEASON_YEAR}[ ,]+(?P<season>{_any(SEASONS)})", _season),
    (rf"q(?P<quarter>[1-4])[ /-]*(?P<year>{YEAR}|'?[0-9]{{2}})", _quarter),
    (rf"(?P<year>{YEAR})[ /-]*q(?P<quarter>[1-4])", _quarter),
    (rf"(?P<feast>{_any([*FEASTS, *MOVABLE_FEASTS])})(?:[ ,]+(?P<year>{YEAR}|'?[0-9]{{2}}))?", _feast),
    (r"([0-9]{1,2})", lambda m, _: Piece(int(m[1]))),
)
FORMS = tuple((re.compile(pattern), build) for pattern, build in _FORMS)

_ORDINAL = re.compile(r"\b([0-9]{1,2}) ?(?:st|nd|rd|th)\b\.?")
_NOISE = re.compile(r"\b(?:of|the)\b|(?<=[a-z])\.(?=[ 0-9-]|$)")
_WEEKDAY = re.compile(rf"^({_any(WEEKDAYS)})\b[.,]? ?(?=[0-9a-z])|[ ,(]+({_any(WEEKDAYS)})\)?$")


def recognise(words: str, order: Order = "day") -> Piece | None:
    """Take one point or stretch of time apart, or give None. `words` are lower case, dashes plain.

    `order` says whether day or month comes first where both are numbers.
    """
    words, weekday = _without_weekday(_ORDINAL.sub(r"\1", words).strip(" ,;:."))
    words = " ".join(_NOISE.sub(" ", words).replace(", ", " ").split())
    for pattern, build in FORMS:
        match = pattern.fullmatch(words)
        if match:
            piece = build(match, order)
            return replace(piece, weekday=weekday) if weekday is not None else piece
    return None


def _without_weekday(words: str) -> tuple[str, int | None]:
    match = _WEEKDAY.search(words)
    if not match:
        return words, None
    rest = (words[: match.start()] + words[match.end() :]).strip(" ,")
    return rest, WEEKDAYS[match[1] or match[2]]
