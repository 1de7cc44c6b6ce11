"""Arrows point down only: who may import whom, and which libraries live on which floor."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tests.house.tree import CODE, Source, clean, sources

DOOR, WIRES, WALLS, ROOMS, SHELVES, MEETING = 6, 5, 4, 3, 2, 1


@dataclass(frozen=True)
class Place:
    """A module or package, its floor, and the libraries that it may use besides Python's own."""

    name: str
    floor: int
    libraries: frozenset[str] = frozenset()


# The longest name that fits decides. A new module of `server` gets a line here: that is the moment to think.
PLACES = tuple(
    Place(name, floor, frozenset(libraries.split()))
    for name, floor, libraries in (
        ("server", DOOR, ""),
        ("server.__main__", DOOR, ""),
        ("server.cli", DOOR, "uvicorn segno structlog"),
        ("server.app", DOOR, "starlette structlog"),
        ("server.arriving", DOOR, "uvicorn"),
        ("server.routes", DOOR, "starlette"),
        ("server.training", WIRES, ""),
        ("server.pages.health", WIRES, "starlette sqlalchemy"),
        ("server.pages", WIRES, "starlette structlog segno"),
        ("server.live", WIRES, "starlette structlog pycrdt websockets"),
        ("server.stage", WIRES, ""),
        ("server.stall", WIRES, ""),
        ("server.access", WALLS, "starlette limits"),
        ("server.guards", WALLS, "starlette structlog"),
        ("server.quiet", WALLS, "starlette"),
        ("server.templating", WALLS, "starlette jinja2 markupsafe"),
        ("server.languages", WALLS, "starlette babel"),
        ("server.exports", WALLS, "docx lxml cryptography"),
        ("server.imports", WALLS, "docx lxml python_calamine"),
        ("server.recording", WALLS, "structlog"),
        ("server.working_days", WALLS, "holidays"),
        ("server.contributing", ROOMS, ""),
        ("server.balloting", ROOMS, ""),
        ("server.lane", ROOMS, ""),
        ("server.sealing", ROOMS, "cryptography"),
        ("server.tray_keys", ROOMS, ""),
        ("server.veiling", ROOMS, ""),
        ("server.sharing", ROOMS, ""),
        ("server.offering", ROOMS, ""),
        ("server.alarms", ROOMS, ""),
        ("server.acting", ROOMS, ""),
        ("server.embargo", ROOMS, ""),
        ("server.letters", ROOMS, "cryptography"),
        ("server.calls", ROOMS, "structlog"),
        ("server.opening", ROOMS, ""),
        ("server.methods", SHELVES, ""),
        ("server.slips", ROOMS, ""),
        ("server.addenda", ROOMS, ""),
        ("server.period", WALLS, ""),
        ("server.chronicle", ROOMS, ""),
        ("server.audience", WALLS, ""),
        ("server.seating", ROOMS, ""),
        ("server.running", ROOMS, ""),
        ("server.hub", ROOMS, "structlog pycrdt"),
        ("server.beat", ROOMS, "pycrdt"),
        ("server.listening", ROOMS, ""),
        ("server.bucket", SHELVES, ""),
        ("server.bus", SHELVES, "structlog redis"),
        ("server.config", SHELVES, ""),
        ("server.store", SHELVES, "sqlalchemy alembic cryptography argon2 structlog"),
        ("sessions", MEETING, ""),
        ("sessions.board", MEETING, "pycrdt"),
        ("sessions.gate", MEETING, "pycrdt"),
        ("sessions.room", MEETING, "pycrdt"),
    )
)
# What would make a meeting's rules wait, listen or write, although it comes with Python.
OUTWARD = {
    "asyncio",
    "http",
    "logging",
    "os",
    "shutil",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "threading",
}


def test_imports_point_down_only() -> None:
    clean(rising(sources(*CODE)))


def test_libraries_stay_on_their_floor() -> None:
    clean(strangers(sources(*CODE)))


def test_the_meeting_itself_touches_no_wire_and_no_disk() -> None:
    clean([f"{source.path} uses {root}" for source, root in roots(sources("sessions")) if root in OUTWARD])


def test_no_module_needs_itself() -> None:
    clean(circle(sources(*CODE)))


def test_every_module_of_server_has_a_floor_of_its_own_name() -> None:
    clean(
        [
            source.path
            for source in sources("server")
            if source.path != "server/__init__.py" and not placed(source)
        ]
    )


def test_a_planted_violation_is_seen() -> None:
    up = Source("server/store/rows.py", "def f():\n    from server.pages import home\nimport starlette\n")
    assert rising([up]) == ["server/store/rows.py imports server.pages.home"]
    assert strangers([up]) == ["server/store/rows.py uses starlette"]
    assert strangers([Source("sessions/rules.py", "import pycrdt")])
    assert circle([Source("server/a.py", "from server import b"), Source("server/b.py", "from . import a")])
    assert not placed(Source("server/novelty.py", ""))


def rising(files: Iterable[Source]) -> list[str]:
    """Imports of ours that point to a higher floor."""
    return [
        f"{source.path} imports {target}"
        for source in files
        for target in imported(source)
        if target.partition(".")[0] in CODE and place(target).floor > place(source.module).floor
    ]


def strangers(files: Iterable[Source]) -> list[str]:
    """Libraries used where the table does not name them."""
    return [
        f"{source.path} uses {root}"
        for source, root in roots(files)
        if root not in sys.stdlib_module_names | set(CODE) | place(source.module).libraries
    ]


def roots(files: Iterable[Source]) -> Iterator[tuple[Source, str]]:
    """Each file with the first word of each of its imports."""
    return (
        (source, root) for source in files for root in {name.partition(".")[0] for name in imported(source)}
    )


def circle(files: Iterable[Source]) -> list[str]:
    """One ring of modules that need each other, or nothing."""
    known = {source.module: source for source in files}
    needs = {
        name: {found for found in (known_as(target, known) for target in imported(source)) if found} - {name}
        for name, source in known.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as ring:
        return list(ring.args[1])
    return []


def known_as(target: str, known: Iterable[str]) -> str | None:
    """`package.module.thing` is the module when the thing is none."""
    return next((name for name in (target, target.rpartition(".")[0]) if name in known), None)


def place(module: str) -> Place:
    """The line of the table that fits best."""
    fitting = [line for line in PLACES if f"{module}.".startswith(f"{line.name}.")]
    return max(fitting, key=lambda line: len(line.name))


def placed(source: Source) -> bool:
    """Whether the table knows the module by more than the name of its package."""
    return place(source.module).name not in CODE


def imported(source: Source) -> Iterator[str]:
    """Full names of everything that a file imports, wherever in the file."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{origin(node, source)}.{alias.name}" for alias in node.names)


def origin(node: ast.ImportFrom, source: Source) -> str:
    """The package that a `from` names, dots resolved."""
    if not node.level:
        return node.module or ""
    package = source.path.removesuffix(".py").split("/")[: -node.level]
    return ".".join([*package, *filter(None, [node.module])])
