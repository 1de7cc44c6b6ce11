"""Frameworks: lists of categories for what helped and what got in the way (`sessions/frameworks/*.toml`, F1-F8).

Category names are those of the source, word for word; hints and the plain words beside them explain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sessions.written import Key, read_written

MOST_CATEGORIES = 60


@dataclass(frozen=True, slots=True)
class Category:
    """One category. `level` groups several; `confirmed` is False where the source could not be read itself."""

    name: str
    plain: str = ""
    hints: tuple[str, ...] = ()
    level: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework with its source; `remark` says what of it is not certain."""

    id: str
    name: str
    version: str
    source: str
    categories: tuple[Category, ...]
    remark: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a review's own copy."""
        plain = asdict(self)
        return plain | {"categories": [{**one, "hints": list(one["hints"])} for one in plain["categories"]]}


_FRAMEWORK: Mapping[str, Key] = {
    "id": Key(str, needed=True, most=24, is_word=True),
    "name": Key(str, needed=True, most=120),
    "version": Key(str, needed=True, most=40),
    "source": Key(str, needed=True, most=400),
    "remark": Key(str),
}
_CATEGORY: Mapping[str, Key] = {
    "name": Key(str, needed=True, most=160),
    "plain": Key(str, needed=True, most=300),
    "hints": Key(list, most=30),
    "level": Key(str, most=80),
    "confirmed": Key(bool),
}


def read_framework(text: str, file: str = "framework.toml") -> Framework:
    """Read one framework file.

    Args:
        text: of the file.
        file: its name, for what is said when it is refused.

    Raises:
        FileRefused: with file, line and reason.
    """
    written = read_written(text, file)
    top = {name: value for name, value in written.values.items() if name != "categories"}
    facts = written.shaped((), top, _FRAMEWORK)
    entries = written.tables("categories", MOST_CATEGORIES)
    shaped = [written.shaped(("categories", place), entry, _CATEGORY) for place, entry in enumerate(entries)]
    known: set[str] = set()
    for place, entry in enumerate(shaped):
        if entry["name"] in known:
            written.refuse(("categories", place, "name"), f"“{entry['name']}” is there twice.")
        known.add(entry["name"])
    return Framework(**facts, categories=tuple(Category(**entry) for entry in shaped))


def framework_from_json(entry: Mapping[str, Any]) -> Framework:
    """The other way round of `to_json`."""
    made = (Category(**{**one, "hints": tuple(one["hints"])}) for one in entry["categories"])
    return Framework(**{**entry, "categories": tuple(made)})


def merged(own: tuple[Framework, ...], known: Mapping[str, Framework]) -> dict[str, Framework]:
    """The frameworks of a review by id: its own copies in the place of those that it was offered."""
    return dict(sorted((dict(known) | {one.id: replace(one) for one in own}).items()))
