"""What stands in a column, told by its shape: dates, times, long words, short codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import fmean

from .cells import Cell, Line
from .dates import read_date
from .prose import split_leading
from .sentences import DAY_NUMBER, NOT_READ
from .times import plain_words, read_time

SAMPLE = 300
LONGEST_DATE = 70
DITTO = re.compile(
    r"(?:[\"'\u201c\u201d\u3003\u2033]|''|,,|ditto|do\.?|as above|same(?: (?:day|date))?"
    r"|-+ ?(?:ditto|\"|\u201d) ?-+)[.]?"
)
DAY_NUMBERS = range(10_000, 73_051)


@dataclass(frozen=True, slots=True)
class Shape:
    """One column below its heading: shares of its filled cells, their mean length, and a sample for people."""

    filled: float = 0.0
    count: int = 0
    dates: float = 0.0
    times: float = 0.0
    codes: float = 0.0
    length: float = 0.0
    leading: float = 0.0
    sample: str = ""


def shape_of(lines: Sequence[Line], column: int) -> Shape:
    """Look at the first few hundred cells of a column."""
    cells = [line.cell(column) for line in lines[:SAMPLE]]
    filled = [cell for cell in cells if cell.text.strip()]
    if not filled:
        return Shape()
    count = len(filled)
    telling = [cell for cell in filled if not is_ditto(cell.text)] or filled
    return Shape(
        count / len(cells),
        count,
        sum(is_dateish(cell) for cell in telling) / len(telling),
        sum(is_timeish(cell) for cell in filled) / count,
        sum(is_code(cell.text) for cell in filled) / count,
        fmean(len(cell.text) for cell in filled),
        sum(split_leading(cell.text[:200]) is not None for cell in filled) / count,
        " · ".join(dict.fromkeys(_short(cell.text) for cell in filled[:40]))[:60],
    )


def is_ditto(text: str) -> bool:
    """Tell whether a cell says "the same as above" and nothing else."""
    return bool(DITTO.fullmatch(text.strip().lower()))


def is_dateish(cell: Cell) -> bool:
    """Tell whether a cell holds something that is meant as a date, readable or not."""
    if isinstance(cell.value, datetime):
        return cell.shows_day or not cell.shows_time
    if isinstance(cell.value, float):
        return int(cell.value) in DAY_NUMBERS or _is_year(cell.value)
    return _meant_as_date(cell.text.strip())


def _is_year(value: float) -> bool:
    return value == int(value) and 1900 <= value <= 2100


@lru_cache(maxsize=20_000)
def _meant_as_date(text: str) -> bool:
    if not text or len(text) > LONGEST_DATE or not any(sign.isalnum() for sign in text):
        return False
    when = read_date(text)
    if when.marks and when.marks[-1] in ("words_beside", "stated_unknown"):
        return len(text) < 30
    return bool(when.start or when.end) or when.needs not in (None, NOT_READ, DAY_NUMBER)


def is_timeish(cell: Cell) -> bool:
    """Tell whether a cell holds a time of day and nothing else."""
    if isinstance(cell.value, datetime):
        return cell.shows_time and cell.value.year < 1901
    if isinstance(cell.value, float):
        return 0 < cell.value < 1
    return len(cell.text) < 24 and _is_time(cell.text)


@lru_cache(maxsize=20_000)
def _is_time(text: str) -> bool:
    clock = read_time(text)
    if clock is None:
        return False
    words = plain_words(text)
    named = words in ("am", "pm", "overnight", "midday", "noon", "morning", "afternoon", "evening", "night")
    return (
        clock.nought
        or named
        or (clock.start is not None and bool(re.search(r"[:.]|am|pm|hr|[0-9]{4}", words)))
    )


def is_code(text: str) -> bool:
    """Tell whether a cell looks like a number or reference: one word with a digit in it, or a plain number."""
    return len(text) <= 24 and " " not in text.strip() and any(sign.isdigit() for sign in text)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 24 else f"{words[:23]}…"
