"""A meeting from a template, and the invited list line by line."""

from __future__ import annotations

import re

import pytest

from server.store import meetings as rows
from server.store import reviews as review_rows
from server.working_days import working_days_after
from tests.pages.setting_up import MEETING, PERSON, SetUp
from tests.pages.visitor import fields_of, shown

EVENT = {
    "id": "e1",
    "agency": "GP",
    "what": "A visit",
    "date": {"text": "1 May 2025", "start": "2025-05-01", "end": "2025-05-01", "precision": "day"},
    "source": "record",
    "origin": None,
    "flags": [],
}


def test_a_meeting_takes_the_chronologies_and_says_so(robin: SetUp) -> None:
    page = robin.owner.get(robin.pages["meetings"])
    assert "empty timeline" in shown(page)
    chronology = {"agency": "GP", "file": "gp.docx", "state": "confirmed", "events": [EVENT]}
    robin.at.store.write_now(lambda books: review_rows.add_chronology(books, robin.review, chronology))
    assert "starts with the 1 event of the chronologies" in shown(robin.owner.get(robin.pages["meetings"]))
    made = robin.owner.post(robin.pages["meetings"], MEETING).headers["location"].split("/")[2]
    live = robin.at.client.portal.call(robin.at.app.state.hub.room, made)  # type: ignore[union-attr]
    assert [event.what for event in live.room.contents().events] == ["A visit"]


def test_its_page_shows_what_opens_it(robin: SetUp) -> None:
    page = robin.owner.get(robin.pages["set-up"])
    code, screen = robin.at.store.read_now(lambda books: rows.addresses_of(books, robin.meeting))
    assert f"{code[:3]} {code[3:]}" in shown(page)
    assert f"/j/{code}" in page.text and f"/screen/{screen}" in page.text
    assert f'href="/meetings/{robin.meeting}"' in page.text
    assert "1. Welcome" in shown(page)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("date", "", "Please give the day"),
        ("date", "soon", "could not read this as a day"),
        ("template", "T99", "choose one from the list"),
        ("correct_until", "2026-03-05", "before the day of the meeting"),
    ],
)
def test_a_meeting_that_needs_a_look(robin: SetUp, name: str, typed: str, said: str) -> None:
    answer = robin.owner.post(robin.pages["meetings"], {**MEETING, "place": "Kept words", name: typed})
    assert answer.status_code == 422 and said in shown(answer)
    assert fields_of(answer)["place"] == "Kept words"


def test_day_and_place_can_change_and_corrections_get_five_working_days(robin: SetUp) -> None:
    page = robin.pages["set-up"]
    assert fields_of(robin.owner.get(page))["correct_until"] == "2026-03-13"
    moved = {"date": "2026-03-07", "place": "Library", "correct_until": "2026-04-01"}
    assert robin.owner.post(page, moved).status_code == 303
    assert {**fields_of(robin.owner.get(page)), **moved} == fields_of(robin.owner.get(page))
    live = robin.at.client.portal.call(robin.at.app.state.hub.room, robin.meeting)  # type: ignore[union-attr]
    assert (live.meeting.place, live.meeting.phase) == ("Library", 0)
    assert working_days_after("2026-03-06", 5) == "2026-03-13"


def test_a_line_is_kept_as_typed(robin: SetUp) -> None:
    boss = robin.invite(name="Bo Chief", role="Practice manager", seniority="first-line manager")
    nurse = robin.invite(reports_to=boss)
    person = robin.lines()[nurse]
    assert (person.name, person.agency, person.reports_to) == ("Noor Ash", "GP", boss)
    page = shown(robin.owner.get(robin.pages["invited"]))
    assert "Noor Ash GP" in page or "Noor Ash" in page
    assert "Bo Chief" in page


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("name", "", "give the name"),
        ("role", "", "give the role"),
        ("agency", "", "everybody of the case group belongs to one"),
        ("agency", "XX", "choose one from the list"),
        ("group", "facilitator", "choose one from the list"),
        ("reports_to", "nobody", "choose one from the list"),
        ("direct_involvement", "maybe", "choose one from the list"),
    ],
)
def test_a_line_that_needs_a_look(robin: SetUp, name: str, typed: str, said: str) -> None:
    answer = robin.owner.post(robin.pages["invited"], {**PERSON, "team": "Kept words", name: typed})
    assert answer.status_code == 422 and said in shown(answer)
    assert fields_of(answer)["team"] == "Kept words"
    assert robin.lines() == {}


