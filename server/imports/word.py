"""Word documents (.docx, .docm) as grids: tables with their merged cells, and what stands around them.

Tracked insertions are kept and tracked deletions are not part of a cell's text; the deleted words, margin
comments, nested tables, text boxes and hidden words stand beside it, so that nothing is lost. Bullets and
numbers that Word draws by itself are no words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from .cells import BLANK, Aside, Cell, Content, Grid, Line, Passage, trimmed
from .package import Package, attribute, local
from .refused import FileRefused
from .sentences import TOO_MANY_ROWS

MOST_ROWS = 20_000
MOST_COLUMNS = 64
MOST_TABLES = 2_000
DEEPEST = 40
MOST_CAPTIONS = 2

# Wrappers that a reader does not see; their contents count as if they stood outside.
_WRAPPERS = {
    "sdt",
    "sdtContent",
    "customXml",
    "smartTag",
    "ins",
    "moveTo",
    "hyperlink",
    "fldSimple",
    "dir",
    "bdo",
}
_GONE = {"del", "moveFrom"}
_AS_WORDS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


@dataclass(slots=True)
class _Found:
    """The words of a cell or paragraph while it is walked through."""

    words: list[str] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)

    def text(self) -> str:
        lines = [line.rstrip() for line in "".join(self.words).split("\n")]
        return "\n".join(lines).strip()


Comments = dict[str, str]


def read_word(path: Path) -> Content:
    """Read a document. Raises FileRefused."""
    with Package(path) as package:
        main = package.main_part()
        related = package.related(main)
        comments = _comments(package, related)
        body = package.tree(main).find("{*}body")
        blocks = list(_blocks(body)) if body is not None else []
        tables = [block for block in blocks if local(block) == "tbl"]
        if len(tables) > MOST_TABLES:
            raise FileRefused("tables", TOO_MANY_ROWS)
        captions = _captions(blocks, comments)
        grids = [
            replace(_grid(table, number, comments), captions=above)
            for number, (table, above) in enumerate(zip(tables, captions, strict=True), start=1)
        ]
        if sum(len(grid.lines) for grid in grids) > MOST_ROWS:
            raise FileRefused("rows", TOO_MANY_ROWS)
        passages = [*_paragraphs(blocks, comments), *_margins(package, related, comments)]
        remarks = ("macros",) if any("vba" in kind.lower() for kind, _ in related.values()) else ()
        return Content(tuple(grids), tuple(passages), remarks)


def _comments(package: Package, related: dict[str, tuple[str, str]]) -> Comments:
    """Give the words of margin comments and footnotes by kind and number."""
    found: Comments = {}
    for kind, part in related.values():
        if kind in ("comments", "footnotes", "endnotes") and package.holds(part):
            for element in package.tree(part):
                words = "\n".join(_found(paragraph, {}).text() for paragraph in element.iter("{*}p"))
                if words.strip():
                    found[f"{kind[:-1]} {attribute(element, 'id')}"] = words.strip()
    return found


def _margins(package: Package, related: dict[str, tuple[str, str]], comments: Comments) -> Iterator[Passage]:
    number = 0
    for kind, part in related.values():
        if kind in ("header", "footer") and package.holds(part):
            for paragraph in package.tree(part).iter("{*}p"):
                text = _found(paragraph, comments).text()
                if text:
                    number += 1
                    yield Passage(kind, number, text)


def _paragraphs(blocks: list[etree._Element], comments: Comments) -> Iterator[Passage]:
    number = 0
    for block in blocks:
        if local(block) != "p":
            continue
        number += 1
        found = _found(block, comments)
        if found.text():
            yield Passage("paragraph", number, found.text())
        for kind, words in found.aside:
            yield Passage(kind, number, words)


def _captions(blocks: list[etree._Element], comments: Comments) -> list[tuple[str, ...]]:
    """Give the paragraphs right above each table: a month or a year often stands there."""
    captions: list[tuple[str, ...]] = []
    above: list[str] = []
    for block in blocks:
        if local(block) == "tbl":
            captions.append(tuple(above[-MOST_CAPTIONS:]))
            above = []
        elif local(block) == "p" and (text := _found(block, comments).text()):
            above.append(text)
    return captions


def _blocks(element: etree._Element, depth: int = 0) -> Iterator[etree._Element]:
    """Yield paragraphs and tables in order, as if wrappers were not there."""
    for child in element:
        if local(child) in ("p", "tbl", "tr", "tc"):
            yield child
        elif local(child) in _WRAPPERS and depth < DEEPEST:
            yield from _blocks(child, depth + 1)


def _grid(table: etree._Element, number: int, comments: Comments) -> Grid:
    lines: list[Line] = []
    rows = [block for block in _blocks(table) if local(block) == "tr"]
    if len(rows) > MOST_ROWS:
        raise FileRefused("rows", TOO_MANY_ROWS)
    for index, row in enumerate(rows, start=1):
        lines.append(_line(row, index, comments))
    return Grid(trimmed(lines), None, number)


def _line(row: etree._Element, number: int, comments: Comments) -> Line:
    properties = row.find("{*}trPr")
    before = _setting(properties, "gridBefore")
    cells: list[Cell] = [BLANK] * (int(before) if before and before.isdigit() else 0)
    removed = properties is not None and properties.find("{*}del") is not None
    for block in _blocks(row):
        if local(block) != "tc" or len(cells) >= MOST_COLUMNS:
            continue
        cell = _cell(block, comments)
        cells.append(_struck(cell) if removed else cell)
        cells.extend([BLANK] * (min(cell.across, MOST_COLUMNS) - 1))
    return Line(
        number, tuple(cells), hidden=_is_on(properties, "hidden"), heads=_is_on(properties, "tblHeader")
    )


def _struck(cell: Cell) -> Cell:
    """A row deleted with tracked changes: its words are kept, but not as text."""
    return replace(cell, text="", aside=(*cell.aside, ("deleted", cell.text))) if cell.text else cell


def _cell(element: etree._Element, comments: Comments) -> Cell:
    properties = element.find("{*}tcPr")
    span = _setting(properties, "gridSpan")
    merge = properties.find("{*}vMerge") if properties is not None else None
    below = merge is not None and (attribute(merge, "val") or "continue") != "restart"
    found = _Found()
    for index, block in enumerate(_blocks(element)):
        if local(block) == "tbl":
            found.aside.append(("table", _nested(block, comments)))
        elif local(block) == "p":
            found.words.append("\n" if index else "")
            _walk(block, found, comments)
    across = max(1, int(span)) if span and span.isdigit() else 1
    return Cell(found.text(), across=across, below=below, aside=tuple(found.aside))


def _nested(table: etree._Element, comments: Comments, depth: int = 0) -> str:
    """Write a table inside a cell as lines, its cells set apart by bars."""
    if depth > DEEPEST:
        return ""
    lines = []
    for row in (block for block in _blocks(table) if local(block) == "tr"):
        cells = [block for block in _blocks(row) if local(block) == "tc"]
        lines.append(" | ".join(_plain(cell, comments, depth) for cell in cells))
    return "\n".join(lines)


def _plain(cell: etree._Element, comments: Comments, depth: int) -> str:
    parts = []
    for block in _blocks(cell):
        inside = local(block) == "tbl"
        parts.append(_nested(block, comments, depth + 1) if inside else _found(block, comments).text())
    return "\n".join(part for part in parts if part)


def _found(paragraph: etree._Element, comments: Comments) -> _Found:
    found = _Found()
    _walk(paragraph, found, comments)
    return found


def _walk(element: etree._Element, found: _Found, comments: Comments, depth: int = 0) -> None:
    """Collect the words below a paragraph: text as text, and beside it what is deleted, hidden or remarked."""
    if depth > DEEPEST:
        return
    for child in element:
        name = local(child)
        if name in ("t", "delText"):
            found.words.append(child.text or "")
        elif name in _AS_WORDS:
            found.words.append(_AS_WORDS[name])
        elif name in _GONE:
            _put_aside("deleted", child, found, comments, depth)
        elif name == "r" and _is_hidden(child):
            _put_aside("hidden", child, found, comments, depth)
        elif name == "txbxContent":
            _put_aside("text box", child, found, comments, depth)
        elif name.endswith("Reference"):
            _remark(name, child, found, comments)
        elif name not in ("pPr", "rPr", "instrText", "delInstrText", "Fallback"):
            _walk(child, found, comments, depth + 1)


def _put_aside(kind: str, element: etree._Element, found: _Found, comments: Comments, depth: int) -> None:
    inside = _Found()
    for index, paragraph in enumerate(element.iter("{*}p") if kind == "text box" else [element]):
        inside.words.append("\n" if index else "")
        _walk(paragraph, inside, comments, depth + 1)
    if inside.text():
        found.aside.append((kind, inside.text()))
    found.aside.extend(inside.aside)


def _remark(name: str, element: etree._Element, found: _Found, comments: Comments) -> None:
    kind = name.removesuffix("Reference")
    words = comments.get(f"{kind} {attribute(element, 'id')}")
    if words:
        found.aside.append((kind, words))


def _is_hidden(run: etree._Element) -> bool:
    return _is_on(run.find("{*}rPr"), "vanish")


def _is_on(properties: etree._Element | None, name: str) -> bool:
    """Tell whether a switch is set; a switch without a value is."""
    switch = properties.find(f"{{*}}{name}") if properties is not None else None
    return switch is not None and (attribute(switch, "val") or "true") not in ("0", "false", "off")


def _setting(properties: etree._Element | None, name: str) -> str | None:
    element = properties.find(f"{{*}}{name}") if properties is not None else None
    return attribute(element, "val") if element is not None else None
