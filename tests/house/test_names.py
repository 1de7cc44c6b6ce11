"""Names are the meeting's words, not an office's; public things say what they are for; types are complete."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests.house.tree import CODE, Function, Source, clean, functions, sources

BANNED = set(
    """manager handler service processor helper helpers util utils info base common misc session
    note notes card cards user users""".split()  # noqa: SIM905
)
BANNED_ALONE = {"data"}
# Said of a person, "manager" is a fact of the field; as first word of a function, "note" is what one does.
EXCUSED = re.compile(r"manager|managers|line_manager|is_manager|_?note(_[a-z_]+)?\(\)")
UNDOCUMENTED = ("server/store/migrations/versions/",)


def test_names_are_the_fields_own() -> None:
    clean(misnamed(sources(*CODE, "tests")))


def test_every_function_is_annotated() -> None:
    clean(unannotated(sources(*CODE)))


def test_everything_public_is_documented() -> None:
    clean(undocumented(source for source in sources(*CODE) if not source.path.startswith(UNDOCUMENTED)))


def test_a_planted_violation_is_seen() -> None:
    planted = Source(
        "server/helper.py", "class BoardManager:\n    def go(self, data, metadata):\n        userName = 1\n"
    )
    assert misnamed([planted]) == [
        f"server/helper.py: {name}" for name in ("helper", "BoardManager", "data", "userName")
    ]
    assert unannotated([planted]) == ["server/helper.py:2 go"]
    assert undocumented([planted]) == [
        f"server/helper.py: {name}" for name in ("the module", "BoardManager", "BoardManager.go")
    ]


def misnamed(files: Iterable[Source]) -> list[str]:
    """Names that hold a banned word, each with its file."""
    return [f"{source.path}: {name}" for source in files for name in names(source) if is_banned(name)]


def names(source: Source) -> Iterator[str]:
    """Every name that a file makes: its own, classes, functions (with brackets; tests are sentences), values."""
    yield source.path.rpartition("/")[2].removesuffix(".py")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, Function) and not node.name.startswith("test_"):
            yield f"{node.name}()"
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def is_banned(name: str) -> bool:
    """Whether a name, cut at its underscores and capitals, holds a word that says nothing."""
    words = {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}
    if EXCUSED.fullmatch(name):
        return False
    return bool(words & BANNED) or name.strip("_").lower() in BANNED_ALONE


def unannotated(files: Iterable[Source]) -> list[str]:
    """Functions with an argument or an answer of unsaid type."""
    return [
        f"{source.path}:{function.lineno} {function.name}"
        for source in files
        for function in functions(source.tree)
        if not is_annotated(function)
    ]


def is_annotated(function: Function) -> bool:
    """Whether everything that goes in and comes out has a type."""
    given = function.args
    taken = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, [given.vararg, given.kwarg])]
    return function.returns is not None and all(a.annotation or a.arg in ("self", "cls") for a in taken)


def undocumented(files: Iterable[Source]) -> list[str]:
    """Public things without a docstring; empty modules and the bare signatures of a protocol are excused."""
    return [f"{source.path}: {name}" for source in files for name in silent(source)]


def silent(source: Source) -> Iterator[str]:
    """Names of the undocumented things of one file."""
    if source.tree.body and ast.get_docstring(source.tree) is None:
        yield "the module"
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield from silent_parts(node)


def silent_parts(node: ast.ClassDef | Function) -> Iterator[str]:
    """A class or function and, of a class, its public methods."""
    if ast.get_docstring(node) is None:
        yield node.name
    for part in node.body if isinstance(node, ast.ClassDef) else []:
        if isinstance(part, Function) and not part.name.startswith("_") and needs_words(part):
            yield f"{node.name}.{part.name}"


def needs_words(method: Function) -> bool:
    """Whether a method does something and does not say what."""
    is_bare = isinstance(method.body[0], ast.Expr) and ast.unparse(method.body[0]) == "..."
    return ast.get_docstring(method) is None and not is_bare
