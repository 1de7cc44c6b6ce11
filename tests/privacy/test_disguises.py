"""A search that finds nothing proves nothing unless it finds what is there."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.privacy.disguises import found_in, plant, traces


def zipped(words: str) -> bytes:
    """Two archives in each other."""
    content = words.encode()
    for name in ("inner.xml", "outer.docx"):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        content = made.getvalue()
    return content


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16": lambda words: words.encode("utf-16-le"),
    "utf-16 the other way": lambda words: words.encode("utf-16-be"),
    "capitals": lambda words: words.upper().encode(),
    "json": lambda words: json.dumps({"a": words}).encode(),
    "every letter escaped": lambda words: "".join(f"\\u{ord(letter):04x}" for letter in words).encode(),
    "html": lambda words: html.escape(words).encode(),
    "entities": lambda words: "".join(f"&#{ord(letter)};" for letter in words).encode(),
    "in an address": lambda words: quote(words).encode(),
    "base64": lambda words: base64.b64encode(words.encode()),
    "base64 a byte later": lambda words: base64.urlsafe_b64encode(b"x" + words.encode()),
    "base64 two bytes later": lambda words: base64.b64encode(b"xy" + words.encode()),
    "hex": lambda words: words.encode().hex().encode(),
    "hex in capitals": lambda words: words.encode().hex().upper().encode(),
    "gzip": lambda words: b"head" + gzip.compress(words.encode()),
    "zlib": lambda words: b"head" + zlib.compress(words.encode()),
    "zip in zip": zipped,
}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_planted_secret_is_found_again(way: str) -> None:
    secret, other = plant("one"), plant("two")
    content = b"\x78\x9cnot packed" * 3 + b"before " if way in ("utf-8", "hex") else b""
    content += WRITTEN[way](f"He said: {secret} and went.")
    assert traces(secret, content)
    assert found_in({"one": secret, "two": other}, content) == ["one"]
