"""A4 sheets of Word: paragraphs, tables, running header and footer, the same bytes on every machine.

Knows paper and nothing of a record. Text from people is only ever put in as text. The blank sheet with its
styles is the folder `paper`, so nothing of a library's own template, date or name gets into a file (R2, R3).
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeAlias

from docx import Document
from docx.oxml.ns import nsmap, qn
from lxml import etree

from server.exports.archive import pack, unpack

Element: TypeAlias = Any

MM = 56.6929  # twentieths of a point in a millimetre
WIDTH_MM = 178

# What XML 1.0 cannot hold: python-docx would refuse the whole file for one pasted vertical tab.
_UNHOLDABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NSMAP = {"w": nsmap["w"]}
_LINES = re.compile("\r\n|\r|\n")
_SPLITTABLE = 1200


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: its words and the name of its style."""

    text: str
    style: str = "Table words"


Cell: TypeAlias = "str | Line | Sequence[Line]"


@dataclass(frozen=True, slots=True)
class Band:
    """A row across the whole table, with a heading that stays with what follows."""

    text: str
    style: str = "Heading 3"


@dataclass(frozen=True, slots=True)
class Wide:
    """A row across the whole table, with words."""

    cell: Cell


Row: TypeAlias = "Band | Wide | Sequence[Cell]"


class Sheet:
    """A document being written from top to bottom.

    `replaced` counts the characters that a Word file cannot hold and that stand in it as U+FFFD.
    """

    def __init__(self) -> None:
        self.document = Document(io.BytesIO(pack(_files(resources.files("server.exports") / "paper"))))
        self.styles = {style.name: style.style_id for style in self.document.styles}
        self.body: Element = self.document.element.body
        self.end: Element = self.body.sectPr
        self.replaced = 0

    def heading(self, text: str, level: int, *, new_page: bool = False) -> None:
        """A heading of level 1 to 3, where wanted at the top of a page."""
        self.say(text, f"Heading {level}")
        if new_page:
            style = next(self.end.getprevious().iter(qn("w:pStyle")))
            style.addnext(etree.Element(qn("w:pageBreakBefore")))

    def say(self, text: str, style: str = "Normal") -> None:
        """A paragraph."""
        self.end.addprevious(self._paragraph(Line(text, style)))

    def table(self, widths: Sequence[float], heads: Sequence[str], rows: Iterable[Row]) -> None:
        """A table across the page; its first row is repeated on every page.

        Args:
            widths: of the columns, in millimetres.
            heads: the words of the first row; empty for a table without one.
        """
        columns = [round(width * MM) for width in widths]
        table = _start_table(columns, self.styles["Record table"], bool(heads))
        if heads:
            self._row(table, columns, [Line(head, "Table heading") for head in heads], is_head=True)
        for row in rows:
            self._any_row(table, columns, row)
        self.end.addprevious(table)
        # Two tables in a row would grow together.
        self.end.addprevious(self._paragraph(Line("", "Small print")))

    def running(self, marking: str, left: str, right: str) -> None:
        """The header: the marking alone on the first line, then left and right."""
        header = self.document.sections[0].header._element
        header.append(self._paragraph(Line(marking, "Header"), "Marking"))
        header.append(self._paragraph(Line(f"{left}\t{right}", "Header")))

    def footing(self, left: str, page: str) -> None:
        """The footer: `left`, and at the right `page`, in which {page} and {pages} stand for the numbers."""
        paragraph = self._paragraph(Line(f"{left}\t", "Footer"))
        for piece in re.split(r"(\{pages?\})", page):
            if piece in _FIELDS:
                _field(paragraph, _FIELDS[piece])
            else:
                self._run(paragraph, piece)
        self.document.sections[0].footer._element.append(paragraph)

    def pack(self, title: str) -> bytes:
        """The finished file, with this title as its only property."""
        core = self.document.part.package.core_properties
        core.title = self._holdable(title)[:255]
        made = io.BytesIO()
        self.document.save(made)
        return pack(unpack(made.getvalue()))

    def _any_row(self, table: Element, columns: Sequence[int], row: Row) -> None:
        if isinstance(row, Band):
            self._row(table, [sum(columns)], [Line(row.text, row.style)], span=len(columns), shade="F3F2F1")
        elif isinstance(row, Wide):
            self._row(table, [sum(columns)], [row.cell], span=len(columns))
        else:
            self._row(table, columns, row)

    def _row(
        self,
        table: Element,
        columns: Sequence[int],
        cells: Sequence[Cell],
        *,
        is_head: bool = False,
        span: int = 1,
        shade: str = "",
    ) -> None:
        row = _put(table, "w:tr")
        properties = _put(row, "w:trPr")
        if is_head or sum(len(line.text) for cell in cells for line in _lines(cell)) < _SPLITTABLE:
            _put(properties, "w:cantSplit")
        if is_head:
            _put(properties, "w:tblHeader")
        for width, cell in zip(columns, cells, strict=True):
            _start_cell(row, width, span, shade).extend(map(self._paragraph, _lines(cell)))

    def _paragraph(self, line: Line, run_style: str = "") -> Element:
        paragraph = etree.Element(qn("w:p"), nsmap=_NSMAP)
        properties = _put(paragraph, "w:pPr")
        _put(properties, "w:pStyle", val=self.styles[line.style])
        if _reads_right_to_left(line.text):
            _put(properties, "w:bidi")
        for number, words in enumerate(_LINES.split(line.text)):
            self._run(paragraph, words, breaks=number > 0, style=run_style)
        return paragraph

    def _run(self, paragraph: Element, words: str, *, breaks: bool = False, style: str = "") -> None:
        run = _put(paragraph, "w:r")
        if style or _reads_right_to_left(words):
            properties = _put(run, "w:rPr")
            if style:
                _put(properties, "w:rStyle", val=self.styles[style])
            if _reads_right_to_left(words):
                _put(properties, "w:rtl")
        if breaks:
            _put(run, "w:br")
        for number, piece in enumerate(self._holdable(words).split("\t")):
            if number:
                _put(run, "w:tab")
            _text(run, piece)

    def _holdable(self, text: str) -> str:
        made, found = _UNHOLDABLE.subn("\ufffd", text)
        self.replaced += found
        return made


