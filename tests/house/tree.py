"""The checkout as the house tests see it: which files it holds, what they say, how Python reads them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.running import ROOT

CODE = ("server", "sessions")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file: its place from the top of the checkout, with slashes, and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The text as Python reads it."""
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        """The name that imports it."""
        name = self.path.removesuffix(".py").replace("/", ".")
        return name.removesuffix(".__init__")


@cache
def places() -> tuple[str, ...]:
    """Every file that git keeps or would keep, from the top of the checkout."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True)
    if answer.returncode:
        pytest.skip("the house tests ask git which files belong to the project, and this is no checkout")
    return tuple(sorted({path for path in answer.stdout.split("\0") if (ROOT / path).is_file() and path}))


def sources(*folders: str, suffixes: Iterable[str] = (".py",)) -> list[Source]:
    """The text files with these endings below these folders (everywhere, without a folder)."""
    tops = tuple(f"{folder}/" for folder in folders)
    chosen = [path for path in places() if path.startswith(tops or "") and path.endswith(tuple(suffixes))]
    return [Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in chosen]


def present(path: str) -> Path:
    """A file that a guard is about; without it the guard is skipped aloud."""
    if path not in places():
        pytest.skip(f"{path} is not there yet, so nothing holds it")
    return ROOT / path


def clean(findings: Iterable[str]) -> None:
    """Hold that a guard found nothing; all that it found is said, a line each."""
    found = list(findings)
    if found:
        pytest.fail("\n".join(["found:", *found]), pytrace=False)


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines of a function from `def` to its end, without its docstring."""
    first = function.body[0]
    said = span(first) if ast.get_docstring(function) is not None else 0
    return span(function) - said


def span(node: ast.stmt) -> int:
    """How many lines a statement takes."""
    return (node.end_lineno or node.lineno) - node.lineno + 1
