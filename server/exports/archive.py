"""The one writer of archives, the same bytes on every machine: promise R2."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# Word refuses archives dated before 1980, and a real date would be a clock.
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files: sorted by name, dated alike, stored.

    Not compressed, because builds of zlib differ in the bytes they make; a record is small enough.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, FIXED_DATE)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return made.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The files of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
