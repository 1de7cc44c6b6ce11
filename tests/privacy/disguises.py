"""Finding planted words again, however somebody may have written them down."""

from __future__ import annotations

import base64
import gzip
import io
import secrets
import zipfile
import zlib
from collections.abc import Iterator


def plant(kind: str) -> str:
    """Words that stand nowhere else, with letters that are written differently in every encoding."""
    return f"Gepflänzt {secrets.token_hex(9)} – “{kind}” & <{kind}>"


def core(secret: str) -> str:
    """The part of a planted secret that nothing else has."""
    return secret.split()[1]


def disguises(secret: str) -> set[bytes]:
    """All ways in which the core of a secret may be written, in lower case."""
    word = core(secret)
    plain = word.encode()
    found = {plain, plain[::-1], plain.hex().encode()}
    found |= {word.encode(code) for code in ("utf-16-le", "utf-16-be", "utf-32-le")}
    found |= {"".join(form.format(ord(letter)) for letter in word).encode() for form in _ESCAPES}
    for before in range(3):
        # Base64 writes the same letters in three ways, by where they begin; the ends depend on the neighbours.
        coded = base64.b64encode(b"\0" * before + plain + b"\0" * (-(before + len(plain)) % 3))
        found.add(coded[4:-4].lower())
    return found


_ESCAPES = ("\\u{:04x}", "\\x{:02x}", "&#{};", "&#x{:x};", "%{:02x}")


def traces(secret: str, content: bytes) -> bool:
    """Does it stand there, in any disguise or packed?"""
    wanted = disguises(secret)
    return any(disguise in lowered for lowered in _lowered(content) for disguise in wanted)


def found_in(given: dict[str, str], content: bytes) -> list[str]:
    """The names of those secrets that stand there."""
    layers = list(_lowered(content))
    return [
        name
        for name, secret in given.items()
        if any(disguise in layer for layer in layers for disguise in disguises(secret))
    ]


def _lowered(content: bytes) -> Iterator[bytes]:
    for layer in unpacked(content):
        yield layer.lower()


def unpacked(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and whatever is packed in them."""
    yield content
    if depth > 3:
        return
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name), depth + 1)
    for magic, unpack in ((b"\x1f\x8b\x08", gzip.decompress), (b"\x78\x9c", zlib.decompress)):
        for at in _places(content, magic):
            try:
                inner = unpack(content[at:])
            except (OSError, EOFError, zlib.error):
                continue
            yield from unpacked(inner, depth + 1)


def _places(content: bytes, magic: bytes) -> Iterator[int]:
    at = content.find(magic)
    while at >= 0:
        yield at
        at = content.find(magic, at + 1)
