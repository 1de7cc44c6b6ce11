"""Which lines of a grid are events, and what the others are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import sentences
from .cells import Cell, Grid, Line
from .layout import Layout
from .shapes import is_code, is_dateish, is_ditto

# A run of more blank rows than this is listed once.
MOST_BLANKS = 100

WHY = {
    "title": sentences.TITLE,
    "header": sentences.HEADER,
    "repeated header": sentences.REPEATED_HEADER,
    "blank": sentences.BLANK,
    "blanks": sentences.BLANKS,
    "total": sentences.TOTAL,
    "footer": sentences.FOOTER,
    "heading": sentences.HEADING,
    "date heading": sentences.DATE_HEADING,
    "row number": sentences.ROW_NUMBER,
    "struck": sentences.STRUCK,
}
_TOTAL = re.compile(
    r"(?:grand |sub-?)?totals?\b.{0,60}"
    r"|(?:rows?|records?|entries|events|contacts|count|number of [a-z ]+)\s*[:=]\s*[0-9]+\.?"
    r"|[0-9]+ (?:rows?|records?|entries|events)(?: (?:found|returned|in total|exported|printed))?\.?"
)
_FOOTER = re.compile(
    r".{0,80}\bend of (?:report|chronology|document|export|file|data|extract|list|table)\b.{0,20}"
    r"|page [0-9]+(?: of [0-9]+)?|[-*= ]*\bend\b[-*= ]*"
    r"|(?:printed|generated|exported|produced|report run|run)(?: on| by| at| date)?\b.{0,60}[0-9].*"
)


def with_blanks(grid: Grid) -> Iterator[tuple[Line, str | None]]:
    """Yield the lines of a grid, and with their kind the blank rows that a workbook does not even store."""
    due = grid.lines[0].row if grid.part and grid.lines else 1
    for line in grid.lines:
        if line.row - due > MOST_BLANKS:
            yield Line(due, ()), "blanks"
        elif grid.sheet is not None:
            yield from ((Line(row, ()), "blank") for row in range(due, line.row))
        yield line, None
        due = line.row + 1


class Sorter:
    """Tells of each line of one grid what it is: "event", or one of the kinds in `WHY`."""

    def __init__(self, grid: Grid, layout: Layout) -> None:
        self._layout = layout
        self._header = {line.row for line in layout.header}
        self._labels = [_labels(line) for line in layout.header]
        self._what = layout.column("what")
        self._date = layout.column("date")
        filled = [line for line in grid.lines if line.filled and line.row not in self._header]
        self._next = {line.row: after for line, after in zip(filled, filled[1:], strict=False)}
        self._last_event = max((line.row for line in filled if len(line.filled) > 1), default=0)

    def kind(self, line: Line) -> str:
        """Tell what a line is."""
        if line.row in self._header:
            return "header"
        if not line.filled:
            return "struck" if _has_deleted_words(line) else "blank"
        if line.row < self._layout.first_row:
            return "title"
        if self._repeats_header(line):
            return "repeated header"
        return self._closing(line) or self._lone(line) or "event"

    def _repeats_header(self, line: Line) -> bool:
        labels = _labels(line)
        return any(
            len(known) > 1
            and sum(labels.get(column) == words for column, words in known.items()) >= 0.7 * len(known)
            for known in self._labels
        )

    def _closing(self, line: Line) -> str | None:
        """A total or a footer says so; beside it stand at most numbers."""
        cells = [line.cells[column] for column in line.filled]
        if self._date is not None and is_dateish(line.cell(self._date)):
            return None
        words = [" ".join(cell.text.lower().split()) for cell in cells if not _is_number(cell)]
        if len(words) == 1 and len(cells) <= 4 and _TOTAL.fullmatch(words[0]):
            return "total"
        return "footer" if len(words) == 1 and len(cells) == 1 and _FOOTER.fullmatch(words[0]) else None

    def _lone(self, line: Line) -> str | None:
        """One filled cell alone is a heading, a footer, a number, or words that belong to the date above."""
        if len(line.filled) != 1:
            return None
        column = line.filled[0]
        cell = line.cells[column]
        spans_row = cell.across > 1 and cell.across >= len(line.cells) - 1
        if column == self._what and not spans_row:
            return None
        if self._layout.roles[column] == "ref" and is_code(cell.text):
            return "row number"
        if is_dateish(cell) and not spans_row and column == self._date and not self._heads_undated_rows(line):
            return None if _is_whole_date(cell) else "date heading"
        if is_dateish(cell):
            return "date heading"
        return "heading" if line.row < self._last_event else "footer"

    def _heads_undated_rows(self, line: Line) -> bool:
        after = self._next.get(line.row)
        return after is not None and len(after.filled) > 1 and not after.cell(self._date).text.strip()


def _is_whole_date(cell: Cell) -> bool:
    return cell.value is not None or sum(sign.isdigit() for sign in cell.text) >= 5


def _labels(line: Line) -> dict[int, str]:
    return {column: " ".join(line.cells[column].text.lower().split()) for column in line.filled}


def _is_number(cell: Cell) -> bool:
    return isinstance(cell.value, float) or cell.text.replace(",", "").replace(".", "").strip().isdigit()


def _has_deleted_words(line: Line) -> bool:
    return any(kind == "deleted" for cell in line.cells for kind, _ in cell.aside)


def takes_date_from_above(cell: Cell) -> bool:
    """Tell whether a date cell means the date of the row above: merged, blank, or a ditto mark."""
    return not cell.text.strip() or is_ditto(cell.text)
