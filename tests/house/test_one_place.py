"""Things that only one place may know: close codes, the environment, the rehearsal meeting."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from tests.house.tree import CODE, Source, clean, sources

CLOSE_CODES = {1012, 1013, *range(4400, 4500)}
PROTOCOL = "server/live/protocol.py"
SETTINGS = "server/config.py"
COMMANDS = "server/cli.py"
REHEARSAL = re.compile(r"(?i)(?<![a-z])demo(?![a-z])")


def test_close_codes_have_names_in_one_place() -> None:
    clean(numbers(source for source in sources("server") if source.path != PROTOCOL))


def test_one_script_of_the_browser_knows_close_codes() -> None:
    scripts = sources("static/src", suffixes=(".js", ".mjs"))
    knowing = [source.path for source in scripts if re.search(r"\b44\d\d\b", source.text)]
    assert len(knowing) <= 1, knowing


def test_the_environment_is_read_in_one_place() -> None:
    clean(reading(source for source in sources(*CODE) if source.path != SETTINGS))


def test_one_module_knows_the_rehearsal_meeting() -> None:
    every = sources(
        *CODE, "templates", "static/src", suffixes=(".py", ".toml", ".html", ".js", ".css", ".json")
    )
    knowing = rehearsing(source for source in every if source.path != COMMANDS)
    assert len(knowing) <= 1, knowing
    clean(path for path in knowing if not path.startswith("server/"))


def test_a_planted_violation_is_seen() -> None:
    assert numbers([Source("server/a.py", "close(4409)")]) == ["server/a.py:1 4409"]
    assert reading([Source("server/a.py", "import os\nos.environ.get('X')")]) == ["server/a.py:2"]
    assert reading([Source("server/a.py", "from os import getenv")]) == ["server/a.py:1"]
    assert rehearsing(
        [Source("server/a.py", "is_demo = 1"), Source("server/b.py", "demonstrate = 'democracy'")]
    ) == ["server/a.py"]


def numbers(files: Iterable[Source]) -> list[str]:
    """Close codes written as bare numbers."""
    return [
        f"{source.path}:{node.lineno} {node.value}"
        for source in files
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in CLOSE_CODES
    ]


def reading(files: Iterable[Source]) -> list[str]:
    """Where the environment is asked."""
    names = {"environ", "getenv", "environb"}
    return [
        f"{source.path}:{node.lineno}"
        for source in files
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Attribute) and node.attr in names)
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and names & {a.name for a in node.names})
    ]


def rehearsing(files: Iterable[Source]) -> list[str]:
    """Files that know the word for the meeting that people rehearse with."""
    return [source.path for source in files if REHEARSAL.search(source.text)]
