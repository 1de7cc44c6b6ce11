"""The phone's pages by HTTP: whose they are, what they hold, whole and as a part, with and without script."""

from __future__ import annotations

from typing import Any

import pytest

from server.store import seats as seat_rows
from sessions.alerts import duty_in_words
from sessions.people import Role
from tests.pages.hall import EPISODE, LOCKED, ROUND_1, SCRIPT, TURNING, Hall, form_token, words
from tests.pages.visitor import Instance, Visitor

PAGES = ("now", "timeline", "board", "mine", "leave")
SECRET = "what only I know of that Tuesday"
# Of the twelve: with two others from the surgery, and no line manager of theirs.
GP = 5


@pytest.fixture
def hall(instance: Instance) -> Hall:
    """A meeting with twelve people of the case group."""
    return Hall(instance)


def small(instance: Instance, number: int) -> Hall:
    """A meeting with a few people only."""
    return Hall(instance, number)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_people_with_a_place(hall: Hall, instance: Instance, name: str) -> None:
    at = f"{hall.path}/{name}"
    assert _away(instance.visitor().get(at)) == "/j"
    elsewhere = Hall(instance, 3).practitioners[0]
    assert _away(elsewhere.get(at)) == "/j"
    whole = hall.practitioners[0].get(at)
    assert whole.status_code == 200
    assert whole.headers["cache-control"] == "no-store"
    part = hall.practitioners[0].get(at, headers=SCRIPT)
    assert part.text.lstrip().startswith("<main") and "<head" not in part.text
    assert words(part, "//main") == words(whole, "//main")


@pytest.mark.parametrize("name", [*PAGES, "ended"])
def test_titles_and_addresses_name_nobody(hall: Hall, name: str) -> None:
    answer = hall.practitioners[0].get(f"{hall.path}/{name}")
    assert answer.status_code in (200, 303)
    assert "Alex" not in words(answer, "//title") if answer.status_code == 200 else _away(answer)


def test_a_meeting_that_is_not_there_is_said_in_words(hall: Hall) -> None:
    answer = hall.practitioners[0].get("/meetings/0000000000000000/now")
    assert answer.status_code == 404
    assert "This link has closed" in words(answer)


def test_who_leads_is_sent_to_the_console(hall: Hall) -> None:
    assert _away(hall.facilitator.get(f"{hall.path}/now")) == hall.path
    assert hall.facilitator.get(f"{hall.path}/timeline").status_code == 200


def test_M2_an_observer_has_nothing_to_write_with(hall: Hall) -> None:
    answer = hall.observer().get(f"{hall.path}/now")
    assert answer.status_code == 200
    assert "composer-form" not in answer.text
    assert "Nothing to write in this step." in words(answer, "//main")


def test_M8_the_shared_timeline_opens_only_in_its_step(hall: Hall) -> None:
    page = words(hall.practitioners[0].get(f"{hall.path}/now"), "//main")
    assert "You are editing the shared timeline. Others see it as you type." in page
    hall.tap("phase", number=ROUND_1)
    answer = hall.practitioners[0].get(f"{hall.path}/now")
    assert "event-list" not in answer.text


