"""From the lines of one grid to rows with their place of origin; what is no event is listed with the reason."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from . import sentences
from .cells import Cell, Grid, Line
from .context import Context, heading_day, heading_stretch
from .dates import When
from .flags import Period, flags_of
from .layout import Layout
from .lines import WHY, Sorter, takes_date_from_above, with_blanks
from .prose import split_leading
from .reading import LeftOut, Place, Row
from .shapes import is_ditto
from .spans import Around
from .whens import Dated, date_row


@dataclass(frozen=True, slots=True)
class Known:
    """What holds for a whole file: its name, how its dates are read, and what the review says.

    `advance` is called once a line, for those who wait.
    """

    file: str
    around: Around = field(default_factory=Around)
    period: Period = field(default_factory=Period)
    pseudonyms: Collection[str] = ()
    weekdays_settled: bool = False
    advance: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of one grid and what was left out of it, in the file's order; `context` holds at its end."""

    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    context: Context = field(default_factory=Context)


def place_of(known: Known, grid: Grid, line: Line) -> Place:
    """Give the place of a line in its file."""
    return Place(known.file, grid.sheet, grid.table, line.row, line.line)


def leave_out(known: Known, grid: Grid, why: str, code: str) -> tuple[LeftOut, ...]:
    """List every line of a grid that is no chronology."""
    return tuple(
        LeftOut(place_of(known, grid, line), line.texts, why if line.filled else sentences.BLANK, code)
        for line in grid.lines
    )


def read_rows(grid: Grid, layout: Layout, known: Known, context: Context) -> Sorted:
    """Read the lines of a chronology. `context` is what held at the end of the table before it."""
    course = _Course(grid, layout, known, context)
    for line, kind in with_blanks(grid):
        course.take(line, kind)
        known.advance()
    return Sorted(tuple(course.rows), tuple(course.left_out), course.context)


class _Course:
    """One walk down a grid: what the headings and the rows above say so far, and what has been found."""

    def __init__(self, grid: Grid, layout: Layout, known: Known, context: Context) -> None:
        self.rows: list[Row] = []
        self.left_out: list[LeftOut] = []
        self._grid, self._layout, self._known = grid, layout, known
        self._sorter = Sorter(grid, layout)
        self.context = context
        for words in (grid.sheet or "", *grid.captions):
            self.context = self.context.below(words)
        self._above: Dated | None = None
        self._standing: dict[int, Cell] = {}

    def take(self, line: Line, known_kind: str | None) -> None:
        """Take the next line for what it is."""
        kind = known_kind or self._sorter.kind(line)
        if kind == "event":
            self._event(line)
            return
        if kind in ("heading", "date heading", "title"):
            self._heed(line)
        code, why = (kind, WHY[kind])
        self.left_out.append(LeftOut(place_of(self._known, self._grid, line), _words(line), why, code))

    def _heed(self, line: Line) -> None:
        """A heading may give the year, the month, the week or the day of what stands below it."""
        text = line.cells[line.filled[0]].text
        self.context = self.context.below(text)
        day = heading_day(text) if len(line.filled) == 1 and heading_stretch(text) is None else None
        if day and line.row >= self._layout.first_row:
            self._above = Dated(day, place_of(self._known, self._grid, line))

    def _event(self, line: Line) -> None:
        whole = line
        line = _parted(line, self._layout) if self._layout.joined else line
        place = place_of(self._known, self._grid, line)
        dated = date_row(line, self._layout, self.context, self._known.around, self._above)
        own = not takes_date_from_above(line.cell(self._layout.column("date")))
        if own:
            self._above = Dated(dated.when, place)
        row = Row(
            place,
            whole.texts,
            self._settled(dated.when),
            self._what(line),
            self._text(line, "source"),
            self._text(line, "action"),
            self._text(line, "worker"),
            self._text(line, "comment"),
            self._text(line, "agency") or None,
            date_from=None if own else dated.place,
            aside=tuple(aside for cell in line.cells for aside in cell.aside),
        )
        self._remember(line)
        flags = flags_of(row, line, self._known.period, self._known.pseudonyms)
        self.rows.append(replace(row, flags=flags, problem=problem_of(row, line)))

    def _what(self, line: Line) -> str:
        return line.cells[-1].text if self._layout.joined else self._text(line, "what")

    def _settled(self, when: When) -> When:
        if self._known.weekdays_settled and when.needs == sentences.WEEKDAY:
            return replace(when, needs=None, uncertain=False)
        return when

    def _text(self, line: Line, role: str) -> str:
        """A merged cell's words hold for all its rows; of an agency, a ditto mark says the same."""
        column = self._layout.column(role)
        cell = line.cell(column)
        same = cell.below or (role == "agency" and is_ditto(cell.text))
        if same and column in self._standing:
            return self._standing[column].text.strip()
        return cell.text.strip()

    def _remember(self, line: Line) -> None:
        for column, cell in enumerate(line.cells):
            if cell.text.strip() and not is_ditto(cell.text):
                self._standing[column] = cell


def _parted(line: Line, layout: Layout) -> Line:
    """Cut a cell of date and words; the words stand in a cell of their own behind the last."""
    column = layout.column("date") or 0
    cell = line.cell(column)
    date, words = split_leading(cell.text) or ("", cell.text)
    cells = [replace(cell, text=date) if index == column else kept for index, kept in enumerate(line.cells)]
    return replace(line, cells=(*cells, Cell(words.strip())))


def problem_of(row: Row, line: Line) -> str | None:
    """Say in a sentence why a row needs a look, or None."""
    if row.when.needs:
        return row.when.needs
    if not row.what:
        return sentences.NO_WORDS
    if any(cell.unsaved for cell in line.cells):
        return sentences.UNSAVED_FORMULA
    return sentences.NO_DATE if row.when.start is None and row.when.end is None else None


def _words(line: Line) -> tuple[str, ...]:
    """The cells of a line; of a deleted one, the words that were deleted."""
    if line.filled:
        return line.texts
    return tuple(" ".join(words for kind, words in cell.aside if kind == "deleted") for cell in line.cells)
