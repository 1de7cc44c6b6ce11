"""The training case as tests use it: its files, what must come out of them, and the review's facts."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from server.imports.reader import read
from server.imports.reading import Place, Reading

CASE = Path(str(resources.files("server.training"))) / "alex"
SCOPE = (date(2024, 3, 1), date(2025, 4, 30))
DEATH = date(2025, 4, 11)

Expected = dict[str, Any]


@cache
def expected() -> Expected:
    """The case's ground truth."""
    truth: Expected = json.loads((CASE / "expected.json").read_text(encoding="utf-8"))
    return truth


def expected_file(number: str) -> Expected:
    """The ground truth of one file by the number that its name begins with."""
    return next(file for file in expected()["files"] if file["file"].startswith(f"agencies/{number}"))


@cache
def reading(number: str) -> Reading:
    """One of the case's files as we read it."""
    path = CASE / expected_file(number)["file"]
    return read(path, path.name, scope=SCOPE, death=DEATH, pseudonyms=("Alex",))


def locator(place: Place, kind: str) -> dict[str, object]:
    """A place in the words of the ground truth."""
    row = "record" if kind == "delimited" else "row"
    parts = {"sheet": place.sheet, "table": place.table, row: place.row, "line": place.line}
    return {key: value for key, value in parts.items() if value is not None}
