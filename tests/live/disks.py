"""A disk of a server's own that a test can fill, empty or lock: a small file system in memory, made where allowed."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE_MIB = 24


class Disk:
    """A folder on a small file system. `fill` leaves no byte, `empty` gives them back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Leave no room."""
        with (self.folder / "filler").open("ab", buffering=0) as filler:
            size = 1 << 20
            while size:
                try:
                    filler.write(bytes(size))
                except OSError:
                    size //= 2

    def empty(self) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """As if another program held the database."""
        other = sqlite3.connect(self.folder / "sightline.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()


@contextmanager
def unwritable(process: int) -> Iterator[None]:
    """No file takes a byte of this process, as on a disk that turned read-only under it."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A small file system at this folder; the test is skipped, aloud, where none may be made."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("filling a disk needs root and mount")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", str(folder)], capture_output=True
    )
    if made.returncode:
        pytest.skip(f"no file system can be mounted here: {made.stderr.decode().strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
