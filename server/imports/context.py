"""What headings between the rows, titles and sheet names say about the dates below them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from .almanac import MONTHS
from .dates import When, read_date
from .spans import Around
from .times import plain_words

_YEAR = re.compile(r"(?<![0-9/.-])((?:19|20)[0-9]{2})(?![0-9/.-])")
_MONTH = re.compile(rf"\b({'|'.join(sorted(MONTHS, key=len, reverse=True))})\b")
_MOST_WORDS = 9
# A year beside these words is the year of the paper and not of what it tells.
_OF_THE_PAPER = re.compile(
    r"\b(?:report|completed|written|prepared|compiled|produced|printed|exported|generated|published|version|draft"
    r"|updated|submitted|signed|author|review|ref|dob|born|birth|death|died|deceased|since|until|before|after)\b"
)


@dataclass(frozen=True, slots=True)
class Context:
    """The year, month or first day of the week that the last headings gave."""

    year: int | None = None
    month: int | None = None
    week: date | None = None

    def below(self, heading: str) -> Context:
        """Give what holds below a heading; the same when it says nothing about time."""
        stretch = heading_stretch(heading)
        if stretch is None:
            week = week_of(heading)
            return replace(self, week=week) if week else self
        year, month = stretch
        if year is None and self.year is not None and self.month is not None and month is not None:
            # December, then January: the file has gone over New Year, whichever way it runs.
            year = self.year + (1 if month - self.month <= -6 else -1 if month - self.month >= 6 else 0)
        return Context(year if year is not None else self.year, month, None)

    def around(self, known: Around) -> Around:
        """Add what the headings say to what the whole file says."""
        return replace(known, year=self.year if self.year is not None else known.year, month=self.month)


def heading_stretch(text: str) -> tuple[int | None, int | None] | None:
    """Read "2024", "NOVEMBER 2024 - package starts" or "December" as (year, month); None for other words."""
    words = plain_words(text)
    years, months = _YEAR.findall(words), set(_MONTH.findall(words))
    digits = re.sub(r"[^0-9]", "", _YEAR.sub("", words))
    if digits or len(set(years)) > 1 or len(words.split()) > _MOST_WORDS or _OF_THE_PAPER.search(words):
        return None
    month = MONTHS[months.pop()] if len(months) == 1 else None
    if years:
        return int(years[0]), month
    return (None, month) if month and _MONTH.match(words) and _is_label(words) else None


def _is_label(words: str) -> bool:
    """A month's name begins many sentences ("May need help"); a label has nothing after it, or a dash."""
    return bool(re.fullmatch(r"[a-z]+\.?(?: *[-:(,].*)?", words))


def week_of(text: str) -> date | None:
    """Read a heading such as "w/c 3 March 2025" as the first day of its week."""
    when = read_date(text)
    seven_days = when.start and when.end and (when.end - when.start).days == 6
    return when.start if seven_days and when.precision == "between" else None


def heading_day(text: str) -> When | None:
    """Read a heading that is a whole day ("Monday 3 March 2025"), else None."""
    when = read_date(text)
    return when if when.start and when.start == when.end and when.precision == "day" else None
