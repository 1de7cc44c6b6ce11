"""What a file really is, told from its first bytes and never from its name; and how large it may be."""

from __future__ import annotations

import zipfile
from pathlib import Path

from . import sentences
from .pdf import refusal
from .refused import FileRefused

MEGABYTE = 1024 * 1024
LARGEST = {"excel": 60 * MEGABYTE, "word": 60 * MEGABYTE, "delimited": 20 * MEGABYTE}
LARGEST_FILE = 60 * MEGABYTE

_PICTURES = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
    b"\0\0\0\x0cjP",
)
_ALWAYS_OTHER = (
    b"MZ",
    b"\x7fELF",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"SQLite",
    b"BZh",
    b"\xca\xfe\xba\xbe",
)
_WEB = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<style", b"<head", b"<body")
_E_MAIL = (b"received:", b"return-path:", b"delivered-to:", b"mime-version:")


def kind_of(path: Path) -> str:
    """Tell "excel", "word" or "delimited". Raises FileRefused for every other kind of file."""
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("empty", sentences.EMPTY)
    if size > LARGEST_FILE:
        raise FileRefused("size", sentences.TOO_BIG)
    with path.open("rb") as file:
        head = file.read(8192)
    kind = _kind(path, head)
    if size > LARGEST[kind]:
        raise FileRefused("size", sentences.TOO_BIG)
    return kind


def _kind(path: Path, head: bytes) -> str:
    if head.startswith(b"PK"):
        return _packed(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _old_office(path)
    if b"%PDF-" in head[:1024]:
        raise refusal(path)
    if head.startswith(_PICTURES) or head[4:8] == b"ftyp":
        raise FileRefused("picture", sentences.PICTURE)
    if head.startswith(b"{\\rtf"):
        raise FileRefused("rtf", sentences.RICH_TEXT)
    if head.startswith(_ALWAYS_OTHER):
        raise FileRefused("other", sentences.OTHER)
    return _text(head)


def _text(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_WEB):
        raise FileRefused("web page", sentences.WEB_PAGE)
    if start.startswith(_E_MAIL):
        raise FileRefused("e-mail", sentences.E_MAIL)
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 4
    strange = sum(byte < 9 or 13 < byte < 32 for byte in head)
    if not wide and strange > len(head) // 50:
        raise FileRefused("binary", sentences.OTHER)
    return "delimited"


def _packed(path: Path) -> str:
    """Look into a zip: which of the many kinds of file that are zips is it?"""
    try:
        with zipfile.ZipFile(path) as packed:
            names = {name.lower().lstrip("/") for name in packed.namelist()[:10_000]}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as trouble:
        raise FileRefused("zip", sentences.BROKEN) from trouble
    if "xl/workbook.bin" in names:
        raise FileRefused("xlsb", sentences.BINARY_EXCEL)
    for folder, kind in (("xl/", "excel"), ("word/", "word")):
        if any(name.startswith(folder) for name in names):
            return kind
    if any(name.startswith("ppt/") for name in names):
        raise FileRefused("slides", sentences.SLIDES)
    if "content.xml" in names:
        raise FileRefused("open document", sentences.OPEN_DOCUMENT)
    if "[content_types].xml" in names:
        raise FileRefused("package", sentences.BROKEN)
    raise FileRefused("zip of files", sentences.ZIP)


def _old_office(path: Path) -> FileRefused:
    """Old Office files and locked new ones are the same kind of container; its entries tell them apart."""
    raw = path.read_bytes()

    def names(entry: str) -> bool:
        return entry.encode("utf-16-le") in raw

    if names("EncryptedPackage"):
        return FileRefused("password", sentences.PASSWORD)
    if names("__substg1.0"):
        return FileRefused("e-mail", sentences.E_MAIL)
    if names("WordDocument"):
        return FileRefused("old word", sentences.OLD_WORD)
    if names("Workbook") or names("Book"):
        return FileRefused("old excel", sentences.OLD_EXCEL)
    if names("PowerPoint Document"):
        return FileRefused("slides", sentences.SLIDES)
    return FileRefused("old office", sentences.OLD_OFFICE)
