"""The meeting templates and frameworks that there are: the built-in ones, and those of a Board's own folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from sessions.frameworks import Framework, read_framework
from sessions.phases import Template
from sessions.templates import read_template
from sessions.written import MOST_BYTES, FileRefused

METHODS, FRAMEWORKS = "methods", "frameworks"
MOST_FILES = 200
_T = TypeVar("_T", Template, Framework)


@dataclass(frozen=True, slots=True)
class Library:
    """What can be chosen, by id, and the files of the Board's folder that were refused, each with line and reason."""

    templates: Mapping[str, Template]
    frameworks: Mapping[str, Framework]
    refused: tuple[FileRefused, ...] = ()


def library(folder: Path | None = None) -> Library:
    """The built-in templates and frameworks, and those of a Board.

    A Board's folder is read anew each time, so that a corrected file is there at once.

    Args:
        folder: SIGHTLINE_METHODS: templates in it or in its `methods`, frameworks in its `frameworks`; None for no
            folder.
    """
    built_in = _built_in()
    if folder is None:
        return built_in
    refused: list[FileRefused] = []
    templates = dict(built_in.templates)
    frameworks = dict(built_in.frameworks)
    _add(templates, [*_files(folder, refused), *_files(folder / METHODS)], read_template, refused)
    _add(frameworks, _files(folder / FRAMEWORKS), read_framework, refused)
    return Library(templates, frameworks, tuple(refused))


@lru_cache(maxsize=1)
def _built_in() -> Library:
    refused: list[FileRefused] = []
    templates: dict[str, Template] = {}
    frameworks: dict[str, Framework] = {}
    _add(templates, _files(resources.files("sessions") / METHODS), read_template, refused)
    _add(frameworks, _files(resources.files("sessions") / FRAMEWORKS), read_framework, refused)
    for first in refused:
        raise first
    ordered = sorted(templates.items(), key=lambda pair: _numbered(pair[0]))
    return Library(dict(ordered), dict(sorted(frameworks.items())))


def _numbered(key: str) -> tuple[int, str]:
    """T2 before T10."""
    digits = "".join(letter for letter in key if letter.isdigit())
    return int(digits or 0), key


def _files(folder: Traversable, refused: list[FileRefused] | None = None) -> Iterator[Traversable]:
    """Files of TOML in the order of their names; a folder that is not there is said to be, where somebody is told."""
    if not folder.is_dir():
        if refused is not None:
            refused.append(FileRefused(folder.name, 1, "There is no such folder (SIGHTLINE_METHODS)."))
        return
    found = sorted(
        (one for one in folder.iterdir() if one.name.endswith(".toml") and one.is_file()),
        key=lambda one: one.name,
    )
    yield from found[:MOST_FILES]


def _add(
    known: dict[str, _T],
    files: Iterable[Traversable],
    read: Callable[[str, str], _T],
    refused: list[FileRefused],
) -> None:
    """Add what can be read; a broken file stops no other."""
    for file in files:
        try:
            made = read(_text(file), file.name)
            if made.id in known:
                raise FileRefused(file.name, _line_of_id(file), f"There is “{made.id}” already.")
            known[made.id] = made
        except FileRefused as error:
            refused.append(error)


def _text(file: Traversable) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1).decode("utf-8")
    except UnicodeDecodeError as error:
        line = bytes(error.object)[: error.start].count(b"\n") + 1
        raise FileRefused(file.name, line, "This is not UTF-8.") from error
    except OSError as error:
        raise FileRefused(file.name, 1, "This file cannot be opened.") from error


def _line_of_id(file: Traversable) -> int:
    rows = _text(file).split("\n")
    return next((number for number, row in enumerate(rows, 1) if row.lstrip().startswith("id")), 1)
