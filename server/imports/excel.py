"""Excel workbooks (.xlsx, .xlsm) as grids: what a reader sees in each cell, and what is hidden or merged.

Formula cells give the value that was shown when the file was saved; nothing is ever calculated or run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from .cells import BLANK, Aside, Cell, Content, Grid, Line, trimmed
from .numberformats import built_in, moment, number_format, shown_moment, shown_number
from .package import Package, attribute, local
from .refused import FileRefused
from .sentences import TOO_BIG, TOO_MANY_ROWS

MOST_ROWS = 20_000
MOST_COLUMNS = 256
MOST_TEXT = 60_000_000
SHEETS = 60

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells of all sheets share."""

    strings: list[str]
    formats: list[str]
    from_1904: bool


@dataclass(frozen=True, slots=True)
class _Merge:
    top: int
    left: int
    bottom: int
    right: int


def read_excel(path: Path) -> Content:
    """Read a workbook. Raises FileRefused."""
    with Package(path) as package:
        main = package.main_part()
        related = package.related(main)
        tree = package.tree(main)
        book = _Book(_strings(package, related), _formats(package, related), _from_1904(tree))
        sheets = [
            element
            for element in tree.iter("{*}sheet")
            if related.get(attribute(element, "id") or "", ("", ""))[0] == "worksheet"
        ]
        if len(sheets) > SHEETS:
            raise FileRefused("sheets", TOO_BIG)
        grids = []
        for element in sheets:
            part = related[attribute(element, "id") or ""][1]
            grids.append(_sheet(package, part, element, book))
        remarks = ("macros",) if any("vba" in kind.lower() for kind, _ in related.values()) else ()
        return Content(tuple(grids), remarks=remarks)


def _from_1904(tree: etree._Element) -> bool:
    properties = tree.find("{*}workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")


def _strings(package: Package, related: dict[str, tuple[str, str]]) -> list[str]:
    strings: list[str] = []
    size = 0
    for kind, part in related.values():
        if kind != "sharedStrings" or not package.holds(part):
            continue
        for element in package.elements(part, "si"):
            strings.append(_text(element))
            size += len(strings[-1])
            if size > MOST_TEXT:
                raise FileRefused("strings", TOO_BIG)
    return strings


def _text(element: etree._Element) -> str:
    """Join the runs of a rich string; readings of foreign script printed above the words are no words."""
    parts = [
        piece.text or ""
        for piece in element.iter("{*}t")
        if not any(local(parent) == "rPh" for parent in piece.iterancestors())
    ]
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), "".join(parts))


def _formats(package: Package, related: dict[str, tuple[str, str]]) -> list[str]:
    """Give the number format of each cell style, in order."""
    for kind, part in related.values():
        if kind == "styles" and package.holds(part):
            tree = package.tree(part)
            own = {item.get("numFmtId"): item.get("formatCode") or "" for item in tree.iter("{*}numFmt")}
            styles = tree.find("{*}cellXfs")
            used = [item.get("numFmtId") or "0" for item in styles] if styles is not None else []
            return [own.get(number) or built_in(_number(number, 0)) for number in used]
    return []


def _sheet(package: Package, part: str, element: etree._Element, book: _Book) -> Grid:
    lines: list[Line] = []
    hidden_columns: set[int] = set()
    merges: list[_Merge] = []
    row = 0
    for piece in package.elements(part, "row", "col", "mergeCell"):
        if local(piece) == "col":
            hidden_columns.update(_hidden_columns(piece))
        elif local(piece) == "mergeCell":
            merges.extend(_merge(piece.get("ref") or ""))
        else:
            row = _number(piece.get("r"), row + 1)
            line = _line(piece, row, book)
            if line.filled:
                lines.append(line)
            if len(lines) > MOST_ROWS:
                raise FileRefused("rows", TOO_MANY_ROWS)
    laid = _with_comments(_with_merges(trimmed(lines), merges), _comments(package, part))
    hidden = (element.get("state") or "visible") != "visible"
    return Grid(laid, element.get("name") or part, None, hidden, frozenset(hidden_columns))


def _hidden_columns(column: etree._Element) -> range:
    if column.get("hidden") not in ("1", "true"):
        return range(0)
    return range(_number(column.get("min"), 1) - 1, min(_number(column.get("max"), 1), MOST_COLUMNS))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def _merge(reference: str) -> list[_Merge]:
    corners = [_place(corner) for corner in reference.split(":")]
    if len(corners) != 2 or None in corners:
        return []
    (top, left), (bottom, right) = corners  # type: ignore[misc]
    return [_Merge(top, left, bottom, right)]