def _files(folder: Traversable, prefix: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in folder.iterdir():
        name = prefix + entry.name
        found |= _files(entry, name + "/") if entry.is_dir() else {name: entry.read_bytes()}
    return found


def _lines(cell: Cell) -> Sequence[Line]:
    if isinstance(cell, str):
        return (Line(cell),)
    # Word calls a cell without a paragraph a damaged file.
    return (cell,) if isinstance(cell, Line) else (cell or (Line(""),))


def _start_table(columns: Sequence[int], style: str, has_head: bool) -> Element:
    table = etree.Element(qn("w:tbl"), nsmap=_NSMAP)
    properties = _put(table, "w:tblPr")
    _put(properties, "w:tblStyle", val=style)
    _put(properties, "w:tblW", w=str(sum(columns)), type="dxa")
    _put(properties, "w:tblLayout", type="fixed")
    _put(properties, "w:tblLook", val="0620" if has_head else "0600", firstRow=str(int(has_head)))
    grid = _put(table, "w:tblGrid")
    for width in columns:
        _put(grid, "w:gridCol", w=str(width))
    return table


def _start_cell(row: Element, width: int, span: int, shade: str) -> Element:
    cell = _put(row, "w:tc")
    properties = _put(cell, "w:tcPr")
    _put(properties, "w:tcW", w=str(width), type="dxa")
    if span > 1:
        _put(properties, "w:gridSpan", val=str(span))
    if shade:
        _put(properties, "w:shd", val="clear", color="auto", fill=shade)
    return cell


_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def _field(paragraph: Element, instruction: str) -> None:
    field = _put(paragraph, "w:fldSimple", instr=f" {instruction} ")
    _text(_put(field, "w:r"), "1")


def _text(run: Element, words: str) -> None:
    text = _put(run, "w:t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _put(parent: Element, name: str, **attributes: str) -> Element:
    made = etree.SubElement(parent, qn(name))
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _reads_right_to_left(text: str) -> bool:
    """Is the first letter that has a direction one of a script written from the right?"""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
