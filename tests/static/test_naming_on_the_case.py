"""The phone's own check for names, as it is shipped, over every text of the training case (issue D, point 7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.imports.training import CASE, expected_file, reading
from tests.running import ROOT

HERE = Path(__file__).parent
GIVEN = ROOT / "server" / "imports" / "given_names.txt"
READ = ("01", "02", "03", "04", "05", "06", "07")
MEETING: dict[str, Any] = json.loads((CASE / "meeting.json").read_text("utf-8"))
REVIEW: dict[str, Any] = json.loads((CASE / "review.json").read_text("utf-8"))

Find = Callable[[list[str]], list[list[str]]]


@pytest.fixture
def find(node: Run, tmp_path: Path) -> Find:
    """What the check finds in each text, with what the page of the training meeting knows."""

    def act(texts: list[str]) -> list[list[str]]:
        agencies = [*REVIEW["agencies"], {"abbreviation": "ALEX", "name": REVIEW["pseudonym"]}]
        asked = tmp_path / "asked.json"
        asked.write_text(json.dumps({"agencies": agencies, "texts": texts}), encoding="utf-8")
        done = node(HERE / "naming.mjs", str(GIVEN), str(asked))
        assert done.returncode == 0, done.stderr
        found: list[list[str]] = json.loads(done.stdout)
        return found

    return act


def test_rows_of_the_chronologies_that_name_a_person_are_noticed(find: Find) -> None:
    rows = [
        pair
        for number in READ
        for pair in zip(reading(number).rows, expected_file(number)["rows"], strict=True)
    ]
    naming = [(row, truth["flags"]["names"]) for row, truth in rows if truth["flags"].get("names_a_person")]
    assert len(naming) == 8
    found = find(["\n".join(row.cells) for row, _ in naming])
    pairs = zip(map(" ".join, found), naming, strict=True)
    noticed = [any(name in words for name in names) for words, (_, names) in pairs]
    assert sum(noticed) / len(naming) >= 0.9, found


def test_notes_that_name_a_person_are_noticed_and_hardly_any_other(find: Find) -> None:
    written = [step for step in MEETING["steps"] if step["do"] == "write"]
    found = dict(
        zip((step["card"] for step in written), find([step["text"] for step in written]), strict=True)
    )
    warned = {
        step["card"]: step["expect_warning"]["names_a_person"] for step in written if "expect_warning" in step
    }
    assert len(warned) == 3 and len(written) == 100
    for number, names in warned.items():
        assert set(names) <= set(found[number]), f"{number}: {found[number]}"
    wrong = {number: words for number, words in found.items() if words and number not in warned}
    assert len(wrong) <= len(written) / 10, wrong
