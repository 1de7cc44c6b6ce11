"""What an import gives: rows with their place of origin, what was left out and why, questions, columns.

Everything is a frozen value. `codec` turns a Reading into plain JSON and back, so that it can be kept and
can come out of a worker process.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .cells import Aside
from .dates import When


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in an agency's file.

    `sheet` is a sheet's name, `table` a table's number in the body of a document, `row` the row of the
    sheet or table, the record of a CSV file or the paragraph of a document, `line` the physical line on
    which a record begins. All numbers count from 1.
    """

    file: str
    sheet: str | None
    table: int | None
    row: int
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One event as the agency wrote it, and how it was read.

    `cells` are all cells of the row as a reader of the file sees them. `date_from` is the place of the row
    in which the date really stands, when it was taken from above (merged cell, ditto mark, blank cell).
    `aside` are words that stand beside the text: deleted with tracked changes, comments in the margin, a
    table inside the cell. `flags` are codes of `flags`; `problem` is a sentence when the row needs a look.
    """

    place: Place
    cells: tuple[str, ...]
    when: When
    what: str
    source: str = ""
    action: str = ""
    worker: str = ""
    comment: str = ""
    agency: str | None = None
    flags: tuple[str, ...] = ()
    problem: str | None = None
    date_from: Place | None = None
    aside: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the file that is no event, with the reason in a sentence and as a short code."""

    place: Place
    cells: tuple[str, ...]
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class Columns:
    """How the columns of one sheet or table were understood; a person may correct it.

    One entry a column in `headings`, `roles` (see `headings.ROLES`), `sure` (sure, likely, check, empty),
    `samples` and `hidden`. `header` are the rows of the headings; `chronology` tells whether rows were read.
    """

    headings: tuple[str, ...]
    roles: tuple[str, ...]
    sure: tuple[str, ...]
    samples: tuple[str, ...]
    hidden: tuple[bool, ...]
    header: tuple[int, ...] = ()
    chronology: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's correction of one sheet or table: roles a column, the rows of the headings, read it or not."""

    roles: tuple[str, ...] | None = None
    header: tuple[int, ...] | None = None
    chronology: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person knows, asked once a file. `key` is what the answer is filed under.

    `words` is the question; `options` are (value, words) pairs, the first being what was used meanwhile;
    `examples` are dates of the file that hang on it and `rows` counts them.
    """

    key: str
    words: str
    options: tuple[tuple[str, str], ...]
    examples: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as it was read. `kind` is excel, word or delimited; `remarks` are codes about the whole file.

    `columns` is keyed by the sheet's name, by "Table 1", or by "" for a CSV file. `outside` are words of the
    file that stand in no table. `order` says whether day or month came first in numeric dates.
    """

    file: str
    kind: str
    columns: dict[str, Columns] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    questions: tuple[Question, ...] = ()
    outside: tuple[LeftOut, ...] = ()
    remarks: tuple[str, ...] = ()
    order: str = "day"
