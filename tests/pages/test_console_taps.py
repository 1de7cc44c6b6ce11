"""What the console's buttons do, each as a plain form, as htmx sends it, and in the wrong hands."""

from __future__ import annotations

import pytest

from sessions import pens
from sessions.meeting import Status
from sessions.people import Role
from tests.pages.hall import ROUND_1, TURNING, Hall, words
from tests.pages.visitor import shown

TAPS: dict[str, dict[str, object]] = {
    "phase": {"number": TURNING},
    "reveal": {},
    "pause": {},
    "lead": {"verb": "take"},
    "lock": {"part": "timeline"},
    "focus": {"kind": "", "id": ""},
    "screen": {"view": "blank"},
    "admissions": {"seat": "x", "agency": "GP"},
    "parked": {"text": "x"},
    "quick-wins": {"what": "x"},
    "closure": {},
    "set-aside": {"item": "x", "reason": "other"},
    "snapshots": {},
}
LEADING = [what for what in TAPS if what not in ("parked", "quick-wins")]


@pytest.mark.parametrize("what", TAPS)
def test_no_tap_without_a_seat_a_role_or_the_token(hall: Hall, what: str) -> None:
    before = hall.facilitator.get(hall.path) and hall.live.meeting
    nobody = hall.tap(what, hall.at.visitor(), **TAPS[what])
    assert (nobody.status_code, nobody.headers.get("location")) in ((303, "/sign-in"), (403, None))
    assert hall.tap(what, hall.practitioners[0], **TAPS[what]).status_code == 403
    assert hall.facilitator._ask("POST", f"{hall.path}/{what}", data=TAPS[what]).status_code == 403
    assert hall.live.meeting == before and not hall.board().parked and not hall.board().quick_wins


@pytest.mark.parametrize("what", LEADING)
def test_M1_the_review_team_does_not_move_the_meeting(hall: Hall, what: str) -> None:
    before = hall.facilitator.get(hall.path) and hall.live.meeting
    answer = hall.tap(what, hall.team, **TAPS[what])
    assert answer.status_code in (403, 404) if what == "admissions" else answer.status_code == 403
    assert "This part is for the facilitator" in shown(answer)
    assert hall.live.meeting == before


def test_steps_go_forwards_backwards_and_by_number(hall: Hall) -> None:
    for fields, phase in (
        ({"verb": "next"}, 4),
        ({"verb": "back"}, 3),
        ({"number": ROUND_1}, 6),
    ):
        answer = hall.tap("phase", **fields)
        assert (answer.status_code, answer.headers["location"]) == (303, hall.path)
        assert hall.live.meeting.phase == phase


def test_htmx_gets_the_fresh_parts_and_json_gets_nothing_to_read(hall: Hall) -> None:
    answer = hall.touch("phase", number=TURNING)
    assert answer.status_code == 200 and answer.text.count("<hx-partial") == 10
    assert "Turning points" in words(answer, '//li[@class="cur"]')
    quiet = hall.facilitator.post(
        f"{hall.path}/phase", {"number": 5}, page=hall.path, headers={"accept": "application/json"}
    )
    assert (quiet.status_code, quiet.text) == (204, "")


@pytest.mark.parametrize(
    "fields", [{"number": "99"}, {"number": "x"}, {}, {"verb": "extend", "minutes": "a lot"}]
)
def test_a_tap_that_is_none_is_said_in_words_and_changes_nothing(hall: Hall, fields: dict[str, str]) -> None:
    answer = hall.touch("phase", **fields)
    assert answer.status_code == 422
    assert "This page is out of date." in shown(answer) and hall.live.meeting.phase == 3
    said = hall.facilitator.post(
        f"{hall.path}/phase", fields, page=hall.path, headers={"accept": "application/json"}
    )
    assert said.json()["code"] == "tap"


