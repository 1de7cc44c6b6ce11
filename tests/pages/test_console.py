"""The console: who may open it, what it says of the room, and what is the next thing to do."""

from __future__ import annotations

from typing import Any

import pytest

from sessions.meeting import Status
from sessions.people import Role
from tests.pages.hall import LOCKED, ROUND_1, SCRIPT, Hall, words
from tests.pages.visitor import Instance, shown

PAGES = ("", "/lane", "/snapshots")


@pytest.mark.parametrize("page", PAGES)
def test_whoever_is_not_known_is_led_to_the_sign_in(hall: Hall, page: str) -> None:
    answer = hall.at.visitor().get(hall.path + page)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize("page", PAGES)
def test_practitioners_and_observers_are_told_whose_part_it_is(hall: Hall, page: str) -> None:
    for visitor in (hall.practitioners[0], hall.observer()):
        answer = visitor.get(hall.path + page)
        assert answer.status_code == 403
        assert "This part is for the facilitator and the review team." in shown(answer)


@pytest.mark.parametrize("page", PAGES)
def test_facilitator_recorder_and_review_team_read_it(hall: Hall, page: str) -> None:
    for visitor in (hall.facilitator, hall.team, hall.takes(Role.RECORDER)):
        assert visitor.get(hall.path + page).status_code == 200


def test_another_account_is_not_let_in_and_the_owner_gets_a_seat(instance: Instance) -> None:
    hall = Hall(instance)
    assert instance.visitor("Somebody else").get(hall.path).status_code == 403
    owner = instance.visitor("Training facilitator")
    answer = owner.get(hall.path)
    assert answer.status_code == 200
    assert any(name.endswith(f"seat-{hall.told['meeting']}") for name in owner.cookies)
    assert hall.tap("screen", owner, view="board").status_code == 303


def test_no_such_meeting_is_a_page_with_a_sentence(hall: Hall) -> None:
    answer = hall.facilitator.get("/meetings/0000000000000000")
    assert answer.status_code == 404 and "This link has closed." in shown(answer)


def test_the_whole_page_and_the_fresh_parts(hall: Hall) -> None:
    whole = hall.facilitator.get(hall.path)
    assert "Today’s steps" in words(whole) and 'id="live"' in whole.text
    fresh = hall.facilitator.get(hall.path, headers=SCRIPT)
    assert "<html" not in fresh.text and fresh.text.count("<hx-partial") == 10
    assert "Today’s steps" in fresh.text and 'id="live"' not in fresh.text


def test_the_review_team_reads_the_same_page_without_the_buttons_of_the_facilitator(hall: Hall) -> None:
    page = hall.team.get(hall.path)
    assert "Timeline together" in words(page)
    for address in ("phase", "reveal", "focus", "screen", "admissions", "closure", "set-aside"):
        assert f'action="{hall.path}/{address}"' not in page.text.replace(
            f'action="{hall.path}/phase"', "", 1
        )
    assert f'action="{hall.path}/parked"' in page.text


def test_the_current_step_says_who_can_write_and_what_is_hidden(hall: Hall) -> None:
    now = words(hall.facilitator.get(hall.path), '//li[@class="cur"]')
    assert "Everyone can write on the timeline" in now and "Role only, Named" in now
    hall.tap("phase", number=ROUND_1)
    now = words(hall.facilitator.get(hall.path), '//li[@class="cur"]')
    assert "Everyone can send notes" in now and "Nobody can read yet, you included" in now


def test_the_one_filled_button_is_the_next_thing_to_do(hall: Hall) -> None:
    assert filled(hall) == "Reveal and read together"
    hall.tap("phase", number=5)
    assert filled(hall) == "Next: step 6, Episode round 1"
    hall.tap("phase", number=LOCKED)
    assert filled(hall) == "End the session"
    hall.tap("closure")
    assert filled(hall) == "Go to the record"


def filled(hall: Hall) -> str:
    return words(hall.facilitator.get(hall.path), '//*[@id="dock"]//*[contains(@class, "btn-main")]')


def test_before_the_first_step_the_console_starts_the_meeting(instance: Instance) -> None:
    hall = Hall(instance)
    hall.facilitator.get(hall.path)
    from dataclasses import replace

    hall.live.meeting = replace(hall.live.meeting, phase=0, status=Status.LOBBY, view="lobby")
    page = hall.facilitator.get(hall.path)
    assert "Start: Welcome and ground rules" in words(page, '//*[@id="dock"]')
    assert hall.told["join_code"][:3] in words(page, '//*[@id="room"]')


def test_B3_before_the_reveal_the_console_has_the_same_words_as_the_room_and_no_number(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    for number in range(9):
        hall.sends(number, f"secret words {number}")
    hall.live.band = "most"
    for page in (hall.facilitator.get(hall.path), hall.facilitator.get(hall.path, headers=SCRIPT)):
        assert "Most have sent something" in shown(page)
        assert "Hidden from everyone, you included" in shown(page)
        assert "secret words" not in page.text and "9 " not in words(page, '//*[@id="band"]|//section')


def test_the_case_group_is_a_whole_and_agencies_are_blurred(hall: Hall) -> None:
    room = words(hall.facilitator.get(hall.path), '//*[@id="room"]')
    assert "Case group: 12 in all" in room and "3 or more" in room


def test_agencies_are_left_out_where_words_and_whole_give_a_number_away(instance: Instance) -> None:
    hall = Hall(instance, participants=3)
    room = words(hall.facilitator.get(hall.path), '//*[@id="room"]')
    assert "Case group: 3 in all" in room
    assert "Agencies are left out" in room and "or more" not in room and "1 or 2" not in room


def test_fewer_than_three_are_told_in_words_on_the_console_and_over_the_line(instance: Instance) -> None:
    from server.stage import stage_of

    hall = Hall(instance, participants=2)
    assert "Case group: 1 or 2 in all" in words(hall.facilitator.get(hall.path), '//*[@id="room"]')
    assert stage_of(hall.live, next(iter(hall.live.seats.values())))["present"] == "1 or 2"


def test_at_nought_the_facilitator_is_asked_and_nothing_locks(hall: Hall) -> None:
    """M10 as it looks: the timer never locks by itself."""
    hall.tap("phase", number=ROUND_1)
    assert "time-is-up" not in hall.facilitator.get(hall.path).text
    from dataclasses import replace

    hall.live.meeting = replace(hall.live.meeting, ends_at=hall.live.clock() - 5)
    page = hall.facilitator.get(hall.path)
    assert "The time of this step is over. Nothing has locked." in words(page)
    assert "time-is-up" not in hall.team.get(hall.path).text
    assert hall.sends(0, "still writing")
    hall.tap("phase", verb="extend", minutes=2)
    assert "time-is-up" not in hall.facilitator.get(hall.path).text


def test_revealed_words_stand_under_what_they_are_about(hall: Hall) -> None:
    hall.reveals("one", "two", "three")
    page: Any = hall.facilitator.get(hall.path)
    assert "Episode 3: Going home" in words(page, "//perspective-list")
    assert all(word in words(page, "//perspective-list") for word in ("one", "two", "three"))
    assert hall.live.meeting.view == "board"
    assert "The board is open" in words(page, '//*[@id="band"]')
    assert "Nobody can read yet" not in words(page, '//li[@class="cur"]')
