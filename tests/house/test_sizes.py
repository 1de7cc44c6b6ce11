"""Small files, short functions, little nesting, few comments."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable
from statistics import median, quantiles

from tests.house.tree import CODE, Source, clean, functions, length, sources

FILE_LINES = 400
FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_LINES = 8, 25, 40
NESTING = 4
COMMENT_SHARE = 0.06
# A migration is a list of tables, which no cutting makes easier to read.
LISTS = "server/store/migrations/versions/"
WRITTEN = (".py", ".js", ".mjs", ".css", ".html")
BLOCKS = (
    ast.For | ast.AsyncFor | ast.While | ast.If | ast.With | ast.AsyncWith | ast.Try | ast.Match | ast.TryStar
)


def test_files_fit_in_the_head() -> None:
    clean(too_long(sources(*CODE, "static/src", "templates", "tests", suffixes=WRITTEN)))


def test_functions_are_short() -> None:
    lengths = [length(function) for source in sources(*CODE) for function in functions(source.tree)]
    assert len(lengths) > 1, "there must be functions for this to mean anything"
    assert median(lengths) <= FUNCTION_MEDIAN
    assert quantiles(lengths, n=10)[-1] <= FUNCTION_P90


def test_no_function_is_a_chapter() -> None:
    clean(chapters(source for source in sources(*CODE, "tests") if not source.path.startswith(LISTS)))


def test_nothing_is_nested_deeper_than_four_blocks() -> None:
    clean(nested(sources(*CODE, "tests")))


def test_comments_are_rare() -> None:
    files = sources(*CODE)
    share = sum(map(comments, files)) / max(1, sum(source.text.count("\n") for source in files))
    assert share <= COMMENT_SHARE, f"{share:.1%} of the lines are comments"


def test_a_planted_violation_is_seen() -> None:
    deep = (
        "def f(a):\n" + "".join(f"{'    ' * depth}if a:\n" for depth in range(1, 6)) + "    " * 6 + "pass\n"
    )
    long = "def f(a):\n    '''Doc.'''\n" + "    a += 1\n" * FUNCTION_LINES
    ladder = "def f(a):\n    if a:\n        pass\n" + "".join(
        f"    elif a == {step}:\n        pass\n" for step in range(9)
    )
    assert nested([Source("a.py", deep)]) == ["a.py:1 f: 5 blocks deep"]
    assert not nested([Source("a.py", ladder)])
    assert chapters([Source("a.py", long)]) == ["a.py:1 f: 41 lines"]
    assert too_long([Source("a.py", "\n" * 401)]) == ["a.py: 401 lines"]
    assert comments(Source("a.py", "# one\na = '# none'  # two\n")) == 2


def too_long(files: Iterable[Source]) -> list[str]:
    """Files with too many lines."""
    counted = [(source.path, len(source.text.splitlines())) for source in files]
    return [f"{path}: {lines} lines" for path, lines in counted if lines > FILE_LINES]


def chapters(files: Iterable[Source]) -> list[str]:
    """Functions with too many lines."""
    return [
        f"{source.path}:{function.lineno} {function.name}: {length(function)} lines"
        for source in files
        for function in functions(source.tree)
        if length(function) > FUNCTION_LINES
    ]


def nested(files: Iterable[Source]) -> list[str]:
    """Functions with too many blocks inside each other."""
    return [
        f"{source.path}:{function.lineno} {function.name}: {depth(function)} blocks deep"
        for source in files
        for function in functions(source.tree)
        if depth(function) > NESTING
    ]


def depth(node: ast.AST) -> int:
    """How many blocks lie inside each other below a node; a ladder of `elif` counts once."""
    return max((depth(child) + counts(child, node) for child in ast.iter_child_nodes(node)), default=0)


def counts(child: ast.AST, parent: ast.AST) -> bool:
    """Whether a node opens a block of its own."""
    rung = isinstance(child, ast.If) and isinstance(parent, ast.If) and parent.orelse == [child]
    return isinstance(child, BLOCKS) and not rung


def comments(source: Source) -> int:
    """How many lines carry a comment."""
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    return sum(token.type == tokenize.COMMENT for token in tokens)