def test_time_is_added_taken_paused_and_goes_on(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    ends = hall.live.meeting.ends_at
    assert ends is not None
    hall.tap("phase", verb="extend", minutes=1)
    assert hall.live.meeting.ends_at == ends + 60
    hall.tap("phase", verb="extend", minutes=-1)
    hall.tap("phase", verb="pause")
    assert hall.live.meeting.ends_at is None and hall.live.meeting.seconds_left
    assert "Start the time" in words(hall.facilitator.get(hall.path), '//*[@id="clock"]')
    hall.tap("phase", verb="resume")
    assert hall.live.meeting.ends_at is not None


def test_M17_a_pause_holds_the_time_and_a_reveal_waits_for_it(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    assert hall.tap("pause").status_code == 303
    assert hall.live.meeting.status is Status.PAUSED
    page = hall.facilitator.get(hall.path)
    assert "data-paused" in page.text and "Every screen is blank." in words(page, '//*[@id="paused"]')
    answer = hall.touch("reveal")
    assert answer.status_code == 409 and "The session is paused. Go on first" in shown(answer)
    hall.tap("phase", verb="next")
    assert (hall.live.meeting.phase, hall.live.meeting.status) == (ROUND_1 + 1, Status.PAUSED)
    hall.tap("pause", verb="resume")
    assert hall.live.meeting.status is Status.LIVE
    assert "data-paused" not in hall.facilitator.get(hall.path).text


@pytest.mark.parametrize("place", ["now", "board", "mine", "timeline"])
def test_M17_a_phone_without_a_script_opens_its_pages_under_the_curtain(hall: Hall, place: str) -> None:
    hall.tap("pause")
    page = hall.practitioners[0].get(f"{hall.path}/{place}").text
    assert "data-paused" in page and 'id="pause-title"' in page
    review = hall.live.review
    assert review.support_name and f"If this is heavy for you: {review.support_name}" in page
    for way in ("risk", "leave"):
        assert "pause-title" not in hall.practitioners[0].get(f"{hall.path}/{way}").text


@pytest.mark.parametrize("place", ["lane", "people", "paper"])
def test_M17_what_stands_beside_the_console_is_covered_too(hall: Hall, place: str) -> None:
    before = hall.facilitator.get(f"{hall.path}/{place}").text
    assert (
        "data-paused" not in before
        and 'id="pause-title"' in before
        and '<script type="application/json" id="live">' in before
    )
    hall.tap("pause")
    assert "data-paused" in hall.facilitator.get(f"{hall.path}/{place}").text


def test_M17_whoever_helps_may_pause_and_only_who_leads_goes_on(hall: Hall) -> None:
    second = hall.takes(Role.CO_FACILITATOR)
    assert hall.tap("pause", second).status_code == 303
    assert hall.live.meeting.status is Status.PAUSED
    answer = hall.tap("pause", second, verb="resume")
    assert answer.status_code == 403 and "Somebody else leads the meeting just now." in shown(answer)


def test_M19_the_meeting_goes_from_hand_to_hand(hall: Hall) -> None:
    second = hall.takes(Role.CO_FACILITATOR)
    assert hall.tap("phase", second, number=TURNING).status_code == 403
    assert "Ola Reed" in words(hall.facilitator.get(hall.path), '//*[@id="hand-over"]')
    assert hall.tap("lead", person="one-co_facilitator").status_code == 303
    assert hall.tap("phase", number=TURNING).status_code == 403, "handed on is handed on"
    assert hall.tap("phase", second, number=TURNING).status_code == 303
    assert hall.tap("lead", person="nobody").status_code == 403
    assert hall.tap("lead", second, person="nobody").status_code == 404
    assert hall.tap("lead", verb="take").status_code == 303
    assert hall.tap("phase", verb="next").status_code == 303
    assert hall.tap("phase", second, verb="next").status_code == 403


def test_M19_whoever_helps_lets_people_in_and_sets_aside(hall: Hall) -> None:
    second = hall.takes(Role.CO_FACILITATOR)
    items = hall.reveals("one", "two", "three")
    assert hall.tap("set-aside", second, item=items[0], reason="other").status_code == 303
    seat = hall.stranger()
    hall.tap("admissions", second, seat=seat, verb="admit", name="Sasha", role="Warden", agency="TVH")
    assert hall.live.seats[seat].is_present


def test_the_time_left_is_the_consoles_until_it_is_shown_to_all(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    clock = "//step-timer[not(@hidden)]"
    assert hall.team.get(hall.path).text.count("<step-timer") and words(hall.team.get(hall.path), clock)
    phone = hall.practitioners[0]
    assert (
        '<step-timer class="t" role="timer" aria-label="Time left" hidden'
        in phone.get(f"{hall.path}/now").text
    )
    hall.tap("phase", verb="show-time")
    assert words(phone.get(f"{hall.path}/now"), clock)
    hall.tap("phase", verb="hide-time")
    assert 'aria-label="Time left" hidden' in phone.get(f"{hall.path}/now").text


def test_what_a_phone_shows_is_for_facilitators_and_is_nobodys_in_particular(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    items = hall.board().perspectives
    hall.sends(0, "not revealed yet")
    seats = len(hall.live.seats)
    for page in ("now", "board", "elsewhere"):
        answer = hall.facilitator.get(f"{hall.path}/as-participant?page={page}")
        assert answer.status_code == 200 and "not revealed yet" not in answer.text
        assert answer.text.count("<fieldset disabled") == 2
    assert hall.facilitator.get(f"{hall.path}/as-participant").text.count("A participant") >= 1
    assert len(hall.live.seats) == seats and hall.board().perspectives == items
    for other in (hall.team, hall.practitioners[0], hall.observer()):
        assert hall.at and other.get(f"{hall.path}/as-participant").status_code == 403


def test_M21_a_part_is_locked_and_unlocked_and_nothing_that_is_none(hall: Hall) -> None:
    assert hall.tap("lock", part="KPE3").status_code == 303
    assert hall.tap("lock", part="timeline").status_code == 303
    assert hall.live.meeting.shut == ("KPE3", "timeline")
    assert "2 parts are locked" in words(hall.facilitator.get(hall.path), '//li[@class="cur"]')
    assert hall.tap("lock", part="elsewhere").status_code == 404
    hall.tap("lock", part="KPE3", verb="open")
    assert hall.live.meeting.shut == ("timeline",)


def test_M20_silent_minutes_lock_nothing_and_a_reveal_ends_them(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    assert hall.tap("phase", verb="silence", minutes=3).status_code == 303
    assert "Silent minutes:" in words(hall.facilitator.get(hall.path), '//*[@id="silence"]')
    for number in range(3):
        hall.sends(number, f"written in silence {number}")
    assert hall.live.meeting.silent_until is not None
    assert hall.tap("reveal").status_code == 303
    assert hall.live.meeting.silent_until is None and len(hall.board().perspectives) == 3
    hall.tap("phase", verb="silence", minutes=1)
    hall.tap("phase", verb="silence", minutes=0)
    assert hall.live.meeting.silent_until is None


def test_G6_writing_is_closed_and_reopened_in_the_same_step(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    hall.tap("phase", verb="close")
    assert hall.live.meeting.writing_closed
    page = hall.facilitator.get(hall.path)
    assert "Reopen writing" in words(page) and "Writing is closed" in words(page, '//li[@class="cur"]')
    hall.tap("phase", verb="reopen")
    assert not hall.live.meeting.writing_closed


def test_everyone_looks_at_an_event_an_episode_or_nothing(hall: Hall) -> None:
    hall.facilitator.get(hall.path)
    event = hall.board().events[21]
    hall.tap("focus", kind="event", id=event.id)
    assert hall.live.meeting.focus == ("event", event.id)
    assert f"Event {event.number}:" in words(hall.facilitator.get(hall.path), '//*[@id="room"]')
    hall.tap("focus", kind="episode", id="KPE3")
    assert hall.live.meeting.focus == ("episode", "KPE3")
    hall.tap("focus")
    assert hall.live.meeting.focus is None
    assert hall.tap("focus", kind="event", id="nowhere").status_code == 404


def test_an_event_is_found_by_its_number_or_a_word(hall: Hall) -> None:
    hall.facilitator.get(hall.path)
    event = hall.board().events[21]
    hall.tap("focus", find=event.number)
    assert hall.live.meeting.focus == ("event", event.id)
    hall.tap("focus", find="APPENDICECTOMY")
    assert hall.live.meeting.focus == ("event", hall.board().events[0].id)
    lost = hall.tap("focus", find="zebra")
    assert lost.status_code == 404 and "No event has that number or those words." in shown(lost)


def test_without_a_script_the_events_before_and_after_are_buttons(hall: Hall) -> None:
    hall.facilitator.get(hall.path)
    events = hall.board().events
    hall.tap("focus", kind="event", id=events[21].id)
    page = hall.facilitator.get(hall.path)
    assert f'value="{events[20].id}"' in page.text and f'value="{events[22].id}"' in page.text


def test_the_big_screen_turns_to_what_is_asked_and_blank_stays_through_a_reveal(hall: Hall) -> None:
    for view in ("lobby", "focus", "board", "blank"):
        assert hall.tap("screen", view=view).status_code == 303
        assert hall.live.meeting.view == view
    assert hall.tap("screen", view="secrets").status_code == 404
    hall.reveals("one", "two", "three")
    assert hall.live.meeting.view == "blank"


def test_A2_too_few_to_show_is_said_in_words(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    hall.sends(0, "only one")
    answer = hall.touch("reveal")
    assert answer.status_code == 409
    assert "Too few have sent something to show it yet." in shown(answer)
    assert not hall.board().perspectives


def test_M2_the_review_team_parks_topics_and_keeps_quick_wins(hall: Hall) -> None:
    assert hall.tap("parked", hall.team, text="Night number", owner="Sam").status_code == 303
    assert hall.tap("quick-wins", hall.team, what="Share the inbox", by="Friday").status_code == 303
    assert [(entry.text, entry.owner) for entry in hall.board().parked] == [("Night number", "Sam")]
    assert [(win.what, win.by) for win in hall.board().quick_wins] == [("Share the inbox", "Friday")]
    room = words(hall.facilitator.get(hall.path), '//*[@id="room"]')
    assert "Night number" in room and "Share the inbox" in room


def test_a_form_that_is_not_done_keeps_what_was_typed(hall: Hall) -> None:
    answer = hall.tap("quick-wins", what=" ", owner="Sam from the surgery")
    assert answer.status_code == 422 and "There are no words in it yet." in shown(answer)
    assert "Sam from the surgery" in answer.text


def test_a_stranger_is_placed_and_let_in(hall: Hall) -> None:
    seat = hall.stranger()
    page = hall.facilitator.get(hall.path)
    assert "Somebody asks to come in" in words(page) and 'value="Sasha Quill"' in page.text
    assert "Sasha Quill" not in hall.team.get(hall.path).text
    lacking = hall.tap("admissions", seat=seat, verb="admit", name="Sasha Quill", role="Warden", agency="")
    assert lacking.status_code == 422 and "Please choose the agency" in shown(lacking)
    assert 'value="Warden"' in lacking.text
    hall.tap("admissions", seat=seat, verb="admit", name="Sasha Quill", role="Warden", agency="TVH")
    person = hall.live.seats[seat].person
    assert hall.live.seats[seat].is_present and person is not None
    assert (person.name, person.role, person.agency) == ("Sasha Quill", "Warden", "TVH")
    assert "Somebody asks" not in words(hall.facilitator.get(hall.path))
    assert hall.tap("admissions", seat=seat, verb="refuse").status_code == 422


def test_a_stranger_is_told_no(hall: Hall) -> None:
    seat = hall.stranger()
    hall.tap("admissions", seat=seat, verb="refuse")
    assert seat not in hall.live.seats
    assert hall.tap("admissions", seat=seat, verb="admit", agency="TVH").status_code == 404


def test_M4_after_the_end_nothing_moves_but_the_record(hall: Hall) -> None:
    hall.tap("closure")
    assert hall.live.meeting.status is Status.CLOSED
    page = hall.facilitator.get(hall.path)
    assert "This session has ended." in words(page) and f'action="{hall.path}/phase"' not in _leading(
        page.text
    )
    assert hall.tap("screen", view="board").status_code == 409
    assert hall.tap("snapshots").status_code == 303


def _leading(page: str) -> str:
    """A page without the list of steps, which stays as a list."""
    return page.replace(f'action="{page.split("/phase")[0].rsplit(chr(34), 1)[-1]}/phase"', "", 1)


def test_what_is_set_aside_leaves_every_board_and_can_come_back(hall: Hall) -> None:
    items = hall.reveals("It was Jo at the desk", "two", "three")
    assert hall.tap("set-aside", item=items[0], reason="names a person").status_code == 303
    held = hall.live.room.replicas[pens.BOARD].state()
    assert b"It was Jo" not in held, "the words are gone from the document itself"
    assert hall.board().counts == {"set_aside": {"names a person": 1}}
    assert "It was Jo" not in hall.facilitator.get(hall.path).text
    lane = hall.facilitator.get(f"{hall.path}/lane")
    assert "It was Jo at the desk" in words(lane)
    hall.tap("set-aside", item=items[0], verb="back")
    assert {entry.text: entry.state for entry in hall.board().perspectives}[
        "It was Jo at the desk"
    ] == "shown"
    assert hall.board().counts == {"set_aside": {}} and not hall.board(pens.TEAM_BOARD).perspectives


def test_setting_aside_needs_a_reason_and_a_shown_perspective(hall: Hall) -> None:
    items = hall.reveals("one", "two", "three")
    assert hall.tap("set-aside", item=items[0], reason="I do not like it").status_code == 409
    assert hall.tap("set-aside", item="0" * 64, reason="other").status_code == 404
    assert hall.tap("set-aside", item=items[0], verb="back").status_code == 404
    assert all(entry.state == "shown" for entry in hall.board().perspectives)


def test_R5_a_snapshot_counts_what_is_set_aside_and_does_not_hold_it(hall: Hall) -> None:
    items = hall.reveals("It was Jo at the desk", "two", "three")
    hall.tap("set-aside", item=items[0], reason="names a person")
    hall.tap("snapshots")
    for form in ("", ".json", ".json?lane=team"):
        answer = hall.facilitator.get(f"{hall.path}/snapshots/1{form}")
        assert answer.status_code == 200 and "It was Jo" not in answer.text
    page = hall.facilitator.get(f"{hall.path}/snapshots/1")
    assert "Set aside by the facilitator1: names a person" in words(page)


def test_G6_while_writing_is_closed_nobodys_pen_writes_on_the_timeline(hall: Hall) -> None:
    hall.facilitator.get(hall.path)
    assert hall.live.room.may_share(Role.CASE_GROUP) and hall.live.room.may_share(Role.FACILITATOR)
    hall.tap("phase", verb="close")
    assert not hall.live.room.may_share(Role.CASE_GROUP) and not hall.live.room.may_share(Role.FACILITATOR)
    hall.tap("phase", verb="reopen")
    assert hall.live.room.may_share(Role.CASE_GROUP)
