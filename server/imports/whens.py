"""The date of one row: from its own cell, from the row above, from two columns, with the time beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .almanac import WEEKDAYS
from .cells import Cell, Line
from .context import Context
from .dates import When, day_of_number, read_date
from .layout import Layout
from .lines import takes_date_from_above
from .reading import Place
from .sentences import BACKWARDS, DAY_NUMBER
from .shapes import DAY_NUMBERS
from .spans import Around
from .times import Clock, plain_words, read_time

_NEXT_DAY = re.compile(r"(?:the )?(?:next|following) (?:day|morning|afternoon|evening)|(?:1 )?day later")


@dataclass(frozen=True, slots=True)
class Dated:
    """A row's date and, when it was taken from above, the place where it really stands."""

    when: When
    place: Place | None = None


def date_row(line: Line, layout: Layout, context: Context, known: Around, above: Dated | None) -> Dated:
    """Date one row. `above` is the last row that has a date of its own."""
    cell = line.cell(layout.column("date"))
    dated = _own_or_above(cell, context, known, above)
    ending = line.cell(layout.column("end date"))
    when = dated.when
    if ending.text.strip():
        when = _until(when, cell_date(ending, context.around(known)))
    clock = _clock_of(line.cell(layout.column("time")), line.cell(layout.column("end time")))
    return Dated(_timed(when, clock) if clock else when, dated.place)


def _own_or_above(cell: Cell, context: Context, known: Around, above: Dated | None) -> Dated:
    if takes_date_from_above(cell):
        if above is None:
            return Dated(When(cell.text, marks=("no_date",)))
        return Dated(_untimed(above.when, cell.text, "from_above"), above.place)
    if above and above.when.end and _NEXT_DAY.fullmatch(plain_words(cell.text)):
        day = above.when.end + timedelta(days=1)
        return Dated(When(cell.text, day, day, "day", True, marks=("from_above",)), above.place)
    weekday = WEEKDAYS.get(plain_words(cell.text).strip("."))
    if weekday is not None and context.week is not None:
        day = context.week + timedelta(days=(weekday - context.week.weekday()) % 7)
        return Dated(When(cell.text, day, day, "day", marks=("year_from_heading",)))
    return Dated(cell_date(cell, context.around(known)))


def _untimed(when: When, text: str, mark: str) -> When:
    marks = (*(known for known in when.marks if known.startswith("year_")), mark)
    return replace(when, text=text, time_text=None, time_start=None, time_end=None, marks=marks)


def cell_date(cell: Cell, around: Around) -> When:
    """Read the date that stands in a cell, be it words, a true date or a number."""
    if isinstance(cell.value, datetime) and cell.shows_day:
        return _of_moment(cell, _swapped(cell.value) if around.swapped else cell.value)
    if isinstance(cell.value, float):
        return _of_number(cell, cell.value, around)
    return read_date(cell.text, around)


def _swapped(moment: datetime) -> datetime:
    """Put day and month the other way round, where that is a date."""
    return moment.replace(day=moment.month, month=moment.day) if moment.day <= 12 else moment


def _of_moment(cell: Cell, moment: datetime) -> When:
    day = moment.date()
    if day.year < 1901:
        return read_date(cell.text)
    when = When(cell.text, day, day, "day")
    if not cell.shows_time:
        return when
    nought = (moment.hour, moment.minute) == (0, 0)
    return _timed(when, Clock(f"{moment:%H:%M}", None if nought else f"{moment:%H:%M}", None, nought))


def _of_number(cell: Cell, number: float, around: Around) -> When:
    whole = int(number)
    if whole in DAY_NUMBERS:
        day = day_of_number(whole)
        minutes = round((number - whole) * 1440)
        when = When(cell.text, day, day, "day", marks=("day_number",))
        shown = f"{minutes // 60 % 24:02}:{minutes % 60:02}"
        return _timed(when, Clock(shown, shown)) if minutes else when
    if number == whole and (1900 <= whole <= 2100 or 10_000_000 <= whole <= 99_999_999):
        return replace(read_date(str(whole), around), text=cell.text)
    return When(cell.text, needs=DAY_NUMBER, marks=("not_read",))


def _until(when: When, ending: When) -> When:
    """Join a date of beginning and a date of end that stand in two columns."""
    last = ending.end or ending.start
    if when.start is None or last is None:
        return when
    text = f"{when.text} - {ending.text}"
    if last < when.start:
        return replace(when, text=text, needs=BACKWARDS, uncertain=True)
    return replace(when, text=text, end=last, uncertain=when.uncertain or ending.uncertain)


def _clock_of(cell: Cell, ending: Cell) -> Clock | None:
    if isinstance(cell.value, float) and 0 < cell.value < 1:
        minutes = round(cell.value * 1440)
        return Clock(cell.text, f"{minutes // 60 % 24:02}:{minutes % 60:02}")
    clock, last = read_time(cell.text), read_time(ending.text)
    if clock and last and last.start and not clock.end:
        return replace(clock, text=f"{clock.text} - {last.text}", end=last.start)
    return clock


def _timed(when: When, clock: Clock) -> When:
    marks = (*when.marks, "midnight_unknown") if clock.nought else when.marks
    return replace(when, time_text=clock.text, time_start=clock.start, time_end=clock.end, marks=marks)
