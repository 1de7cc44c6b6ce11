"""PDF files are refused; only whether there is text in them is found out, because the advice differs.

A PDF knows no tables, only words at places of a page. Which words form a row would be a guess, and a
chronology with a guessed row is worse than one asked for again.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from .refused import FileRefused
from .sentences import PICTURE_PDF, TEXT_PDF

MOST_STREAMS = 5_000
MOST_UNPACKED = 2_000_000
_SHOWS_TEXT = re.compile(rb"[)\]>]\s*T[jJ]\b")


def refusal(path: Path) -> FileRefused:
    """Say no to a PDF in the words that fit it: a picture of pages, or a table that cannot be read safely."""
    raw = path.read_bytes()
    unreadable = b"/Encrypt" in raw
    if unreadable or any(_SHOWS_TEXT.search(stream) for stream in _streams(raw)):
        return FileRefused("pdf with text", TEXT_PDF)
    return FileRefused("pdf picture", PICTURE_PDF)


def _streams(raw: bytes) -> Iterator[bytes]:
    """Unpack what may hold the words of a page, each up to a bound; pictures are left out."""
    end = 0
    for _ in range(MOST_STREAMS):
        begin = raw.find(b"stream", end)
        end = raw.find(b"endstream", begin + 6)
        if begin < 0 or end < 0:
            return
        facts = raw[max(0, begin - 600) : begin].rpartition(b"obj")[2]
        if b"/Image" not in facts or b"/ProcSet" in facts:
            yield _unpacked(raw[begin + 6 : end].strip(b"\r\n"), facts)
        end += len(b"endstream")


def _unpacked(body: bytes, facts: bytes) -> bytes:
    try:
        if b"ASCII85" in facts:
            body = base64.a85decode(body.strip().removesuffix(b"~>").removeprefix(b"<~"))
        if b"Flate" in facts:
            body = zlib.decompressobj().decompress(body, MOST_UNPACKED)
    except (ValueError, zlib.error):
        return b""
    return body
