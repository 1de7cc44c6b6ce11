"""Dates as British agencies write them, read as intervals by a grammar of our own (stack.md section 9).

`read_date` gives the earliest and the latest day, how exact that is, the time, and always the words as
typed. What has two honest readings is left open with a question to a person (`When.needs`); what is no
date stays "unknown". No reading ever uses today's date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .doubts import states_no_date, without_doubt
from .sentences import DAY_NUMBER, NOT_READ
from .spans import Around, Stretch, Unsettled, read_span
from .times import Clock, plain_words, take_time


@dataclass(frozen=True, slots=True)
class When:
    """A date as it was written, beside how it was read (domain.md section 3).

    `start` and `end` are both None when the words are no date; one of them when only one side is known.
    `precision` is day, month, season, year, between, before, after, approx or unknown. `time_start` and
    `time_end` are 24-hour "HH:MM". `needs` is a question to a person. `marks` are short codes of what was
    noticed: mistyped, impossible, year_from_heading, year_from_weekday, midnight_unknown, words_beside,
    several_dates, not_read, stated_unknown.
    """

    text: str
    start: date | None = None
    end: date | None = None
    precision: str = "unknown"
    uncertain: bool = False
    time_text: str | None = None
    time_start: str | None = None
    time_end: str | None = None
    needs: str | None = None
    marks: tuple[str, ...] = ()


_FIVE_DIGITS = re.compile(r"[2-5][0-9]{4}")
_ENTRY = re.compile(r"(\([^()]*\)|\[[^\[\]]*\])")
_BENIGN = re.compile(r"[a-z '’,.:;()&/*-]*")
_TURNING = re.compile(
    r"\b(?:before|after|prior|until|till|since|from|between|to|or|not|next|following|previous|ago|by|week|w/?c|w/?e|"
    r"commencing|weeks?|months?|years?|days?|onwards|pre|post|wrong|incorrect|nor|than)\b"
)
_FULL_DAY = re.compile(
    r"(?<![0-9./-])(?:[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)? ?(?:of )?[a-z]{3,9},? ?(?:19|20)[0-9]{2})(?![0-9/-])"
)


NOTHING_KNOWN = Around()


def read_date(text: str, around: Around = NOTHING_KNOWN) -> When:
    """Read one date as typed.

    Args: text, the words of the cell; around, what the file knows. Returns a When whose text is `text`.
    Never raises. Rule: domain.md section 7, stack.md section 9.
    """
    words = plain_words(text)
    if len(words) > 300:
        return When(text, needs=NOT_READ, marks=("not_read",))
    words = re.sub(r"(?<=[0-9])t(?=[0-9]{2}:?[0-9]{2})|^'(?=[0-9]{1,2}[^0-9])", " ", words).strip()
    if not words or states_no_date(words):
        return When(text, marks=("stated_unknown",) if words else ())
    if _FIVE_DIGITS.fullmatch(words):
        return _day_number(text, words, around)
    clock, rest = take_time(words)
    when = _first_reading(text, rest.strip(" ,;."), around)
    return _with_clock(when, clock, text)


def _day_number(text: str, words: str, around: Around) -> When:
    """A spreadsheet counts days from 1900; in words that is a date only where the whole column does so."""
    if not around.day_numbers:
        return When(text, needs=DAY_NUMBER, marks=("day_number",))
    day = day_of_number(int(words))
    return When(text, day, day, "day", marks=("day_number",))


def day_of_number(number: int) -> date:
    """Give the day that a spreadsheet means by a number from 61 on (1 January 1900 is 1)."""
    return date(1899, 12, 30) + timedelta(days=number)


def _first_reading(text: str, words: str, around: Around) -> When:
    """Try the readings from the strictest to the loosest."""
    if not words:
        return When(text, needs=NOT_READ, marks=("not_read",))
    for attempt in (_strict, _without_brackets, _one_day_inside):
        when = attempt(text, words, around)
        if when:
            return when
    return When(text, needs=NOT_READ, marks=("not_read",))


def _strict(text: str, words: str, around: Around) -> When | None:
    doubtful, words = without_doubt(words)
    try:
        stretch = read_span(words, around)
    except Unsettled as unsettled:
        return When(text, needs=unsettled.needs, marks=unsettled.marks)
    return _as_when(text, stretch, doubtful) if stretch else None


def _without_brackets(text: str, words: str, around: Around) -> When | None:
    outside = " ".join(_ENTRY.sub(" ", words).split())
    if outside == words or not outside:
        return None
    when = _strict(text, outside, around)
    return _beside(when) if when else None


def _one_day_inside(text: str, words: str, around: Around) -> When | None:
    """A single whole day among a few words that cannot change its meaning ("12/03/24 late entry")."""
    found = list(_FULL_DAY.finditer(words))
    if len(found) != 1:
        return None
    others = words[: found[0].start()] + " " + words[found[0].end() :]
    if not _BENIGN.fullmatch(others) or _TURNING.search(others) or len(others.split()) > 6:
        return None
    when = _strict(text, found[0][0], around)
    return _beside(when) if when else None


def _beside(when: When) -> When:
    doubtful = when.uncertain or when.start is not None
    return replace(when, uncertain=doubtful, marks=(*when.marks, "words_beside"))


def _as_when(text: str, stretch: Stretch, doubtful: bool) -> When:
    precision = stretch.precision
    if (doubtful or stretch.loose) and precision not in ("between", "before", "after"):
        precision = "approx"
    uncertain = doubtful or stretch.loose or stretch.unsure or precision in ("between", "before", "after")
    start, end = stretch.start, stretch.end
    return When(text, start, end, precision, uncertain, needs=stretch.needs, marks=stretch.marks)


def _with_clock(when: When, clock: Clock | None, text: str) -> When:
    if clock is None:
        return when
    at = " ".join(text.split()).lower().find(clock.text)
    said = " ".join(text.split())[at : at + len(clock.text)] if at >= 0 else clock.text
    marks = (*when.marks, "midnight_unknown") if clock.nought else when.marks
    return replace(when, time_text=said, time_start=clock.start, time_end=clock.end, marks=marks)
