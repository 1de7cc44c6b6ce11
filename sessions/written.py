"""TOML that somebody wrote by hand, read strictly, with the line on which everything stands.

tomllib says on which line TOML itself is wrong, and forgets the lines of what it read. They are found again one
statement at a time: the shortest stretch of lines that is TOML by itself is one statement.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

MOST_BYTES, MOST_LINES = 65_536, 2_000
# Nothing that fits its bounds runs over so many lines; finding the end of one that does takes seconds.
MOST_OF_ONE = 100
_AT_LINE = re.compile(r" ?\(at line (\d+), column \d+\)| ?\(at end of document\)")
# Characters that no person types and that Word files cannot hold.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WORD = re.compile("[A-Za-z0-9_-]+")
_KINDS = {str: "words in quotes", int: "a whole number", bool: "true or false", list: "a list in [ ]"}


class FileRefused(ValueError):
    """A file that cannot be used: which, on which line, and why, in one sentence."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}")
        self.file, self.line, self.reason = file, line, reason


class _TooLong(Exception):
    """One statement has too many lines for its end to be looked for."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Key:
    """What stands at a key: its kind, whether it must be there, and its bounds.

    Attributes:
        kind: str, int, bool or list (of words).
        needed: must it be there, and not blank?
        choices: the only values, of a list the only ones in it.
        least, greatest: of a number.
        most: characters of words, entries of a list.
        is_word: letters, digits, _ and - only.
    """

    kind: type
    needed: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    greatest: int = 600
    most: int = 600
    is_word: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was read: its values, and its text, which is only asked where they stand when one is refused."""

    file: str
    values: Mapping[str, Any]
    text: str

    def line(self, path: Path) -> int:
        """The line of a key, or of the nearest thing around it."""
        try:
            lines = _lines(self.text, self.values)
        except _TooLong as found:
            raise FileRefused(
                self.file, found.line, f"This runs over more than {MOST_OF_ONE} lines."
            ) from None
        around = (path[:length] for length in range(len(path), 0, -1))
        return next((lines[place] for place in around if place in lines), 1)

    def refuse(self, path: Path, reason: str) -> NoReturn:
        """Refuse the file for what stands at a key."""
        raise FileRefused(self.file, self.line(path), reason)

    def shaped(self, path: Path, table: object, keys: Mapping[str, Key]) -> dict[str, Any]:
        """The values of a table, each as its key says.

        Raises:
            FileRefused: something is missing, unknown, or not of its kind.
        """
        if not isinstance(table, dict):
            self.refuse(path, f"{_named(path)} must be a table.")
        for name in table:
            if name not in keys:
                self.refuse((*path, name), f"There is no key “{_short(name)}” here.{_meant(name, keys)}")
        for name, key in keys.items():
            if key.needed and table.get(name) in (None, "", []):
                self.refuse((*path, name), f"“{name}” is missing.")
        return {name: self._fitting((*path, name), value, keys[name]) for name, value in table.items()}

    def tables(self, name: str, most: int) -> list[Any]:
        """The entries of a list of tables at the top, at least one.

        Raises:
            FileRefused: there is none, there are too many, or it is no such list.
        """
        found = self.values.get(name)
        if not isinstance(found, list) or not found:
            self.refuse((name,), f"There must be at least one [[{name}]].")
        if len(found) > most:
            self.refuse((name, most), f"There are more than {most} [[{name}]].")
        return found

    def _fitting(self, path: Path, value: object, key: Key) -> Any:
        # In Python true is a number, too.
        if type(value) is not key.kind:
            self.refuse(path, f"{_named(path)} must be {_KINDS[key.kind]}.")
        if isinstance(value, list):
            return self._list(path, value, key)
        if isinstance(value, str):
            return self._words(path, value, key)
        if type(value) is int and not key.least <= value <= key.greatest:
            self.refuse(path, f"{_named(path)} must be from {key.least} to {key.greatest}.")
        return value

    def _list(self, path: Path, value: Sequence[object], key: Key) -> tuple[str, ...]:
        if len(value) > key.most:
            self.refuse(path, f"{_named(path)} has more than {key.most} entries.")
        for entry in value:
            if not isinstance(entry, str):
                self.refuse(path, f"Everything in {_named(path)} must be words in quotes.")
            self._words(path, entry, key)
        if len(set(value)) < len(value):
            self.refuse(path, f"Something is twice in {_named(path)}.")
        return tuple(str(entry) for entry in value)

    def _words(self, path: Path, value: str, key: Key) -> str:
        if _INVISIBLE.search(value):
            self.refuse(path, f"There is an invisible character in {_named(path)}.")
        if key.choices and value not in key.choices:
            self.refuse(
                path, f"{_named(path)} cannot be “{_short(value)}”. It can be {_listed(key.choices)}."
            )
        if key.kind is str and len(value) > key.most:
            self.refuse(path, f"{_named(path)} is longer than {key.most} characters.")
        if key.is_word and not _WORD.fullmatch(value):
            self.refuse(path, f"{_named(path)} can hold letters, digits, “_” and “-” only.")
        return value.strip()


