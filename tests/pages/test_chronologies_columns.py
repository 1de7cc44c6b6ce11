"""Columns as they were guessed and as a person corrects them; questions that are asked once a file."""

from __future__ import annotations

from typing import Any

import pytest

from server.imports.refused import FileRefused
from server.imports.sentences import TOO_LONG
from server.pages import readings
from tests.pages.filing import Filing, csv, filing_of, training_file
from tests.pages.visitor import Instance, shown

AMBIGUOUS = csv(*(f"0{month}/05/2024,The nurse came and saw to the leg" for month in range(3, 9)))
TWO_TEXTS = b"Date,Details,Notes\n" + b"".join(
    b"0%d/05/2024,Long words about what happened on that day %d,Short %d\n" % (day, day, day)
    for day in range(1, 8)
)


@pytest.fixture
def filing(instance: Instance) -> Filing:
    return filing_of(instance)


def test_each_column_shows_its_heading_a_sample_a_guess_and_how_sure_it_is(filing: Filing) -> None:
    agency, path = training_file("01")
    at = filing.read(path.name, path.read_bytes(), agency)
    page, form = filing.columns(at), filing.form(at)
    said = shown(page)
    assert "Sheets “2024”, “2025”" in said
    for words in ("Event / Contact", "Mother died.", "(hidden)", "Agency comments stay private", "38 rows"):
        assert words in said
    uses = {name: use for name, use in form.items() if "-use-" in name and name.startswith("table-0")}
    assert list(uses.values()) == [
        "ref",
        "date",
        "time",
        "source",
        "what",
        "action",
        "worker",
        "other",
        "comment",
    ]
    assert form["table-0-read"] == "yes" and form["table-0-header"] == "7"
    assert "table-1-read" not in form and "1 other sheet or table, which is not read" in said


def test_another_column_for_what_happened_is_read_again_in_the_worker(filing: Filing) -> None:
    at = filing.read("gp.csv", TWO_TEXTS)
    assert filing.form(at)["table-0-use-1"] == "what"
    answer = filing.match(at, **{"table-0-use-1": "other", "table-0-use-2": "what"})
    assert answer.headers["location"] == at, "it is being read, so the page of its progress comes next"
    assert (filing.form(at)["table-0-use-1"], filing.form(at)["table-0-use-2"]) == ("other", "what")
    filing.match(at)
    filing.confirm(at)
    assert "Short 3" in filing.told() and "Long words" not in filing.told()


def test_a_column_used_twice_or_none_for_what_happened_is_asked_about(filing: Filing) -> None:
    at = filing.read("gp.csv", TWO_TEXTS)
    twice = filing.match(at, **{"table-0-use-2": "what"})
    assert twice.status_code == 422 and "Two columns are used as the same thing" in shown(twice)
    assert 'value="what" selected' in twice.text.split('name="table-0-use-2"')[1].split("</select>")[0]
    none = filing.match(at, **{"table-0-use-1": "other"})
    assert none.status_code == 422 and "which column tells what happened" in shown(none)
    assert filing.form(at)["table-0-use-1"] == "what", "nothing was kept"


def test_two_columns_may_name_staff(filing: Filing) -> None:
    at = filing.read("gp.csv", TWO_TEXTS.replace(b"Date,", b"Date,Nurse,").replace(b"/2024,", b"/2024,AB,"))
    worker = {name: "worker" for name, use in filing.form(at).items() if use == "other" and "use" in name}
    assert filing.match(at, **worker, **{"table-0-use-1": "worker"}).status_code == 303


def test_other_headings_are_guessed_anew(filing: Filing) -> None:
    lines = b"Chronology of the surgery,,\nWhen it was,What it was,Said\n"
    body = b"".join(b"0%d/05/2024,The nurse came to see him at home,yes\n" % day for day in range(1, 6))
    at = filing.read("gp.csv", lines + body)
    before = filing.form(at)["table-0-header"]
    filing.match(at, **{"table-0-header": "3"})
    assert (before, filing.form(at)["table-0-header"]) == ("2", "3")
    assert "4 rows" in shown(filing.columns(at)) and "05/05/2024" in filing.rows(at)
    filing.match(at, **{"table-0-header": "2"})
    assert "5 rows" in shown(filing.columns(at))


@pytest.mark.parametrize("typed", ["seven", "1, 2, 3, 4", "-1x", "9999999"])
def test_a_row_of_headings_that_is_no_number_is_asked_about(filing: Filing, typed: str) -> None:
    at = filing.read("gp.csv", TWO_TEXTS)
    answer = filing.match(at, **{"table-0-header": typed})
    assert answer.status_code == 422 and "the number of the row with the headings" in shown(answer)
    assert f'value="{typed}"' in answer.text


