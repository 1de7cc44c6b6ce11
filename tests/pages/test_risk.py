"""Someone may be at risk now: the page of every phone, the console's box, the duty page, the outcome."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.store import alerts as alert_rows
from server.store.keys import ALERTS, WORKING, KeyGone
from sessions.people import Role
from tests.pages.hall import LOCKED, SCRIPT, Hall, words
from tests.pages.setting_up import SetUp
from tests.pages.visitor import Instance, Visitor

WORDS = "the boy next door is alone with him tonight"
BOX = '//*[@id="alerts"]'


def raises(hall: Hall, number: int = 0, **typed: str) -> str:
    """A practitioner presses the button; the address of what they see then."""
    return pressed(hall, hall.practitioners[number], **typed).headers["location"]


def pressed(hall: Hall, by: Visitor, **typed: str) -> Any:
    page = by.get(f"{hall.path}/risk")
    key = re.search(r'name="alert" value="(\w+)"', page.text)
    assert key, words(page)
    asked = {"alert": key[1], "name": "Toni Northgate", "words": WORDS, "reach": "find", **typed}
    return by.post(f"{hall.path}/risk", asked)


def alert_of(place: str) -> str:
    return "/alerts/" + place.rpartition("/")[2]


def opens(by: Visitor, place: str) -> Any:
    assert by.post(f"{alert_of(place)}/reading", {}, page=alert_of(place)).status_code == 303
    return by.get(alert_of(place))


def answers(who: Visitor, place: str, **said: str) -> Any:
    asked = {"kind": "acted", "by": "Lee", "when": "10:50", "words": "visited, ref 77", **said}
    return who.post(f"{alert_of(place)}/outcome", asked, page=alert_of(place))


def test_the_form_shows_the_seats_name_and_puts_999_first(hall: Hall) -> None:
    page = hall.practitioners[0].get(f"{hall.path}/risk")
    said = words(page, "//main")
    assert said.index("Call 999 first") < said.index("What are you worried about?")
    person = next(s.person for s in hall.live.seats.values() if s.role is Role.CASE_GROUP)
    assert person and re.search(r'id="name"[^>]*value="[^"]+"', page.text)
    assert "Helen Carrow" in said and "cannot be kept secret" in said
    assert "Cannot do this yourself? Tell anyone from the review team, or call 01632 960 010." in said


def test_there_is_no_unnamed_choice(hall: Hall) -> None:
    answer = pressed(hall, hall.practitioners[0], name="  ")
    assert answer.status_code == 422
    assert "Please give your name" in words(answer) and WORDS in answer.text
    assert "Someone may be at risk" not in words(hall.facilitator.get(hall.path), BOX)


def test_too_many_words_are_given_back_whole(hall: Hall) -> None:
    long = "x" * 2001
    answer = pressed(hall, hall.practitioners[0], words=long)
    assert answer.status_code == 422 and long in answer.text


@pytest.mark.parametrize("standing", ["running", "paused timer", "writing closed", "locked step", "ended"])
def test_it_comes_through_in_every_phase(hall: Hall, standing: str) -> None:
    hall.facilitator.get(hall.path)
    act: dict[str, Any] = {
        "paused timer": {"verb": "pause"},
        "writing closed": {"verb": "close"},
        "locked step": {"number": LOCKED},
    }.get(standing, {})
    if act:
        assert hall.tap("phase", **act).status_code == 303
    if standing == "ended":
        assert hall.tap("closure").status_code == 303
    place = raises(hall)
    assert "Someone may be at risk now" in words(hall.facilitator.get(f"{hall.path}/alerts", headers=SCRIPT))
    assert WORDS in opens(hall.facilitator, place).text


def test_words_and_name_are_on_no_console_and_only_for_who_opened_it(hall: Hall) -> None:
    place = raises(hall)
    for who in (hall.facilitator, hall.team):
        console = hall_box(hall, who)
        assert "Someone may be at risk now" in console and "Words are hidden" in console
        for path in ("", "/alerts", "/lane", "/snapshots"):
            page = who.get(f"{hall.path}{path}").text
            assert WORDS not in page and "Toni Northgate" not in page
    closed = hall.facilitator.get(alert_of(place))
    assert closed.status_code == 200 and WORDS not in closed.text and "Toni" not in closed.text
    opened = opens(hall.facilitator, place)
    assert WORDS in opened.text and "Toni Northgate" in words(opened) and "Go and find them." in words(opened)


def hall_box(hall: Hall, who: Visitor) -> str:
    return words(who.get(hall.path), BOX)


def test_nobody_but_a_duty_lead_gets_to_an_alert(hall: Hall, instance: Instance) -> None:
    place = raises(hall)
    others = (
        hall.team,
        hall.practitioners[0],
        hall.practitioners[1],
        hall.observer(),
        instance.visitor("Eve"),
    )
    for who in others:
        assert who.get(alert_of(place)).status_code == 404
        assert who.post(f"{alert_of(place)}/reading", {}, page=f"{hall.path}/risk").status_code in (403, 404)
        assert who.get("/duty").status_code == 403 or who.get("/duty").status_code == 404
    assert hall.practitioners[1].get(place).status_code == 404, "another's receipt"


def test_a_duty_lead_without_an_open_page_is_not_reached_at_once(hall: Hall) -> None:
    place = raises(hall)
    assert "nobody has it on screen yet" in words(hall.practitioners[0].get(place))
    said = hall_box(hall, hall.facilitator)
    assert "Helen Carrow has it on screen." in said and "Marcus Oyelaran: not reached." in said
    assert "Helen Carrow has been told. They will come to you." in words(hall.practitioners[0].get(place))


def test_unread_for_two_minutes_the_sender_is_sent_to_somebody_in_person(hall: Hall) -> None:
    place = raises(hall)
    started = hall.live.clock()
    hall.live.clock = lambda: started + 121
    assert "Not seen yet. Please go and tell someone in person." in words(hall.practitioners[0].get(place))
    assert "Not read for two minutes." in hall_box(hall, hall.facilitator)
    opens(hall.facilitator, place)
    assert "Helen Carrow is reading it now." in words(hall.practitioners[0].get(place))


def test_pressed_twice_it_is_one_alert_and_what_was_added_is_kept(hall: Hall) -> None:
    phone = hall.practitioners[0]
    first = pressed(hall, phone, alert="0123456789abcdef")
    again = pressed(hall, phone, alert="0123456789abcdef")
    more = pressed(hall, phone, alert="0123456789abcdef", words="and the sister too")
    assert first.headers["location"] == again.headers["location"] == more.headers["location"]
    other = pressed(hall, hall.practitioners[1], alert="0123456789abcdef")
    assert other.headers["location"] != first.headers["location"], "a number belongs to its seat"
    assert hall_box(hall, hall.facilitator).count("Someone may be at risk now") == 2
    assert "and the sister too" in opens(hall.facilitator, first.headers["location"]).text


def test_it_cannot_be_closed_without_an_outcome_or_unread(hall: Hall) -> None:
    place = raises(hall)
    assert answers(hall.facilitator, place).status_code == 403, "nobody answers what they have not read"
    opens(hall.facilitator, place)
    for missing in ("by", "when", "words"):
        answer = answers(hall.facilitator, place, **{missing: ""})
        assert answer.status_code == 422 and "cannot be closed without it" in words(answer)
    assert "Someone may be at risk now" in hall_box(hall, hall.facilitator)
    assert answers(hall.facilitator, place, kind="passed", by="MASH").status_code == 303
    assert "Someone may be at risk now" not in hall_box(hall, hall.facilitator)
    page = words(hall.facilitator.get(alert_of(place)))
    assert "Passed on to MASH, 10:50: visited, ref 77" in page and "Opened by Helen Carrow." in page
    assert "passed on to those who deal with it" in words(hall.practitioners[0].get(place))


def test_a_meeting_with_an_open_alert_cannot_be_put_away(hall: Hall) -> None:
    place = raises(hall)
    assert hall.tap("archive").status_code == 409, "not before its end"
    assert hall.tap("closure").status_code == 303
    assert "A risk alert is still open." in words(hall.facilitator.get(hall.path))
    refused = hall.tap("archive")
    assert refused.status_code == 409 and "still open" in words(refused)
    assert "It must be answered first." in words(hall.facilitator.get(f"{hall.path}/snapshots"))
    opens(hall.facilitator, place)
    answers(hall.facilitator, place)
    assert hall.tap("archive", hall.team).status_code == 403
    assert hall.tap("archive").status_code == 303
    assert "has been put away" in words(hall.facilitator.get(f"{hall.path}/snapshots"))
    assert hall.tap("snapshots").status_code == 409


def test_R3_a_snapshot_says_one_alert_and_its_reference_and_never_the_words(hall: Hall) -> None:
    place = raises(hall)
    opens(hall.facilitator, place)
    reference = re.search(r"R-\w{4}", words(hall.facilitator.get(alert_of(place))))
    assert reference
    assert hall.tap("snapshots").status_code == 303
    for form in (".json", ".docx", ""):
        file = hall.facilitator.get(f"{hall.path}/snapshots/1{form}")
        assert file.status_code == 200
        assert WORDS.encode() not in file.content and b"Toni Northgate" not in file.content
    exported = hall.facilitator.get(f"{hall.path}/snapshots/1.json").json()
    counts = [kept["item"] for kept in exported["parts"]["set_aside_counts"]["items"]]
    assert counts == [{"kind": "alerts", "reason": reference[0], "number": 1}]


def test_it_works_for_hours_after_the_end_and_then_says_whom_to_call(hall: Hall) -> None:
    assert hall.tap("closure").status_code == 303
    ended = hall.live.clock()
    hall.live.clock = lambda: ended + 12 * 3600 - 60
    assert "What are you worried about?" in words(hall.practitioners[0].get(f"{hall.path}/risk"))
    raises(hall)
    hall.live.clock = lambda: ended + 12 * 3600 + 60
    page = hall.practitioners[0].get(f"{hall.path}/risk")
    assert "Nothing can be sent from this page any more." in words(page) and "Call 01632 960 010" in words(
        page
    )


def test_somebody_who_waits_at_the_door_can_raise_one_and_a_stranger_reads_whom_to_tell(hall: Hall) -> None:
    stranger = Visitor(hall.at)
    page = stranger.get(f"{hall.path}/risk")
    assert page.status_code == 200 and "Call 999 first" in words(page) and "Call 01632 960 010" in words(page)
    assert stranger.post(f"{hall.path}/risk", {"name": "x", "words": "y"}).status_code == 403


def test_every_page_leads_to_it(hall: Hall, robin: SetUp) -> None:
    phone = hall.practitioners[0]
    for path in ("/now", "/timeline", "/board", "/mine", "/leave"):
        assert f'href="{hall.path}/risk"' in phone.get(f"{hall.path}{path}").text, path
    for path in ("", "/lane", "/snapshots", "/alerts"):
        assert f'href="{hall.path}/risk"' in hall.facilitator.get(f"{hall.path}{path}").text, path
    for path in ("/", "/j", "/nowhere", *robin.pages.values(), f"/reviews/{robin.review}/duty"):
        page = robin.owner.get(path)
        assert re.search(r'href="(/meetings/\w{16})?/risk"', page.text), path
    assert "Call 999 first" in words(robin.owner.get("/risk"))
    hall.tap("closure")
    assert f'href="{hall.path}/risk"' in phone.get(f"{hall.path}/ended").text


def test_duty_leads_are_named_at_set_up_and_there_is_always_one(robin: SetUp) -> None:
    page = f"/reviews/{robin.review}/duty"
    assert "Until then it is you: Ada." in words(robin.owner.get(page))
    blank = robin.owner.post(page, {"name": "", "number": "1", "email": ""})
    assert blank.status_code == 422 and "Please give the name" in words(blank)
    lead = {"name": "Lee Marsh", "number": "01632 960 200", "email": "lee@board.test"}
    assert robin.owner.post(page, lead).status_code == 303
    said = words(robin.owner.get(page))
    assert "Lee Marsh 01632 960 200, lee@board.test" in said and "Until then it is you" not in said
    assert robin.at.visitor("Eve").get(page).status_code == 404


def test_a_duty_link_works_once_and_opens_the_alerts_of_its_review_only(robin: SetUp, hall: Hall) -> None:
    page = f"/reviews/{robin.review}/duty"
    robin.owner.post(page, {"name": "Lee Marsh", "number": "", "email": ""})
    action = re.search(rf"{page}/\w+/link", robin.owner.get(page).text)
    assert action
    made = re.search(r"/duty/[\w-]{20,}", robin.owner.post(action[0], {}, page=page).text)
    assert made
    lee, late = Visitor(robin.at), Visitor(robin.at)
    assert lee.get(made[0]).status_code == 200, "looking does not use it"
    assert lee.post(made[0], {}).status_code == 303
    assert late.get(made[0]).status_code == 404 and late.post(made[0], {}, page="/sign-in").status_code == 404
    assert "Risk duty: Lee Marsh" in words(lee.get("/duty")) and "Nothing now." in words(lee.get("/duty"))
    foreign = raises(hall)
    assert "Nothing now." in words(lee.get("/duty")) and lee.get(alert_of(foreign)).status_code == 404


def test_a_duty_page_of_ones_own_shows_the_alert_and_opens_it(robin: SetUp) -> None:
    page = f"/reviews/{robin.review}/duty"
    robin.owner.post(page, {"name": "Lee Marsh", "number": "", "email": ""})
    action = re.search(rf"{page}/\w+/link", robin.owner.get(page).text)
    assert action
    made = re.search(r"/duty/[\w-]{20,}", robin.owner.post(action[0], {}, page=page).text)
    assert made
    lee = Visitor(robin.at)
    lee.post(made[0], {})
    meeting = f"/meetings/{robin.meeting}"
    robin.owner.get(meeting)
    key = re.search(r'name="alert" value="(\w+)"', robin.owner.get(f"{meeting}/risk").text)
    assert key
    sent = robin.owner.post(f"{meeting}/risk", {"alert": key[1], "name": "Ada", "words": WORDS})
    assert sent.status_code == 303
    fragment = lee.get("/duty", headers=SCRIPT)
    assert "Someone may be at risk now" in words(fragment) and WORDS not in fragment.text
    assert WORDS in opens(lee, sent.headers["location"]).text
    assert "Only the duty leads can read it." in words(robin.owner.get(meeting), BOX), "Ada is not on duty"
    assert robin.owner.get(alert_of(sent.headers["location"])).status_code == 404


def test_D4_without_the_alerts_key_no_alert_can_be_read_and_with_it_nothing_else_is_needed(
    hall: Hall,
) -> None:
    raises(hall)
    read = lambda books: alert_rows.alerts_of_meeting(books, hall.told["meeting"])  # noqa: E731
    assert [alert.words for alert in hall.at.store.read_now(read)] == [WORDS]
    review = hall.live.review.id
    hall.at.store.keys.destroy(review, WORKING)
    assert [alert.words for alert in hall.at.store.read_now(read)] == [WORDS]
    hall.at.store.keys.destroy(review, ALERTS)
    with pytest.raises(KeyGone):
        hall.at.store.read_now(read)
