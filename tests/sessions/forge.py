"""Writes Yjs updates byte by byte, also such as no client would send."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Id = tuple[int, int]

GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, SUBDOC, SKIP = range(11)
ARRAY, MAP, TEXT, XML = range(4)


def varint(number: int) -> bytes:
    """An unsigned number as lib0 writes it."""
    out = bytearray()
    while number > 127:
        out.append(128 | number & 127)
        number >>= 7
    out.append(number)
    return bytes(out)


def words(text: str | bytes) -> bytes:
    """A string with its length in bytes."""
    encoded = text.encode() if isinstance(text, str) else text
    return varint(len(encoded)) + encoded


def struct(
    ref: int,
    content: bytes,
    *,
    left: Id | None = None,
    right: Id | None = None,
    root: str | None = None,
    parent: Id | None = None,
    key: str | bytes | None = None,
) -> bytes:
    """One struct; its place is given by neighbours, or by a root's name or a container's id."""
    flags = ref | (0x80 if left else 0) | (0x40 if right else 0) | (0x20 if key is not None else 0)
    out = bytes((flags,))
    for place in (left, right):
        out += varint(place[0]) + varint(place[1]) if place else b""
    if not left and not right:
        out += b"\1" + words(root or "") if parent is None else b"\0" + varint(parent[0]) + varint(parent[1])
        out += words(key) if key is not None else b""
    return out + content


def text(written: str | bytes, **place: Any) -> bytes:
    """Words."""
    return struct(STRING, words(written), **place)


def value(*values: bytes, **place: Any) -> bytes:
    """Plain values; `word` and `number` below encode some."""
    return struct(ANY, varint(len(values)) + b"".join(values), **place)


def container(kind: int, **place: Any) -> bytes:
    """A nested array, map or text."""
    return struct(TYPE, varint(kind), **place)


def style(name: str, scalar: str | bytes, **place: Any) -> bytes:
    """A formatting."""
    return struct(FORMAT, words(name) + words(scalar), **place)


def tomb(length: int, **place: Any) -> bytes:
    """Something that is deleted already."""
    return struct(DELETED, varint(length), **place)


def collected(length: int) -> bytes:
    """A run that the sender has already forgotten."""
    return b"\0" + varint(length)


def word(written: str) -> bytes:
    """A plain value: a string."""
    return b"\x77" + words(written)


def update(
    client: int, clock: int, structs: Iterable[bytes], deletes: Iterable[tuple[int, int, int]] = ()
) -> bytes:
    """A whole update of one client; deletes are (client, clock, length)."""
    listed = list(structs)
    out = (
        b"\0"
        if not listed
        else b"\1" + varint(len(listed)) + varint(client) + varint(clock) + b"".join(listed)
    )
    grouped: dict[int, list[tuple[int, int]]] = {}
    for author, start, length in deletes:
        grouped.setdefault(author, []).append((start, length))
    out += varint(len(grouped))
    for author, ranges in grouped.items():
        out += varint(author) + varint(len(ranges))
        out += b"".join(varint(start) + varint(length) for start, length in ranges)
    return out
