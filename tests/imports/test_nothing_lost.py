"""Whatever a file holds: every line is a row or left out with a reason, words stay, and the codec keeps all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.imports.cells import Cell, Content, Grid, Line, trimmed
from server.imports.codec import as_plain, from_plain
from server.imports.delimited import decoded
from server.imports.reader import read, read_content
from server.imports.reading import Reading
from server.imports.refused import FileRefused
from server.imports.rows import Known
from tests.imports.training import reading

SAID = st.sampled_from(
    [
        "",
        "",
        "Date",
        "Event",
        "Time",
        "What happened",
        "Outcome",
        "12/03/24",
        "13/3",
        "May 22",
        '"',
        "as above",
        "14:30",
    ]
    + [
        "Visit, all well",
        "2024",
        "January",
        "w/c 3/3/25",
        "n/k",
        "45372",
        "Total: 3",
        "31/06/24",
        "PC 12",
        "=1+1",
        "a\nb",
    ]
)
GRIDS = st.lists(st.lists(SAID | st.text(max_size=12), min_size=2, max_size=5), min_size=1, max_size=14)


def grid(rows: list[list[str]]) -> Grid:
    lines = [Line(number, tuple(map(Cell, cells))) for number, cells in enumerate(rows, start=1)]
    return Grid(trimmed(lines), sheet="One")


def read_grid(rows: list[list[str]]) -> Reading | None:
    try:
        return read_content(Content((grid(rows),)), "excel", Known("x"), {}, {})
    except FileRefused:
        return None


@given(GRIDS)
@settings(deadline=None)
def test_every_line_is_a_row_or_left_out_with_a_reason(rows: list[list[str]]) -> None:
    made = read_grid(rows)
    if made is None:
        return
    places = [row.place.row for row in made.rows] + [left.place.row for left in made.left_out]
    assert len(places) == len(set(places))
    assert set(places) >= {number for number, cells in enumerate(rows, start=1) if any(map(str.strip, cells))}
    assert all(left.why for left in made.left_out)
    for row in made.rows:
        assert list(row.cells) == (rows[row.place.row - 1] + [""] * len(row.cells))[: len(row.cells)]


@given(GRIDS)
@settings(deadline=None)
def test_the_codec_gives_back_what_it_was_given(rows: list[list[str]]) -> None:
    made = read_grid(rows)
    if made:
        assert from_plain(Reading, json.loads(json.dumps(as_plain(made)))) == made


@pytest.mark.parametrize("number", ["01", "05", "07"])
def test_the_codec_keeps_the_training_case(number: str) -> None:
    assert from_plain(Reading, json.loads(json.dumps(as_plain(reading(number))))) == reading(number)


@pytest.mark.parametrize("plain", [{}, {"file": 1, "kind": "x"}, {"file": "a", "kind": "b", "rows": [{}]}])
def test_the_codec_does_not_build_what_does_not_fit(plain: object) -> None:
    with pytest.raises((TypeError, KeyError, ValueError)):
        from_plain(Reading, plain)


@given(st.binary(max_size=600))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(raw)
    try:
        read(path, "any.csv")
    except FileRefused as refused:
        assert refused.say


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=200))
def test_text_comes_out_of_every_usual_encoding(words: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        if not (encoding == "utf-8" and words.startswith("\ufeff")):
            assert decoded(words.encode(encoding)) == words


@pytest.mark.parametrize("order", [sorted, lambda names: sorted(names, reverse=True)])
def test_reading_twice_gives_the_same(order: Callable[[list[str]], list[str]]) -> None:
    for number in order(["02", "04"]):
        assert reading.__wrapped__(number) == reading(number)