def test_a_sheet_can_be_left_out_and_taken_in_again(filing: Filing) -> None:
    agency, path = training_file("01")
    at = filing.read(path.name, path.read_bytes(), agency)
    filing.match(at, **{"table-0-read": ""})
    assert "0 rows" in shown(filing.columns(at))
    assert "You chose to leave this sheet or table out." in filing.rows(at, "left")
    assert filing.confirm(at).status_code == 422
    table = next(name for name, use in filing.form(at).items() if use == "what")[: len("table-0")]
    filing.match(at, **{f"{table}-read": "yes"})
    assert "38 rows" in shown(filing.columns(at))


def test_the_order_of_day_and_month_is_asked_once_with_examples(filing: Filing) -> None:
    at = filing.read("gp.csv", AMBIGUOUS)
    said = shown(filing.columns(at))
    assert "is 04/05/2024 the 4th of May or the 5th of April?" in said and "For example: 03/05/2024" in said
    assert filing.form(at)["answer-order"] == "day"
    refused = filing.confirm(at)
    assert refused.status_code == 422 and "answer the question about the whole file first" in shown(refused)
    assert filing.match(at).headers["location"].endswith("rows?show=all"), "what was used is the answer"
    assert filing.confirm(at).status_code == 303
    assert "3 May 2024" in filing.told() and "5 Mar 2024" not in filing.told()


def test_the_other_answer_reads_every_date_the_other_way_and_can_be_taken_back(filing: Filing) -> None:
    at = filing.read("gp.csv", AMBIGUOUS)
    filing.match(at, **{"answer-order": "month"})
    assert "5 Mar 2024" in filing.rows(at) and "3 May 2024" not in filing.rows(at)
    assert filing.form(at)["answer-order"] == "month"
    filing.match(at, **{"answer-order": "day"})
    assert "3 May 2024" in filing.rows(at)
    assert filing.confirm(at).status_code == 303


def test_a_question_without_an_answer_or_with_a_foreign_one_is_asked_again(filing: Filing) -> None:
    at = filing.read("gp.csv", AMBIGUOUS)
    for answer in ("", "year"):
        again = filing.match(at, **{"answer-order": answer})
        assert again.status_code == 422 and 'id="summary-title"' in again.text


def test_an_answer_that_leaves_it_open_is_an_answer(filing: Filing) -> None:
    agency, path = training_file("04")
    at = filing.read(path.name, path.read_bytes(), agency)
    assert filing.form(at)["answer-day-numbers"] == "yes"
    dated = csv("May 22,The nurse came to see him", "June 22,The nurse came again to see him", "")
    other = filing.read("gp.csv", dated)
    if "answer-named-number" in filing.form(other):
        assert filing.match(other, **{"answer-named-number": "-"}).status_code == 303
        assert filing.form(other)["answer-named-number"] == "-"


def test_a_change_that_cannot_be_read_leaves_everything_as_it_was(
    filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = filing.read("gp.csv", TWO_TEXTS)

    async def carry_out(*_: Any) -> Any:
        raise FileRefused("time", TOO_LONG)

    with monkeypatch.context() as patched:
        patched.setattr(readings, "carry_out", carry_out)
        filing.match(at, **{"table-0-use-1": "other", "table-0-use-2": "what"})
    said = shown(filing.columns(at))
    assert "Your change was not taken" in said and "Reading this file took too long" in said
    assert filing.form(at)["table-0-use-1"] == "what" and "7 rows" in said
    filing.match(at, **{"table-0-use-1": "other", "table-0-use-2": "what"})
    assert "Your change was not taken" not in shown(filing.columns(at))


def test_the_agency_is_said_here(filing: Filing) -> None:
    at = filing.read("notes.csv", TWO_TEXTS, agency="")
    filing.match(at)
    refused = filing.confirm(at)
    assert refused.status_code == 422 and "which agency this file is from" in shown(refused)
    filing.match(at, agency="POL")
    assert filing.confirm(at).status_code == 303 and "POL" in filing.told()


def test_a_confirmed_file_is_changed_only_when_it_is_off_the_timeline(filing: Filing) -> None:
    at = filing.add("gp.csv", TWO_TEXTS)
    page = filing.columns(at)
    assert "on the timeline, so nothing here can be changed" in shown(page) and "disabled" in page.text
    filing.match(at, **{"table-0-use-1": "other", "table-0-use-2": "what"})
    assert "Long words" in filing.told()
    assert filing.robin.owner.post(f"{at}/reopening", page=f"{at}/columns").status_code == 303
    assert "0 events" in filing.told()
    filing.match(at, **{"table-0-use-1": "other", "table-0-use-2": "what"})
    filing.match(at)
    filing.confirm(at)
    assert "Short 3" in filing.told()
