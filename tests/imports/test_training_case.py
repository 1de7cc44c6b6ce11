"""The invented training case: its files come out as its ground truth says, to the row."""

from __future__ import annotations

import pytest

from server.imports.dates import When
from server.imports.reader import read
from server.imports.reading import Row
from server.imports.refused import FileRefused
from tests.imports.training import CASE, Expected, expected_file, locator, reading

READ = ["01", "02", "03", "04", "05", "06", "07"]


def iso(when: When) -> tuple[str | None, str | None]:
    start = when.start.isoformat() if when.start else None
    return start, when.end.isoformat() if when.end else None


def accepted(row: Expected) -> list[tuple[str | None, str | None, str]]:
    """Every reading of a date that the ground truth calls honest."""
    plain = (row["start"], row["end"], row["precision"])
    found = [plain]
    for other in row.get("also_ok", []):
        if isinstance(other, dict):
            found.append(
                tuple({"start": plain[0], "end": plain[1], "precision": plain[2], **other}.values())[:3]
            )
    return found


def flags_expected(row: Expected) -> set[str]:
    flags = {name for name, value in row["flags"].items() if value is True}
    flags |= {f"outside_scope_{row['flags']['outside_scope']}"} if "outside_scope" in row["flags"] else set()
    flags |= {f"holds_{kind}" for kind in row["flags"].get("identifiers", [])}
    flags |= {"comment"} if "comment" in row["flags"] else set()
    return flags | ({"date_from_above"} if "date_from" in row else set())


def pairs(number: str) -> list[tuple[Row, Expected]]:
    rows, truth = reading(number).rows, expected_file(number)["rows"]
    assert [locator(row.place, reading(number).kind) for row in rows] == [row["locator"] for row in truth]
    return list(zip(rows, truth, strict=True))


@pytest.mark.parametrize("number", READ)
def test_every_row_stands_where_it_should_with_its_words(number: str) -> None:
    for row, truth in pairs(number):
        assert row.when.text == truth["date_text"], truth["id"]
        assert row.what[:60].strip() == truth["event_prefix"].strip(), truth["id"]
        assert len(row.what) == truth["event_length"], truth["id"]


@pytest.mark.parametrize("number", READ)
def test_every_date_and_time_is_read_as_expected(number: str) -> None:
    for row, truth in pairs(number):
        assert (*iso(row.when), row.when.precision) in accepted(truth), truth["id"]
        assert row.when.uncertain == truth["uncertain"], truth["id"]
        times = (row.when.time_text, row.when.time_start, row.when.time_end)
        assert times == (truth["time_text"], truth["time_start"], truth["time_end"]), truth["id"]


@pytest.mark.parametrize("number", READ)
def test_a_date_from_above_says_where_it_stands(number: str) -> None:
    for row, truth in pairs(number):
        place = row.date_from and locator(row.date_from, reading(number).kind)
        assert place == truth.get("date_from"), truth["id"]


@pytest.mark.parametrize("number", ["01", "02", "03", "07"])
def test_flags_are_those_expected(number: str) -> None:
    judged_by_people = {"about_another_person"}
    for row, truth in pairs(number):
        assert set(row.flags) == flags_expected(truth) - judged_by_people, truth["id"]


@pytest.mark.parametrize("number", ["04", "05", "06"])
def test_no_expected_flag_is_missing_but_what_only_people_can_tell(number: str) -> None:
    # LHC-049 is dated "ongoing": neither a year nor "after the death" can be read from it.
    for row, truth in pairs(number):
        if truth["id"] != "LHC-049":
            assert flags_expected(truth) <= set(row.flags), truth["id"]


@pytest.mark.parametrize("number", READ)
def test_what_is_no_event_is_listed_with_a_reason(number: str) -> None:
    kind = reading(number).kind
    listed = [{**locator(left.place, kind), "line": None} for left in reading(number).left_out]
    truth = [{**left["locator"], "line": None} for left in expected_file(number)["non_data_rows"]]
    assert sorted(map(str, listed)) == sorted(map(str, truth))
    assert all(left.why for left in reading(number).left_out)


@pytest.mark.parametrize("number", READ)
def test_columns_are_guessed_as_expected(number: str) -> None:
    truth = expected_file(number)["columns"]
    names = {"event": "what", "hidden": "other"}
    for columns in reading(number).columns.values():
        if columns.chronology:
            for role, column in truth.items():
                at = ord(column) - 65 if isinstance(column, str) else column - 1
                assert columns.roles[at] == names.get(role, role)


def test_deleted_words_and_nested_tables_stand_beside_the_text() -> None:
    for row, truth in pairs("05"):
        beside = "\n".join(words for _, words in row.aside)
        for words in truth["flags"].get("deleted_text", []) + truth["flags"].get("must_contain", []):
            assert words in beside and words not in row.what
        assert truth["flags"].get("comment", "") in beside


def test_a_month_first_file_is_found_out_and_asked_about_once() -> None:
    questions = reading("07").questions
    assert [question.key for question in questions] == ["order"]
    assert questions[0].options[0][0] == "month"
    assert not reading("03").questions


@pytest.mark.parametrize(
    ("number", "words"),
    [("08", "Tables in a PDF"), ("09", "picture of pages with no text"), ("10", "old Word file")],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(number: str, words: str) -> None:
    path = CASE / expected_file(number)["file"]
    with pytest.raises(FileRefused) as refused:
        read(path, path.name)
    say = refused.value.say
    assert words in say and "nothing was imported" in say and "please ask the agency" in say
    assert say.endswith(".") and say.count(". ") == 0