def read_written(text: str, file: str) -> Written:
    """Read a file of TOML.

    Args:
        text: of the file.
        file: its name, for what is said when it is refused.

    Raises:
        FileRefused: too large, or no TOML.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES or text.count("\n") >= MOST_LINES:
        raise FileRefused(file, 1, f"The file is larger than {MOST_LINES} lines or {MOST_BYTES} bytes.")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileRefused(file, _line_said(str(error), text), _reason(str(error))) from error
    except (ValueError, RecursionError) as error:
        raise FileRefused(file, 1, "Something in it is too large or too deep to be read.") from error
    return Written(file, values, text)


def _line_said(said: str, text: str) -> int:
    found = _AT_LINE.search(said)
    return int(found[1]) if found and found[1] else text.count("\n") + 1


def _reason(said: str) -> str:
    return f"This is not TOML: {_AT_LINE.sub('', said)}."


def _lines(text: str, values: Mapping[str, Any]) -> dict[Path, int]:
    """The line of every key and table."""
    found: dict[Path, int] = {}
    home: Path = ()
    seen: Counter[Path] = Counter()
    for number, statement in _statements(text):
        alone = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            home = _home(alone, values, seen, statement.lstrip().startswith("[["))
            found.setdefault(home, number)
        else:
            for path in _paths(alone):
                found.setdefault((*home, *path), number)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement with the number of its first line; blank lines and comments are statements of nothing."""
    rows, start = text.split("\n"), 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and not _is_whole("\n".join(rows[start:end])):
            end += 1
            if end - start > MOST_OF_ONE:
                raise _TooLong(start + 1)
        yield start + 1, "\n".join(rows[start:end])
        start = end


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except (ValueError, RecursionError):
        return False
    return True


def _home(alone: Mapping[str, Any], values: Any, seen: Counter[Path], is_next: bool) -> Path:
    """The table that a header opens, among the tables of the same name."""
    path: Path = ()
    chain: Any = alone
    while chain:
        name = next(iter(chain))
        chain = chain[name]
        is_last = not chain or chain == [{}]
        path, values = (*path, name), values[name]
        if isinstance(values, list):
            seen[path] += is_next and is_last
            path, values = (*path, seen[path] - 1), values[seen[path] - 1]
        chain = {} if is_last else chain
    return path


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, inner in entries:
        yield (*path, name)
        yield from _paths(inner, (*path, name))


def _named(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    return f"“{names[-1]}”" if names else "This"


def _short(words: str) -> str:
    """Words as they can stand in a sentence."""
    return " ".join(_INVISIBLE.sub("", words[:60]).split())


def _meant(name: str, keys: Mapping[str, Key]) -> str:
    close = difflib.get_close_matches(name[:60], keys, 1)
    return f" Did you mean “{close[0]}”?" if close else ""


def _listed(choices: Sequence[str]) -> str:
    quoted = [f"“{choice}”" for choice in choices]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
