"""One agency's file, read whole: what it is, how it is laid out, how its dates run, its rows, its questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from pathlib import Path

from . import sentences
from .cells import Cell, Content, Grid
from .context import Context
from .delimited import read_delimited
from .excel import read_excel
from .flags import Period, with_nights
from .kinds import kind_of
from .layout import Layout, as_columns, lay_out
from .order import vote
from .prose import as_grid
from .questions import Answers, Evidence, around_of, questions_about
from .reading import Choice, LeftOut, Place, Reading, Row
from .refused import FileRefused
from .rows import Known, Sorted, leave_out, read_rows
from .segments import segments
from .sentences import NO_TABLE
from .shapes import DAY_NUMBERS
from .word import read_word
from .years import with_years_from_rows

READERS: Mapping[str, Callable[[Path], Content]] = {
    "excel": read_excel,
    "word": read_word,
    "delimited": read_delimited,
}
Mapped = Mapping[str, Choice]
Progress = Callable[[float], None]
OPENED = 0.4


def read(
    path: Path,
    name: str,
    *,
    mapping: Mapped | None = None,
    answers: Answers | None = None,
    scope: tuple[date, date] | None = None,
    death: date | None = None,
    pseudonyms: Collection[str] = (),
    progress: Progress = lambda part: None,
) -> Reading:
    """Read an agency's chronology.

    Args: path, the file; name, what the agency called it; mapping, a person's corrections by the grid's
    name; answers, by the key of `Question`; scope, the review's first and last day; death, the day of death
    if the review is about one; pseudonyms, names that are none; progress, told from 0 to 1 how far it is.
    Raises FileRefused, with one sentence that says what to ask the agency for. Rule: domain.md section 7.
    """
    kind = kind_of(path)
    progress(0.05)
    content = READERS[kind](path)
    progress(OPENED)
    period = Period(scope[0], scope[1], death) if scope else Period(death=death)
    known = Known(name, period=period, pseudonyms=pseudonyms, advance=_counter(content, progress))
    return read_content(content, kind, known, mapping or {}, answers or {})


def _counter(content: Content, progress: Progress) -> Callable[[], None]:
    """Count lines and tell how far the reading is, some forty times."""
    lines = sum(len(grid.lines) for grid in content.grids) + 1
    done = count(1)

    def advance() -> None:
        if (line := next(done)) % max(1, lines // 40) == 0:
            progress(min(1.0, OPENED + (1 - OPENED) * line / lines))

    return advance


def read_content(content: Content, kind: str, known: Known, mapping: Mapped, answers: Answers) -> Reading:
    """Read what a file holds; see `read`. `known` holds what the review says."""
    laid = lay_out_all(content, mapping)
    period, name = known.period, known.file
    evidence = _evidence(laid, period)
    around = around_of(evidence, answers, period)
    known = replace(known, around=around, weekdays_settled=answers.get("weekday") == "numbers")
    parts = list(_parts(laid, known, mapping))
    rows = with_nights(with_years_from_rows([row for part in parts for row in part.rows], around))
    return Reading(
        name,
        kind,
        {grid.name: as_columns(layout, grid.hidden_columns) for grid, layout in laid},
        tuple(rows),
        tuple(left for part in parts for left in part.left_out),
        questions_about(rows, evidence, answers, period),
        tuple(_outside(content, name, {line.row for grid, _ in laid if grid.prose for line in grid.lines})),
        content.remarks,
        around.order,
    )


def lay_out_all(content: Content, mapping: Mapped) -> list[tuple[Grid, Layout]]:
    """Lay out every grid; where no table holds dated rows, try the paragraphs. Raises FileRefused."""
    laid: list[tuple[Grid, Layout]] = []
    before: Layout | None = None
    for grid in (part for whole in content.grids for part in segments(whole)):
        layout = lay_out(grid, mapping.get(grid.name), before)
        before = layout if layout.chronology else before
        laid.append((grid, layout))
    if not any(layout.chronology for _, layout in laid):
        prose = as_grid(content.passages)
        if prose:
            laid.append((prose, lay_out(prose, mapping.get(prose.name))))
    if not any(layout.chronology or grid.width > 1 for grid, layout in laid):
        raise FileRefused("no table", NO_TABLE)
    return laid


def _parts(laid: Sequence[tuple[Grid, Layout]], known: Known, mapping: Mapped) -> Iterator[Sorted]:
    """Read grid by grid. The tables of a document go on where the one before stopped; sheets begin anew."""
    context = Context()
    for grid, layout in laid:
        if not layout.chronology:
            yield Sorted((), leave_out(known, grid, *_why_left_out(grid, mapping)))
            continue
        part = read_rows(grid, layout, known, context if grid.table else Context())
        context = part.context
        yield replace(part, rows=tuple(map(_in_hidden_sheet, part.rows))) if grid.hidden else part


def _why_left_out(grid: Grid, mapping: Mapped) -> tuple[str, str]:
    choice = mapping.get(grid.name)
    if choice and choice.chronology is False:
        return sentences.LEFT_BY_CHOICE, "choice"
    if grid.hidden:
        return sentences.HIDDEN_LIST, "hidden list"
    return sentences.NO_CHRONOLOGY, "no chronology"


def _in_hidden_sheet(row: Row) -> Row:
    return replace(row, flags=(*row.flags, "hidden_sheet"))


def _evidence(laid: Sequence[tuple[Grid, Layout]], period: Period) -> Evidence:
    """Gather the date cells of all chronologies of a file, and ask them together."""
    cells = [cell for grid, layout in laid if layout.chronology for cell in _date_cells(grid, layout)]
    written = [cell.text.strip() for cell in cells if cell.value is None and cell.text.strip()]
    numbers = sum(isinstance(cell.value, float) and int(cell.value) in DAY_NUMBERS for cell in cells)
    counting = sum(text.isascii() and text.isdigit() and len(text) == 5 for text in written)
    votes = vote(written, period)
    true_days = [cell.value.day for cell in cells if isinstance(cell.value, datetime) and cell.shows_day]
    return Evidence(
        votes,
        counting > 0 and (numbers >= 3 or counting > 0.5 * len(written)),
        votes.month >= 2 and votes.day == 0 and len(true_days) >= 2 and max(true_days) <= 12,
    )


def _date_cells(grid: Grid, layout: Layout) -> Iterator[Cell]:
    for column in (layout.column("date"), layout.column("end date")):
        if column is not None:
            yield from (line.cell(column) for line in grid.lines if line.row >= layout.first_row)


def _outside(content: Content, name: str, read_as_rows: Collection[int]) -> Iterator[LeftOut]:
    for passage in content.passages:
        if passage.where == "paragraph" and passage.number in read_as_rows:
            continue
        place = Place(name, None, None, passage.number)
        yield LeftOut(place, (passage.text,), sentences.OUTSIDE, passage.where)
