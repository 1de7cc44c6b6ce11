"""Tests wait for the thing and never for the clock; rules and promises are tested under their numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests.house.tree import CODE, Source, clean, functions, present, sources

WAITING = {"sleep", "wait_for_timeout"}
DEFINED = re.compile(r"\*\*([A-Z]\d{1,2})\*\*")
IN_A_NAME = re.compile(r"(?<=_)([A-Z]\d{1,2})(?=_|$)")
QUOTED = re.compile(r"promises? ((?:[ABGDLRS]\d{1,2}(?:, | and )?)+)")
RULES, PROMISES = "sessions/RULES.md", "docs/promises.md"


def test_no_test_sleeps() -> None:
    clean(sleeping(sources("tests")))


def test_every_rule_of_a_meeting_is_tested_under_its_number() -> None:
    rules = defined(RULES)
    present("tests/sessions/test_rules.py")
    assert rules, "there must be rules for this to mean anything"
    clean(sorted(rules - numbers(sources("tests"))))


def test_every_number_in_a_test_name_is_a_rule_or_a_promise() -> None:
    known = defined(RULES) | defined(PROMISES)
    clean(sorted(numbers(sources("tests")) - known))


def test_every_promise_that_the_code_quotes_exists() -> None:
    known = defined(PROMISES)
    clean(
        f"{source.path}: {number}"
        for source in sources(*CODE)
        for number in quoted(source)
        if number not in known
    )


def test_a_planted_violation_is_seen() -> None:
    planted = Source("tests/test_x.py", "async def test_M3_and_A5_hold():\n    await asyncio.sleep(1)\n")
    assert sleeping([planted]) == ["tests/test_x.py:2 sleep"]
    assert sleeping([Source("tests/test_x.py", "from time import sleep")]) == ["tests/test_x.py:1 sleep"]
    assert numbers([planted]) == {"M3", "A5"}
    assert set(quoted(Source("a.py", "# (promises D2, G7) and promise Z1, promise A10"))) == {
        "D2",
        "G7",
        "A10",
    }


def defined(path: str) -> set[str]:
    """The numbers that a document gives, printed bold."""
    return set(DEFINED.findall(present(path).read_text()))


def numbers(files: Iterable[Source]) -> set[str]:
    """The numbers in the names of tests."""
    names = (function.name for source in files for function in functions(source.tree))
    return {number for name in names if name.startswith("test_") for number in IN_A_NAME.findall(name)}


def quoted(source: Source) -> Iterator[str]:
    """The numbers of promises that a file calls its reason."""
    for found in QUOTED.findall(source.text):
        yield from re.findall(r"[A-Z]\d{1,2}", found)


def sleeping(files: Iterable[Source]) -> list[str]:
    """Where a test waits for the clock."""
    return [
        f"{source.path}:{line} {name}" for source in files for line, name in called(source) if name in WAITING
    ]


def called(source: Source) -> Iterator[tuple[int, str]]:
    """Last words of everything used or imported, with their lines."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)
