"""Chronologies written without a table: paragraphs that begin with a date, and what follows each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .cells import Cell, Grid, Line, Passage
from .dates import read_date

FEWEST = 3
_LEADING = re.compile(
    r"^\W{0,3}(?P<date>(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
    r"(?:[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)? (?:of )?[a-z]{3,9},? [0-9]{4}|[a-z]{3,9} [0-9]{4})"
    r"(?:,? (?:at )?[0-9]{1,2}[:.]?[0-9]{2}(?::[0-9]{2})? ?(?:hrs|am|pm)?)?)"
    r"\s*(?:[-\u2013\u2014\t\n]|[:.](?![0-9])|\s{2})\s*(?P<words>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


def split_leading(text: str) -> tuple[str, str] | None:
    """Cut "12/03/24 - Home visit" into its date and its words; None when no date stands in front."""
    match = _LEADING.match(text.strip())
    if not match or not read_date(match["date"]).start:
        return None
    return match["date"].strip(), match["words"].strip()


def as_grid(passages: Sequence[Passage]) -> Grid | None:
    """Make a grid of the paragraphs that begin with a date, or give None when too few do."""
    lines: list[Line] = []
    dated = 0
    for passage in passages:
        if passage.where != "paragraph":
            continue
        parts = split_leading(passage.text)
        if parts:
            dated += 1
            lines.append(Line(passage.number, (Cell(parts[0]), Cell(parts[1]))))
        elif dated:
            lines[-1] = _with_more(lines[-1], passage.text)
        else:
            lines.append(Line(passage.number, (Cell(passage.text, across=2), Cell())))
    return Grid(tuple(lines), prose=True) if dated >= FEWEST else None


def _with_more(line: Line, text: str) -> Line:
    date, words = line.cells
    return Line(line.row, (date, Cell(f"{words.text}\n{text}")))