def _place(reference: str) -> tuple[int, int] | None:
    """Turn "B7" into (7, 1): the row from 1, the column from 0."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def _line(element: etree._Element, row: int, book: _Book) -> Line:
    cells: list[Cell] = []
    for piece in element:
        if local(piece) != "c":
            continue
        place = _place(piece.get("r") or "")
        column = place[1] if place else len(cells)
        cell = _cell(piece, book)
        if column >= MOST_COLUMNS:
            if cell.text:
                raise FileRefused("columns", TOO_BIG)
            continue
        cells.extend([BLANK] * (column + 1 - len(cells)))
        cells[column] = cell
    return Line(row, tuple(cells), hidden=element.get("hidden") in ("1", "true"))


def _cell(element: etree._Element, book: _Book) -> Cell:
    kind = element.get("t") or "n"
    formula, value = element.find("{*}f"), element.findtext("{*}v") or None
    if kind == "inlineStr":
        inside = element.find("{*}is")
        return Cell(_text(inside) if inside is not None else "")
    if value is None:
        return Cell(f"={formula.text}", formula=True, unsaved=True) if _has_words(formula) else BLANK
    cell = _valued(kind, value, element.get("s") or "0", book)
    return replace(cell, formula=True) if formula is not None else cell


def _has_words(formula: etree._Element | None) -> bool:
    return formula is not None and bool(formula.text)


def _valued(kind: str, value: str, style: str, book: _Book) -> Cell:
    if kind == "s":
        index = _number(value, len(book.strings))
        return Cell(book.strings[index] if index < len(book.strings) else "")
    if kind == "b":
        return Cell("TRUE" if value == "1" else "FALSE")
    if kind != "n":
        return Cell(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), value))
    try:
        number = float(value)
    except ValueError:
        return Cell(value)
    at = _number(style, 0)
    code = book.formats[at] if at < len(book.formats) else "General"
    return _numeric(number, code, book.from_1904) if math.isfinite(number) else Cell(value)


def _numeric(number: float, code: str, from_1904: bool) -> Cell:
    shape = number_format(code)
    when = moment(number, from_1904) if shape.is_date else None
    if when is None:
        return Cell(shown_number(number, code), number)
    return Cell(shown_moment(when, shape), when, shape.shows_day, shape.shows_time)


def _with_merges(lines: tuple[Line, ...], merges: list[_Merge]) -> tuple[Line, ...]:
    """Say of each merged cell how far it reaches, and of the cells below that their words stand above."""
    if not merges or not lines:
        return lines
    width = len(lines[0].cells)
    changes: dict[int, dict[int, Cell]] = {}
    at = {line.row: line for line in lines}
    for merge in merges:
        for row in range(merge.top, min(merge.bottom, lines[-1].row) + 1):
            if row in at and merge.left < width:
                cell = at[row].cells[merge.left]
                across = min(merge.right, width - 1) - merge.left + 1
                change = replace(cell, across=across, below=row > merge.top)
                changes.setdefault(row, {})[merge.left] = change
    return tuple(_changed(line, changes.get(line.row, {})) for line in lines)


def _changed(line: Line, changes: dict[int, Cell]) -> Line:
    if not changes:
        return line
    cells = tuple(changes.get(column, cell) for column, cell in enumerate(line.cells))
    return replace(line, cells=cells)


def _comments(package: Package, part: str) -> Iterator[tuple[tuple[int, int], Aside]]:
    for kind, target in package.related(part).values():
        if kind in ("comments", "threadedComment") and package.holds(target):
            for element in package.tree(target).iter("{*}comment", "{*}threadedComment"):
                place = _place(element.get("ref") or "")
                words = _text(element) or element.findtext("{*}text") or ""
                if place and words.strip():
                    yield place, ("comment", words.strip())


def _with_comments(
    lines: tuple[Line, ...], comments: Iterator[tuple[tuple[int, int], Aside]]
) -> tuple[Line, ...]:
    found: dict[tuple[int, int], tuple[Aside, ...]] = {}
    for place, aside in comments:
        found[place] = (*found.get(place, ()), aside)
    return tuple(
        _changed(
            line,
            {
                column: replace(cell, aside=found[line.row, column])
                for column, cell in enumerate(line.cells)
                if (line.row, column) in found
            },
        )
        for line in lines
    )
