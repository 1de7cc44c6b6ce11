"""The one door to Word and Excel files: a zip read within bounds, its XML without entities or network."""

from __future__ import annotations

import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from lxml import etree

from .refused import FileRefused
from .sentences import BROKEN, TOO_BIG, UNSAFE

MEGABYTE = 1024 * 1024
MOST_PARTS = 10_000
LARGEST_TREE = 40 * MEGABYTE
LARGEST_STREAM = 200 * MEGABYTE
# Above this a part is a bomb and not a document: honest sheets of blank rows shrink about a hundredfold.
STEEPEST = 250
CHUNK = 64 * 1024

BROKEN_PARTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)

SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class Package:
    """A Word or Excel file, opened for reading. Raises FileRefused for anything broken, huge or unsafe."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as trouble:
            raise FileRefused("zip", BROKEN) from trouble
        if len(self._zip.infolist()) > MOST_PARTS:
            raise FileRefused("parts", TOO_BIG)
        self._places = {place.filename.lstrip("/").lower(): place for place in self._zip.infolist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def holds(self, name: str) -> bool:
        """Tell whether a part is there."""
        return name.lower() in self._places

    def tree(self, name: str) -> etree._Element:
        """Parse a part whole. Raises FileRefused."""
        parser = etree.XMLParser(**SAFE)
        try:
            for chunk in self._chunks(name, LARGEST_TREE):
                parser.feed(chunk)
            root: etree._Element = parser.close()
        except etree.XMLSyntaxError as trouble:
            raise FileRefused("xml", BROKEN) from trouble
        return _without_declarations(root)

    def elements(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """Yield the elements of these local names as they close, and forget each after its use."""
        parser = etree.XMLPullParser(events=("end",), tag=[f"{{*}}{tag}" for tag in tags], **SAFE)
        try:
            for chunk in self._chunks(name, LARGEST_STREAM):
                parser.feed(chunk)
                yield from _finished(parser)
            _without_declarations(parser.close())
        except etree.XMLSyntaxError as trouble:
            raise FileRefused("xml", BROKEN) from trouble

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Give id -> (last word of the type, part) of all that a part points to inside the file."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.holds(relations):
            return {}
        found = {}
        for relation in self.tree(relations):
            if relation.get("TargetMode") == "External" or not relation.get("Id"):
                continue
            kind = (relation.get("Type") or "").rpartition("/")[2]
            found[relation.get("Id")] = (kind, _joined(folder, relation.get("Target") or ""))
        return found

    def main_part(self) -> str:
        """Give the name of the workbook or document. Raises FileRefused."""
        for kind, part in self.related("").values():
            if kind == "officeDocument" and self.holds(part):
                return part
        raise FileRefused("no main part", BROKEN)

    def _chunks(self, name: str, most: int) -> Iterator[bytes]:
        place = self._places.get(name.lower())
        if place is None:
            raise FileRefused("part", BROKEN)
        steep = place.file_size > 20 * MEGABYTE and place.file_size > STEEPEST * place.compress_size
        if place.file_size > most or steep:
            raise FileRefused("size", TOO_BIG)
        try:
            with self._zip.open(place) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except BROKEN_PARTS as trouble:
            raise FileRefused("part", BROKEN) from trouble


def _finished(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        yield element
        element.clear()
        while element.getprevious() is not None and (parent := element.getparent()) is not None:
            del parent[0]


def _without_declarations(root: etree._Element) -> etree._Element:
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileRefused("doctype", UNSAFE)
    return root


def _joined(folder: str, target: str) -> str:
    target = unquote(target)
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )


def local(element: etree._Element) -> str:
    """Give an element's name without its namespace; "" for what is no element."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """Give an attribute by its local name, whatever its namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None