def test_a_line_can_be_corrected_and_its_link_goes_on_working(robin: SetUp) -> None:
    person = robin.invite(group="recorder")
    line = f"{robin.pages['invited']}/{person}"
    link = made_link(robin, person)
    assert fields_of(robin.owner.get(line))["name"] == "Noor Ash"
    assert robin.owner.post(line, {**PERSON, "group": "recorder", "role": "Clerk"}).status_code == 303
    assert robin.lines()[person].role == "Clerk"
    assert linked(robin) == {person}
    assert robin.at.visitor().get(link).status_code == 200
    robin.owner.post(line, PERSON)
    assert linked(robin) == set()


def test_a_personal_link_is_shown_once_and_a_new_one_ends_the_old(robin: SetUp) -> None:
    person = robin.invite(group="review_team")
    first = made_link(robin, person)
    assert first.rsplit("/", 1)[1] not in robin.owner.get(robin.pages["invited"]).text
    second = made_link(robin, person)
    assert first != second and linked(robin) == {person}
    use = robin.at.store.write_now
    assert use(lambda books: rows.use_link(books, first.rsplit("/", 1)[1])) is None
    robin.owner.post(f"{robin.pages['invited']}/{person}/revocation", page=robin.pages["invited"])
    assert use(lambda books: rows.use_link(books, second.rsplit("/", 1)[1])) is None


def test_the_case_group_has_no_personal_links(robin: SetUp) -> None:
    person = robin.invite()
    assert "Make link" not in robin.owner.get(robin.pages["invited"]).text
    path = f"{robin.pages['invited']}/{person}/link"
    assert robin.owner.post(path, page=robin.pages["invited"]).status_code == 404


def test_a_removed_manager_leaves_no_trace(robin: SetUp) -> None:
    boss = robin.invite(name="Bo Chief")
    nurse = robin.invite(reports_to=boss)
    robin.owner.post(f"{robin.pages['invited']}/{boss}/removal", page=robin.pages["invited"])
    assert set(robin.lines()) == {nurse} and robin.lines()[nurse].reports_to == ""


def test_who_has_joined_stays_on_the_list_and_follows_its_line(robin: SetUp) -> None:
    person = robin.invite(group="observer")
    token = made_link(robin, person)
    robin.at.visitor().post(token)
    live = robin.at.client.portal.call(robin.at.app.state.hub.room, robin.meeting)  # type: ignore[union-attr]
    assert [seat.person.id for seat in live.seats.values() if seat.person] == [person]
    line, page = f"{robin.pages['invited']}/{person}", robin.pages["invited"]
    refused = robin.owner.post(f"{line}/removal", page=page)
    assert refused.status_code == 409 and "have joined the meeting" in shown(refused)
    other = robin.owner.post(line, {**PERSON, "group": "recorder"})
    assert other.status_code == 422 and "Ask them to leave on the console first" in shown(other)
    assert robin.owner.post(line, {**PERSON, "group": "observer", "role": "Student nurse"}).status_code == 303
    assert [seat.person.role for seat in live.seats.values() if seat.person] == ["Student nurse"]


def made_link(robin: SetUp, person: str) -> str:
    """Make a personal link; returns its path."""
    answer = robin.owner.post(f"{robin.pages['invited']}/{person}/link", page=robin.pages["invited"])
    found = re.search(r"https://sightline\.test(/seats/[\w-]+)", answer.text)
    assert answer.status_code == 200 and found
    return found[1]


def linked(robin: SetUp) -> set[str]:
    """The lines that have an unused link."""
    return robin.at.store.read_now(lambda books: rows.linked(books, robin.meeting))
