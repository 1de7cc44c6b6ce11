"""A spreadsheet's number as a reader sees it: dates and times by their number format, plain numbers plainly.

Codes that depend on the reader's country are shown as a British reader sees them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "hh:mm",
    21: "hh:mm:ss",
    22: "dd/mm/yyyy hh:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
}
_SYSTEM_LONG_DATE, _SYSTEM_TIME = "[$-f800]", "[$-f400]"
_TOKENS = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|am/pm|a/p|y+|m+|d+|h+|s+(?:\.0+)?|[^ymdhs"\\\[]', re.IGNORECASE
)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a number format shows: a date, a time, both or neither; `shows_day` is false for "Mar-24"."""

    code: str
    is_date: bool
    shows_day: bool
    shows_time: bool


@cache
def number_format(code: str) -> NumberFormat:
    """Understand a format code."""
    if _SYSTEM_LONG_DATE in code.lower():
        code = "d mmmm yyyy"
    elif _SYSTEM_TIME in code.lower():
        code = "hh:mm:ss"
    bare = _LITERAL.sub("", code.split(";")[0]).lower()
    shows_time = "h" in bare or "s" in bare
    has_date = "y" in bare or "d" in bare or ("m" in bare and not shows_time)
    return NumberFormat(code, has_date or shows_time, "d" in bare or not has_date, shows_time)


def built_in(number: int) -> str:
    """Give the code of a format that files name by number only."""
    return _BUILT_IN.get(number, "General")


def moment(value: float, from_1904: bool) -> datetime | None:
    """Give the moment that a day number means, to the second, or None outside the calendar."""
    days = value + (1462 if from_1904 else 0)
    if not 0 <= days < 2_958_466:
        return None
    # Excel believes in 29 February 1900, so that its days before 1 March 1900 lie one further.
    origin = datetime(1899, 12, 30 if days >= 61 else 31)
    return origin + timedelta(seconds=round(days * 86400))


def shown_moment(when: datetime, shape: NumberFormat) -> str:
    """Write a moment as its format shows it."""
    tokens: list[str] = _TOKENS.findall(shape.code.split(";")[0])
    half_day = any(token.lower() in ("am/pm", "a/p") for token in tokens)
    written = []
    for index, token in enumerate(tokens):
        minutes = token[0] in "mM" and _is_minute(tokens, index)
        written.append(_part(token, when, half_day, minutes))
    return "".join(written).strip()


def _is_minute(tokens: list[str], index: int) -> bool:
    letters = [(at, token[0].lower()) for at, token in enumerate(tokens) if token[0].lower() in "ymdhs"]
    before = [letter for at, letter in letters if at < index]
    after = [letter for at, letter in letters if at > index]
    return bool(before and before[-1] == "h") or bool(after and after[0] == "s")


def _part(token: str, when: datetime, half_day: bool, minutes: bool) -> str:
    kind, length = token[0].lower(), len(token)
    if token.lower() in ("am/pm", "a/p"):
        return "AM" if when.hour < 12 else "PM"
    if kind == "y":
        return f"{when.year:04}" if length > 2 else f"{when.year % 100:02}"
    if kind == "m":
        return _padded(when.minute, length) if minutes else _month(when, length)
    if kind == "d":
        return _padded(when.day, length) if length < 3 else when.strftime("%a" if length == 3 else "%A")
    if kind == "h":
        return _padded(when.hour % 12 or 12 if half_day else when.hour, length)
    if kind == "s":
        return _padded(when.second, min(length, 2))
    return _words(token, when)


def _words(token: str, when: datetime) -> str:
    if token[0] == "[":
        return str(when.hour) if token[1:2].lower() == "h" else ""
    if token[0] in '"\\':
        return token.strip('"') if token[0] == '"' else token[1:]
    return " " if token[0] in "_*" and len(token) > 1 else token


def _padded(number: int, length: int) -> str:
    return f"{number:02}" if length > 1 else str(number)


def _month(when: datetime, length: int) -> str:
    if length < 3:
        return _padded(when.month, length)
    return when.strftime("%B")[: 3 if length == 3 else 1 if length == 5 else None]


def shown_number(value: float, code: str) -> str:
    """Write a number that is no date: whole numbers whole, decimals and percents as the format asks."""
    bare = _LITERAL.sub("", code.split(";")[0])
    match = re.search(r"0(?:\.(0+))?(%)?", bare)
    if not match:
        return f"{value:.10g}" if value != int(value) else str(int(value))
    scaled = value * 100 if match[2] else value
    return f"{scaled:{',' if ',' in bare else ''}.{len(match[1] or '')}f}{match[2] or ''}"
