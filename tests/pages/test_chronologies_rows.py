"""Rows as they stand in the file beside how they were read, and what a person decides about them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.pages.filing import Filing, csv, filing_of, training_file
from tests.pages.visitor import Instance, shown

ROWS = csv(
    "05/03/2024,First visit at home by the nurse",
    "31/06/2024,Second visit at home by the nurse",
    ",Third visit at home without a date of its own",
    "early Sept 2024,Fourth visit at home by the nurse",
    "17/03/2024,Mrs Harraby phoned from 01632 960 123",
)
SECOND, THIRD = "//3", "//4"


@pytest.fixture
def filing(instance: Instance) -> Filing:
    return filing_of(instance)


@pytest.fixture
def at(filing: Filing) -> str:
    """A file with a day that no calendar has, a date from above, and a name."""
    found = filing.read("gp.csv", ROWS)
    filing.match(found)
    return found


def numbers(filing: Filing, at: str) -> dict[str, int]:
    """How many rows each list has."""
    said = filing.rows(at)
    pattern = r"(Needs a look|Ready|All|Names and numbers|Left out) \((\d+)\)"
    return {name: int(count) for name, count in re.findall(pattern, said)}


def whole_row(filing: Filing, number: str, show: str, row: int) -> str:
    """What the page says about one row of a training file."""
    agency, path = training_file(number)
    at = filing.read(path.name, path.read_bytes(), agency)
    page = filing.robin.owner.get(f"{at}/rows?show={show}").text
    found = re.search(rf'<tr id="row-{row}".*?</tr>', unescape(page), re.S)
    assert found is not None
    return " ".join(re.sub("<[^>]+>", " ", found[0]).split())


def test_every_list_counts_what_it_holds(filing: Filing, at: str) -> None:
    found = numbers(filing, at)
    looks = found["Needs a look"]
    assert found == {
        "Needs a look": looks,
        "Ready": 5 - looks,
        "All": 5,
        "Names and numbers": 1,
        "Left out": 1,
    }
    for show, words in (
        ("look", "31/06/2024"),
        ("people", "Mrs Harraby"),
        ("left", "headings of the columns"),
    ):
        assert words in filing.rows(at, show)
    assert "First visit" not in filing.rows(at, "look") and "First visit" in filing.rows(at, "ready")
    assert "May name a person" in filing.rows(at, "people") and "Holds a phone number" in filing.rows(at)


def test_a_row_shows_its_place_its_words_and_how_they_were_read(filing: Filing) -> None:
    told = whole_row(filing, "01", "all", 1)
    for words in ("8", "sheet “2024”", "approx Nov 2022", "About November 2022", "Mother died."):
        assert words in told
    assert "Before the review period" in told


def test_the_agencys_own_comment_is_shown_here_and_nowhere_else(filing: Filing) -> None:
    agency, path = training_file("01")
    at = filing.add(path.name, path.read_bytes(), agency)
    said = filing.rows(at)
    comments = re.findall(r"Agency’s own comment, not on the timeline: (.{20})", said)
    assert comments and not any(comment in filing.told() for comment in comments)


def test_deleted_words_and_comments_stand_beside_the_text(filing: Filing) -> None:
    told = whole_row(filing, "05", "all", 14)
    assert "Deleted with tracked changes: Told GK he is neglecting" in told
    assert "Comment in the margin: Please keep the carer's own words." in told


def test_a_date_from_above_says_where_it_stands(filing: Filing) -> None:
    told = whole_row(filing, "05", "all", 2)
    assert "The date stands in: table 1, row" in told and "16 Nov 2024" in told


def test_a_row_that_needs_a_look_asks_and_never_says_error(filing: Filing, at: str) -> None:
    said = filing.rows(at, "look")
    assert "There is no such day in the calendar. Which day is meant?" in said and "needs a look" in said
    everything = " ".join(filing.rows(at, show) for show in ("look", "all", "left")).lower()
    assert not re.search(r"\berrors?\b|\bfail|invalid|parse", everything)


def test_a_date_can_be_said_and_the_words_of_the_file_stay(filing: Filing, at: str) -> None:
    before = numbers(filing, at)["Needs a look"]
    assert filing.decide(at, SECOND, "date", "30 June 2024").status_code == 303
    assert numbers(filing, at)["Needs a look"] == before - 1
    said = filing.rows(at)
    assert "30 Jun 2024 changed" in said and "31/06/2024" in said and "You set this date" in said
    filing.confirm(at)
    assert "30 Jun 2024" in filing.told()


@pytest.mark.parametrize("words", ["", "whenever", "31/06/2024", "13/13/2024"])
def test_what_is_no_date_is_asked_again_with_the_words_kept(filing: Filing, at: str, words: str) -> None:
    answer = filing.decide(at, SECOND, "date", words)
    assert answer.status_code == 422 and "We could not read this as a date" in shown(answer)
    assert f'value="{words}"' in answer.text and "aria-invalid" in answer.text


def test_an_unexact_date_can_be_said_too(filing: Filing, at: str) -> None:
    filing.decide(at, SECOND, "date", "about June 2024")
    filing.decide(at, THIRD, "date", "between 3 and 9 July 2024")
    filing.confirm(at)
    told = filing.told()
    assert "About June 2024" in told and "Between 3 Jul and 9 Jul 2024" in told


def test_a_row_can_be_kept_left_out_and_taken_back(filing: Filing, at: str) -> None:
    before = numbers(filing, at)
    filing.decide(at, SECOND, "keep")
    assert numbers(filing, at)["Needs a look"] == before["Needs a look"] - 1
    filing.decide(at, SECOND, "out")
    after = numbers(filing, at)
    assert (after["All"], after["Left out"]) == (4, before["Left out"] + 1)
    assert "You chose to leave this row out." in filing.rows(at, "left")
    filing.decide(at, SECOND, "back")
    assert numbers(filing, at) == before
    filing.decide(at, SECOND, "out")
    filing.confirm(at)
    assert "4 events" in filing.told() and "Second visit" not in filing.told()


def test_a_row_that_is_not_there_or_a_verb_that_is_none_changes_nothing(filing: Filing, at: str) -> None:
    before = filing.rows(at)
    assert filing.decide(at, "//99", "out").status_code == 404
    assert filing.decide(at, SECOND, "burn").status_code == 303
    assert filing.rows(at) == before


def test_decisions_hold_when_the_file_is_read_again(filing: Filing, at: str) -> None:
    filing.decide(at, SECOND, "date", "30 June 2024")
    filing.decide(at, "//2", "out")
    filing.match(at, **{"table-0-header": "1, 1"})
    said = filing.rows(at)
    assert "30 Jun 2024 changed" in said and "First visit" not in said


def test_undated_rows_go_on_the_timeline_last_with_their_words(filing: Filing) -> None:
    filing.add(
        "gp.csv", csv("sometime,Wrote to the landlord about it", "05/03/2024,Seen at home by the nurse")
    )
    told = filing.told()
    assert told.index("Seen at home") < told.index("Wrote to the landlord")
    assert "sometime" in told and "2 events" in told


def test_confirming_twice_adds_once_and_a_stale_page_goes_on(filing: Filing, at: str) -> None:
    first, again = filing.confirm(at), filing.confirm(at)
    assert "timeline?added=5" in first.headers["location"] and again.headers["location"] == at
    assert "5 events" in filing.told()
    assert filing.decide(at, SECOND, "out").status_code == 303
    assert "5 events" in filing.told() and numbers(filing, at)["All"] == 5


def test_long_files_have_pages(filing: Filing) -> None:
    body = csv(*(f"05/03/2024,Row {number} of a long file of the surgery" for number in range(1, 251)))
    at = filing.read("gp.csv", body)
    for page, first, last in ((1, 1, 100), (2, 101, 200), (3, 201, 250), (99, 201, 250)):
        said = filing.rows(at, "all", page)
        assert f"Row {first} of" in said and f"Row {last} of" in said and f"Page {min(page, 3)} of 3" in said
        assert f"Row {last + 1} of" not in said
    for odd in ("0", "-1", "x", "9" * 30):
        assert filing.robin.owner.get(f"{at}/rows?show=all&page={odd}").status_code == 200
    assert filing.robin.owner.get(f"{at}/rows?show=nothing").status_code == 200


def test_words_of_a_file_are_never_markup(filing: Filing) -> None:
    at = filing.add("gp.csv", csv('05/03/2024,"<script>alert(1)</script> <b>visit</b> {{ 7 * 7 }}"'))
    for page in (f"{at}/rows", f"{at}/columns", filing.timeline):
        answer = filing.robin.owner.get(page)
        text: str = answer.text
        assert "<script>alert" not in text and "&lt;script&gt;" in text and "visit 49" not in shown(answer)
