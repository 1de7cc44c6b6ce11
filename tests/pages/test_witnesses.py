"""People who may be heard by a court: left out, or with statements to choose among; nobody is told who."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.store import meetings as meeting_rows
from server.store import seats as seat_rows
from tests.pages.hall import ROUND_1, Hall, words
from tests.pages.test_people import at_the_list, away, free_line, person_of, picks, seat_of
from tests.pages.test_proceedings import Case, case, sends
from tests.pages.visitor import Visitor

__all__ = ["case"]


def test_who_may_be_a_witness_comes_in_by_no_way_while_proceedings_are_open(case: Case) -> None:
    hall, line = case.hall, free_line(case.hall)
    meeting = hall.live.meeting
    hall.at.store.write_now(lambda books: meeting_rows.correct(books, meeting, replace(line, witness=True)))
    ways = (f"{hall.path}/join/role", f"{hall.path}/paper")
    before = [visitor.get(path).text for visitor, path in zip(_both(hall), ways, strict=True)]
    assert all(line.id in text for text in before), "this test looks where they were"
    assert case.opens().status_code in (200, 303)
    for visitor, path in zip(_both(hall), ways, strict=True):
        shown = visitor.get(path)
        assert line.id not in shown.text and "witness" not in words(shown), path
    assert picks(hall, at_the_list(hall, hall.at.visitor()), line).status_code == 422
    assert hall.tap("paper", verb="here", person=line.id).status_code == 404
    hall.at.store.write_now(lambda books: meeting_rows.add_link(books, meeting.id, line.id, "a-witness-link"))
    by_link = hall.at.visitor().post("/seats/a-witness-link")
    assert by_link.status_code == 404 and "This link has closed" in words(by_link)
    hall.at.store.write_now(lambda books: meeting_rows.correct(books, meeting, line))
    assert away(picks(hall, at_the_list(hall, hall.at.visitor()), line)).endswith("/now")


def _both(hall: Hall) -> tuple[Visitor, Visitor]:
    """Somebody at the list of joining, and whoever leads."""
    return at_the_list(hall, hall.at.visitor()), hall.facilitator


def seats_as_witness(hall: Hall, number: int) -> None:
    """A practitioner who is here is marked as somebody who may be a witness."""
    meeting, person = hall.live.meeting, person_of(hall, number)
    marked = replace(person, witness=True)
    hall.at.store.write_now(lambda books: meeting_rows.correct(books, meeting, marked))
    seat = replace(seat_of(hall, number), person=marked)
    hall.at.store.write_now(lambda books: seat_rows.save_seat(books, seat))
    hall.live.seats[seat.id] = seat


def test_a_witness_who_takes_part_chooses_among_statements_while_others_write_freely(case: Case) -> None:
    hall = case.hall
    hall.tap("phase", number=ROUND_1)
    assert case.opens(witnesses_come="yes").status_code in (200, 303)
    seats_as_witness(hall, 0)
    statement = "Supervision and somebody to ask made it harder."
    page = hall.practitioners[0].get(f"{hall.path}/now")
    assert (
        statement in words(page)
        and "<textarea" not in page.text.partition("<form")[2].partition("</form>")[0]
    )
    assert statement not in words(hall.practitioners[1].get(f"{hall.path}/now"))
    with pytest.raises(AssertionError, match="choose one of the statements"):
        hall.sends(0, "their own words")
    _, claim = sends(hall, 0, statement)
    hall.sends(1, "the words of another")
    reworded = {"claim": claim.hex(), "text": "their own words after all"}
    answer = Visitor(hall.at)._ask(
        "POST", f"{hall.path}/perspectives/correction", data=reworded, headers={"accept": "application/json"}
    )
    assert answer.status_code == 422 and "choose one of the statements" in answer.text
    reworded["text"] = "Supervision and somebody to ask made it easier."
    answer = Visitor(hall.at)._ask(
        "POST", f"{hall.path}/perspectives/correction", data=reworded, headers={"accept": "application/json"}
    )
    assert answer.status_code == 200, answer.text


def test_a_witness_reads_the_shared_timeline_and_writes_nothing_in_it(case: Case) -> None:
    hall = case.hall
    assert case.opens(witnesses_come="yes").status_code in (200, 303)
    seats_as_witness(hall, 0)
    assert "You are editing the shared timeline." not in words(hall.practitioners[0].get(f"{hall.path}/now"))
    assert "You are editing the shared timeline." in words(hall.practitioners[1].get(f"{hall.path}/now"))
