"""Files as agencies might send them, made by tests: workbooks, documents, text exports, and broken ones."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Cells = Sequence[object]


def sheet(rows: Iterable[Cells], title: str = "Sheet1") -> tuple[Workbook, Worksheet]:
    """A workbook with one sheet of these rows, to be shaped further."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = title
    for row in rows:
        page.append(list(row))
    return book, page


def saved(book: Workbook, path: Path) -> Path:
    """Save a workbook."""
    book.save(path)
    return path


def paragraph(text: str, inside: str = "") -> str:
    """A paragraph of Word with plain text and raw XML behind it."""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:r>{lines}</w:r>{inside}</w:p>"


def cell(text: str, span: int = 1, merge: str = "", inside: str = "") -> str:
    """A table cell; `merge` is "restart" or "continue" for cells merged downwards."""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merged}</w:tcPr>{paragraph(text)}{inside}</w:tc>'


def row(cells: Iterable[str], head: bool = False) -> str:
    """A table row of cells that are text or already XML."""
    made = "".join(text if text.startswith("<w:tc>") else cell(text) for text in cells)
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{made}</w:tr>"


def table(rows: Iterable[Iterable[str]]) -> str:
    """A table of rows of cells."""
    return f"<w:tbl>{''.join(row(cells) for cells in rows)}</w:tbl>"


def document(path: Path, *blocks: str, parts: dict[str, str] | None = None) -> Path:
    """A Word document of raw blocks, with further parts by name."""
    body = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{"".join(blocks)}</w:body></w:document>'
    return packed(path, {**word_parts(body), **(parts or {})})


def word_parts(body: str) -> dict[str, str]:
    """The parts of the smallest Word document."""
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    return {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Override PartName="/word/document.xml" '
        f'ContentType="{MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": body,
    }


def packed(path: Path, parts: dict[str, str | bytes] | dict[str, str]) -> Path:
    """A zip of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def text(path: Path, words: str, encoding: str = "utf-8") -> Path:
    """A text file in an encoding."""
    path.write_bytes(words.encode(encoding))
    return path