def test_A9_beside_send_stands_exactly_who_will_see_it(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    answer = hall.practitioners[GP].get(f"{hall.path}/now")
    seen = words(answer, '//section[@data-seen="role"]')
    assert "everyone here will see your words and “Surgery”. Not your name." in seen
    for who in (
        "The room:",
        "Facilitator and review team:",
        "The record and reports:",
        "Whoever runs the server",
    ):
        assert who in seen
    assert "after the reveal" in seen
    assert "Not even that you sent something" not in seen
    assert "nothing, not even that you sent something" in words(answer, '//section[@data-seen="private"]')
    assert "as soon as you send it" not in answer.text, "named words wait too in a blind step"


def test_A3_anonymous_is_refused_in_words_where_few_are_present(instance: Instance) -> None:
    hall = small(instance, 4)
    hall.tap("phase", number=ROUND_1)
    answer = hall.practitioners[0].get(f"{hall.path}/now")
    assert "So few of us are here that we cannot hide who wrote it." in words(
        answer, '//fieldset[@id="mode"]'
    )
    assert 'value="anonymous" disabled' in answer.text
    hall.tap("phase", number=TURNING)
    answer = hall.practitioners[0].get(f"{hall.path}/now")
    assert "composer-form" not in answer.text
    assert "Send it to the review team only, or with your name." in words(answer, "//main")


def test_a_note_is_about_what_everyone_is_looking_at(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    hall.tap("focus", kind="episode", id=EPISODE)
    answer = hall.practitioners[0].get(f"{hall.path}/now")
    assert f'value="{EPISODE}" selected' in answer.text
    assert "The room is looking at" in words(answer, "//shared-focus/section[not(@hidden)]")
    hall.tap("focus", kind="event", id=hall.board().episodes[0].events[0])
    answer = hall.practitioners[0].get(f"{hall.path}/now")
    assert f'value="{hall.board().episodes[0].id}" selected' in answer.text


def test_M3_a_closed_step_takes_nothing_and_says_so(hall: Hall) -> None:
    hall.tap("phase", verb="close")
    answer = hall.practitioners[0].get(f"{hall.path}/now")
    assert "composer-form" not in answer.text
    assert "Writing has closed." in words(answer, "//main")
    hall.tap("phase", number=LOCKED)
    assert "Writing has closed." in words(hall.practitioners[0].get(f"{hall.path}/now"), "//main")


def test_B1_no_page_of_anybody_holds_what_waits(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    hall.sends(0, SECRET)
    for reader in (*hall.practitioners[:2], hall.team, hall.facilitator):
        for name in (*PAGES, "ended"):
            assert SECRET not in reader.get(f"{hall.path}/{name}").text


def test_the_board_groups_what_was_shown_by_what_it_is_about(hall: Hall) -> None:
    hall.reveals("one thing", "another thing", "a third thing")
    board = words(hall.practitioners[3].get(f"{hall.path}/board"), "//perspective-list")
    assert "Episode 3" in board and "another thing" in board and "Role only" in board


def test_the_records_keep_dates_as_written_and_say_where_they_are_silent(hall: Hall) -> None:
    page = words(hall.practitioners[0].get(f"{hall.path}/timeline"), "//event-list")
    assert "Written as “before 10/10”" in page
    assert "73 days, no contact recorded" in page
    hall.tap("focus", kind="episode", id=EPISODE)
    answer = hall.practitioners[0].get(f"{hall.path}/timeline")
    own = hall.board().episodes[2].events
    assert answer.text.count('id="event-') == len(own)
    assert f"See all {len(hall.board().events)} events" in words(answer)
    every = hall.practitioners[0].get(f"{hall.path}/timeline?view=all")
    assert every.text.count('id="event-') == len(hall.board().events)


def test_words_that_are_not_taken_come_back_without_script(hall: Hall) -> None:
    person = hall.practitioners[0]
    answer = _send(hall, person, text=" ", mode="role")
    assert answer.status_code == 422
    assert "There are no words in it yet." in words(answer, "//main")
    answer = _send(hall, person, text=f"{SECRET} <b>", mode="anonymous")
    assert answer.status_code == 422
    assert "This step does not offer that way of being shown." in words(answer, "//main")
    assert f"{SECRET} &lt;b&gt;</textarea>" in answer.text


def test_words_for_a_step_that_moved_on_can_be_sent_late(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    answer = _send(hall, hall.practitioners[0], text=SECRET, mode="role", phase="3")
    assert answer.status_code == 409
    assert f"{SECRET}</textarea>" not in answer.text, "they do not answer this step's question"
    assert SECRET in words(answer, '//p[@class="said"]')
    late = _send(hall, hall.practitioners[0], text=SECRET, mode="role", phase="3", late="yes")
    assert late.status_code == 201
    assert "Saved. Thank you." in words(late)


def test_A5_without_script_the_slip_is_shown_once_and_takes_back(hall: Hall) -> None:
    answer = _send(hall, hall.practitioners[0], text=SECRET, mode="role")
    slip = words(answer, '//p[@class="slip"]')
    assert len(slip.replace(" ", "")) == 16
    action = answer.text.split('/withdrawal"')[0].rsplit('action="', 1)[1] + "/withdrawal"
    nobody = Visitor(hall.at)
    taken = nobody._ask("POST", action, data={"claim": slip})
    assert (taken.status_code, _away(taken)) == (303, f"{hall.path}/mine")


def test_whom_to_tell_when_somebody_is_at_risk(hall: Hall) -> None:
    answer = hall.practitioners[0].get(f"{hall.path}/risk")
    page = words(answer, "//main")
    assert "In danger this minute? Call 999 first." in page
    assert "Tell anyone from the review team, or call 01632 960 010." in page
    assert "ASC safeguarding duty" in page
    assert 'href="tel:01632960010"' in answer.text


def test_leaving_drops_the_seat_and_its_cookie(hall: Hall) -> None:
    person = hall.practitioners[0]
    person.get(f"{hall.path}/now")
    before = len(hall.live.case_group())
    answer = person.post(f"{hall.path}/leave")
    assert _away(answer) == f"{hall.path}/ended"
    assert not [name for name in person.cookies if "seat-" in name]
    assert len(hall.live.case_group()) == before - 1
    assert "You have left the session. Thank you." in words(person.get(f"{hall.path}/ended"))
    assert _away(person.get(f"{hall.path}/now")) == "/j"


def test_leaving_needs_the_forms_own_token(hall: Hall) -> None:
    person = hall.practitioners[0]
    person.get(f"{hall.path}/leave")
    refused = person._ask("POST", f"{hall.path}/leave", data={"form": "0" * 64})
    assert refused.status_code == 403
    assert person.get(f"{hall.path}/now").status_code == 200


def test_a_closed_meeting_leads_everybody_to_its_end(hall: Hall) -> None:
    person = hall.practitioners[0]
    assert _away(person.get(f"{hall.path}/ended")) == f"{hall.path}/now"
    hall.tap("closure")
    for name in ("now", "board", "mine", "timeline"):
        assert _away(person.get(f"{hall.path}/{name}")) == f"{hall.path}/ended"
    assert "The session has ended. Thank you." in words(person.get(f"{hall.path}/ended"))
    person.post(f"{hall.path}/leave", page=f"{hall.path}/ended")
    assert "Nothing you wrote is left on it." in words(person.get(f"{hall.path}/ended"))


def test_new_ground_rules_are_accepted_before_going_on(hall: Hall, instance: Instance) -> None:
    person = hall.takes(Role.CASE_GROUP)
    assert _away(person.get(f"{hall.path}/now")) == f"{hall.path}/join/recorded"
    answer = person.post(f"{hall.path}/join/recorded", {"happy": "yes"})
    assert _away(answer) == f"{hall.path}/now"
    assert person.get(f"{hall.path}/now").status_code == 200
    seats = instance.store.read_now(lambda books: seat_rows.seats_of(books, hall.told["meeting"])).values()
    assert all(seat.accepted for seat in seats if seat.role is Role.CASE_GROUP)


@pytest.mark.parametrize(
    ("written", "name", "number"),
    [
        ("ASC safeguarding duty, 01632 960 010", "ASC safeguarding duty", "01632 960 010"),
        ("Pat Hill (+44 1632 960010)", "Pat Hill", "+44 1632 960010"),
        ("the chair of the Board", "the chair of the Board", ""),
        ("", "", ""),
    ],
)
def test_the_duty_person_is_found_in_words(written: str, name: str, number: str) -> None:
    assert duty_in_words(written) == (name, number)


def _away(answer: Any) -> str:
    assert answer.status_code == 303, f"{answer.status_code}: {answer.text[:200]}"
    return str(answer.headers["location"])


def _send(hall: Hall, person: Visitor, **fields: str) -> Any:
    """Send the composer's form as a browser without script does."""
    token = form_token(person.get(f"{hall.path}/now"))
    return person._ask("POST", f"{hall.path}/perspectives", data={"form": token, "item": "", **fields})
