"""What every format is first turned into: grids of lines of cells, as a reader of the file sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Aside = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `text` is what a reader sees; `value` a number or a true date where the file holds one.

    `across` counts the columns that it covers; `below` says that it belongs to a merged cell whose words
    stand in a row above; `aside` are words that stand beside the text: ("deleted", ...), ("comment", ...),
    ("table", ...), ("text box", ...), ("hidden", ...).
    """

    text: str = ""
    value: float | datetime | None = None
    shows_day: bool = True
    shows_time: bool = False
    across: int = 1
    below: bool = False
    formula: bool = False
    unsaved: bool = False
    aside: tuple[Aside, ...] = ()


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a grid: its number from 1, the physical line it begins on (CSV), and its cells."""

    row: int
    cells: tuple[Cell, ...]
    line: int | None = None
    hidden: bool = False
    heads: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What a reader sees, cell by cell."""
        return tuple(cell.text for cell in self.cells)

    @property
    def filled(self) -> tuple[int, ...]:
        """The columns, from 0, in which something stands."""
        return tuple(index for index, cell in enumerate(self.cells) if cell.text.strip())

    def cell(self, column: int | None) -> Cell:
        """Give the cell of a column, or a blank one."""
        if column is None or column >= len(self.cells):
            return BLANK
        return self.cells[column]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of a workbook, a table of a document or the records of a CSV file.

    `part` names a piece of a sheet that holds several tables below each other; `prose` says that the lines
    are paragraphs; `captions` are the last words above a table of a document.
    """

    lines: tuple[Line, ...]
    sheet: str | None = None
    table: int | None = None
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    part: str | None = None
    prose: bool = False
    captions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a page and a mapping call it: the sheet's name, "Table 2", or "" for a CSV file."""
        return self.part or self.sheet or (f"Table {self.table}" if self.table else "")

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max((len(line.cells) for line in self.lines), default=0)


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a file that stand in no grid: a paragraph above a table, a text box, a page's footer."""

    where: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that one file holds. `remarks` are codes of what was noticed about the whole file."""

    grids: tuple[Grid, ...]
    passages: tuple[Passage, ...] = ()
    remarks: tuple[str, ...] = ()


def trimmed(lines: list[Line]) -> tuple[Line, ...]:
    """Cut the columns behind the last that any line fills, and give all lines the same width."""
    width = max((line.filled[-1] + 1 for line in lines if line.filled), default=0)
    return tuple(_resized(line, width) for line in lines)


def _resized(line: Line, width: int) -> Line:
    cells = line.cells[:width] + (BLANK,) * (width - len(line.cells))
    return Line(line.row, cells, line.line, line.hidden, line.heads)
