"""CSV and text exports as grids: encoding and separator are found out, records and physical lines counted.

A record's number counts every record from 1, the preamble, blank lines and the header too; its line is the
physical line on which it begins, because a quoted cell may hold line breaks.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from .cells import Cell, Content, Grid, Line, trimmed
from .refused import FileRefused
from .sentences import NO_TABLE, OTHER, TOO_BIG, TOO_MANY_ROWS

MOST_RECORDS = 20_000
MOST_COLUMNS = 256
LONGEST_CELL = 1_000_000
SAMPLE = 200
SEPARATORS = ";\t|,"
# Records that swallow this many lines are looked at: an unpaired quote mark may have eaten the lines below.
LONG_RECORD = 3


def read_delimited(path: Path) -> Content:
    """Read a text file of records. Raises FileRefused."""
    text = decoded(path.read_bytes())
    separator = separator_of(text)
    text = _with_dittos_quoted(text, separator)
    lines = [
        Line(number, tuple(Cell(cell.strip()) for cell in cells), line)
        for number, (line, cells) in enumerate(_records(text, separator), start=1)
    ]
    if max((len(line.cells) for line in lines), default=0) < 2:
        raise FileRefused("one column", NO_TABLE)
    return Content((Grid(trimmed(lines)),))


def decoded(raw: bytes) -> str:
    """Turn bytes into text: UTF-8 or UTF-16 by their marks, UTF-8 if it fits, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _without_noughts(raw.decode("utf-16", errors="replace"))
    if raw.startswith(b"\xef\xbb\xbf"):
        return _without_noughts(raw.decode("utf-8-sig", errors="replace"))
    sample = raw[:4000]
    if sample.count(0) > len(sample) // 4:
        first = "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"
        return _without_noughts(raw.decode(first, errors="replace"))
    try:
        return _without_noughts(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return _without_noughts(_windows(raw))


def _windows(raw: bytes) -> str:
    """Five bytes mean nothing in Windows-1252; they are kept as control characters instead of lost."""
    return (
        "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)
        if any(byte in raw for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
        else raw.decode("cp1252")
    )


def _without_noughts(text: str) -> str:
    if "\0" in text:
        raise FileRefused("binary", OTHER)
    return text


def separator_of(text: str) -> str:
    """Find the sign that cuts the most records into the same number of cells."""
    first = text[:10].lower()
    if first.startswith("sep=") and len(text) > 4 and text[4] in SEPARATORS:
        return text[4]

    def regularity(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _sample(text, separator) if len(row) > 1)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return times, width

    return max(SEPARATORS, key=regularity)


def _with_dittos_quoted(text: str, separator: str) -> str:
    """A cell that is one quote mark alone is a ditto mark; written bare it would swallow the lines below."""
    bare = re.compile(rf'(?:(?<={re.escape(separator)})|(?<=^))"(?={re.escape(separator)}|$)')
    lines = text.splitlines(keepends=True)
    usual = Counter(line.count(separator) for line in lines if separator in line).most_common(1)
    width = usual[0][0] if usual else 0
    return "".join(
        bare.sub('""""', line.rstrip("\r\n")) + line[len(line.rstrip("\r\n")) :]
        if line.count('"') % 2 and line.count(separator) == width
        else line
        for line in lines
    )


def _sample(text: str, separator: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(text[:400_000], newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) >= SAMPLE:
                break
    except csv.Error:
        return rows
    return rows


def _records(text: str, separator: str) -> list[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    records: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for row in reader:
            records.append((begin, row))
            begin = reader.line_num + 1
            if len(records) > MOST_RECORDS:
                raise FileRefused("records", TOO_MANY_ROWS)
            if len(row) > MOST_COLUMNS:
                raise FileRefused("columns", TOO_BIG)
    except csv.Error as trouble:
        raise FileRefused("cell", TOO_BIG) from trouble
    return _with_quotes_mended(records, separator)


def _with_quotes_mended(records: list[tuple[int, list[str]]], separator: str) -> list[tuple[int, list[str]]]:
    """Undo what an unpaired quote mark did: lines that look like whole records become records again."""
    usual = Counter(len(row) for _, row in records if len(row) > 1).most_common(1)
    width = usual[0][0] if usual else 0
    mended: list[tuple[int, list[str]]] = []
    for begin, row in records:
        swallowed = _swallowed(row, separator, width)
        if swallowed:
            mended.extend((begin + index, line.split(separator)) for index, line in enumerate(swallowed))
        else:
            mended.append((begin, row))
    return mended


def _swallowed(row: list[str], separator: str, width: int) -> list[str]:
    lines = separator.join(row).splitlines()
    if width < 2 or len(lines) < LONG_RECORD:
        return []
    whole = [line for line in lines[1:] if line.count(separator) >= width - 1]
    return lines if len(whole) >= len(lines) - 1 - len(lines) // 4 else []
