"""Joining by HTTP: code, three steps, a line of the list, a personal link; and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.pages.join import HAPPY_FIRST, PICK_FIRST, WHO_ARE_YOU, WRONG_CODE
from server.store import meetings as meeting_rows
from server.store import seats as seat_rows
from sessions.people import Person, Role
from tests.pages.hall import ROUND_1, SCRIPT, Hall, words
from tests.pages.visitor import Instance, Visitor, running

STEPS = ("why", "recorded", "role")
FREE = "TVH"


@pytest.fixture
def hall(instance: Instance) -> Hall:
    """A meeting with ten people; twelve lines of the list are free."""
    return Hall(instance, 10)


def test_the_code_is_read_in_any_case_and_with_gaps(hall: Hall, instance: Instance) -> None:
    code = hall.told["join_code"]
    for typed in (code, code.lower(), f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}"):
        answer = instance.visitor().post("/j", {"code": typed})
        assert _away(answer) == f"{hall.path}/join/why"
    assert _away(instance.visitor().get(f"/j/{code.lower()}")) == f"{hall.path}/join/why"


@pytest.mark.parametrize("typed", ["OILOIL", "", "''; --", "x" * 4000, "АВС234"])
def test_a_wrong_code_is_answered_in_words(hall: Hall, instance: Instance, typed: str) -> None:
    answer = instance.visitor().post("/j", {"code": typed})
    assert answer.status_code == 404
    assert WRONG_CODE in words(answer)
    assert "x" * 20 not in answer.text


def test_pages_come_whole_and_as_a_part(hall: Hall, instance: Instance) -> None:
    person = instance.visitor()
    person.get(f"/j/{hall.told['join_code']}")
    for at in ("/j", f"{hall.path}/join/why", f"{hall.path}/join/recorded"):
        whole, part = person.get(at), person.get(at, headers=SCRIPT)
        assert whole.status_code == part.status_code == 200
        assert "<head" not in part.text
        assert words(whole, "//main") == words(part, "//main")
        assert words(whole, "//title") == "Learning session"


@pytest.mark.parametrize("step", STEPS)
def test_no_step_and_no_name_before_the_code(hall: Hall, instance: Instance, step: str) -> None:
    stranger = instance.visitor()
    assert _away(stranger.get(f"{hall.path}/join/{step}")) == "/j"
    elsewhere = instance.visitor()
    elsewhere.get(f"/j/{Hall(instance, 2).told['join_code']}")
    assert _away(elsewhere.get(f"{hall.path}/join/{step}")) == "/j"
    name, value = next(item for item in elsewhere.cookies.items() if "join-" in item[0])
    forged = Visitor(instance, {re.sub(r"join-\w+", f"join-{hall.told['meeting']}", name): value})
    assert _away(forged.get(f"{hall.path}/join/{step}")) == "/j"


def test_the_rules_are_read_before_the_list(hall: Hall, instance: Instance) -> None:
    person = instance.visitor()
    person.get(f"/j/{hall.told['join_code']}")
    page = words(person.get(f"{hall.path}/join/why"))
    assert "We are here to learn how things looked" in page and "version 1.2" in page
    page = words(person.get(f"{hall.path}/join/recorded"))
    assert "A court, a coroner or the police can ask to see the record" in page
    assert _away(person.get(f"{hall.path}/join/role")) == f"{hall.path}/join/recorded"
    refused = person.post(f"{hall.path}/join/recorded", {})
    assert refused.status_code == 422 and HAPPY_FIRST in words(refused)
    assert _away(person.post(f"{hall.path}/join/recorded", {"happy": "yes"})) == f"{hall.path}/join/role"


def test_the_list_shows_role_and_initials_only(hall: Hall, instance: Instance) -> None:
    answer = _at_the_list(hall, instance).get(f"{hall.path}/join/role")
    invited = _invited(hall)
    for person in invited:
        assert person.name not in answer.text
    free = [person for person in invited if person.group is Role.CASE_GROUP][10:]
    for person in free:
        assert f"{person.role}, {'. '.join(person.initials)}." in words(answer)
    assert answer.text.count('name="line-') == len(free) + 10, (
        "one for each free line and each agency's other"
    )


def test_M9_a_line_is_taken_once(hall: Hall, instance: Instance) -> None:
    first, second = _at_the_list(hall, instance), _at_the_list(hall, instance)
    line = _line(hall, FREE)
    assert _away(_pick(hall, first, FREE, line.id)) == f"{hall.path}/now"
    page = first.get(f"{hall.path}/now")
    assert page.status_code == 200, "a late joiner lands in the present step"
    assert "Timeline together" in words(page)
    refused = _pick(hall, second, FREE, line.id)
    assert refused.status_code == 422
    assert PICK_FIRST in words(refused)
    assert line.id not in refused.text
    seat = next(seat for seat in hall.live.seats.values() if seat.person and seat.person.id == line.id)
    assert seat.accepted == hall.live.review.rules_version
    assert _away(first.get(f"/j/{hall.told['join_code']}")) == f"{hall.path}/now"


def test_who_left_can_come_back_to_their_line(hall: Hall, instance: Instance) -> None:
    person, line = _at_the_list(hall, instance), _line(hall, FREE)
    _pick(hall, person, FREE, line.id)
    person.post(f"{hall.path}/leave")
    assert _away(_pick(hall, _at_the_list(hall, instance), FREE, line.id)) == f"{hall.path}/now"


def test_nothing_picked_is_asked_for_again(hall: Hall, instance: Instance) -> None:
    person = _at_the_list(hall, instance)
    for agency, line in ((FREE, ""), ("", ""), ("ASC", _line(hall, FREE).id + "0"), ("nowhere", "other")):
        answer = _pick(hall, person, agency, line)
        assert answer.status_code == 422
        assert PICK_FIRST in words(answer) or WHO_ARE_YOU in words(answer)


@pytest.mark.parametrize("agency", [FREE, "other"])
def test_who_is_not_on_the_list_waits_for_the_facilitator(
    hall: Hall, instance: Instance, agency: str
) -> None:
    person = _at_the_list(hall, instance)
    missing = _pick(hall, person, agency, "other", **{f"name-{agency}": "Sam Rowe"})
    assert missing.status_code == 422 and WHO_ARE_YOU in words(missing)
    assert "Sam Rowe" in missing.text
    said = {f"name-{agency}": "Sam Rowe", f"role-{agency}": "Night warden", "other_agency": "Hill House"}
    assert _away(_pick(hall, person, agency, "other", **said)) == f"{hall.path}/join/waiting"
    assert "let you in" in words(person.get(f"{hall.path}/join/waiting"))
    for name in ("now", "board", "timeline", "mine"):
        assert _away(person.get(f"{hall.path}/{name}")) == f"{hall.path}/join/waiting"
    seat = next(seat for seat in hall.live.seats.values() if not seat.admitted)
    assert (seat.person.name, seat.person.role) == ("Sam Rowe", "Night warden")  # type: ignore[union-attr]
    hall.tap("admissions", seat=seat.id, verb="admit", name="Sam Rowe", agency=FREE, role="Night warden")
    assert _away(person.get(f"{hall.path}/join/waiting")) == f"{hall.path}/now"
    assert person.get(f"{hall.path}/now").status_code == 200


def test_who_is_sent_away_is_led_to_the_door(hall: Hall, instance: Instance) -> None:
    person = _at_the_list(hall, instance)
    _pick(hall, person, FREE, "other", **{f"name-{FREE}": "Sam Rowe", f"role-{FREE}": "Warden"})
    seat = next(seat for seat in hall.live.seats.values() if not seat.admitted)
    hall.tap("admissions", seat=seat.id, verb="refuse")
    assert _away(person.get(f"{hall.path}/join/waiting")) == "/j"


def test_a_closed_meeting_takes_nobody_in(hall: Hall, instance: Instance) -> None:
    person = _at_the_list(hall, instance)
    hall.tap("closure")
    for step in STEPS:
        assert _away(person.get(f"{hall.path}/join/{step}")) == f"{hall.path}/ended"


def test_guesses_and_attempts_are_slowed(tmp_path: Path) -> None:
    with running(tmp_path / "slow", SIGHTLINE_JOIN_RATE="3/minute") as instance:
        hall = Hall(instance, 2)
        person = instance.visitor()
        answers = [person.get(f"/j/{hall.told['join_code']}x") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
        assert "Trying again in 5 seconds" in words(answers[-1])
        assert answers[-1].headers["retry-after"] == "5"
        assert 'http-equiv="refresh"' in answers[-1].text
        other = instance.visitor()
        assert _away(other.get(f"/j/{hall.told['join_code']}")) == f"{hall.path}/join/why"


def test_forms_need_their_token(hall: Hall, instance: Instance) -> None:
    person = _at_the_list(hall, instance)
    for at in ("/j", f"{hall.path}/join/recorded", f"{hall.path}/join/role"):
        assert person._ask("POST", at, data={"form": "no", "happy": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("role", "where"),
    [(Role.REVIEW_TEAM, "/now"), (Role.OBSERVER, "/now"), (Role.RECORDER, "/now"), (Role.CO_FACILITATOR, "")],
)
def test_a_personal_link_works_once_and_only_by_its_button(
    hall: Hall, instance: Instance, role: Role, where: str
) -> None:
    token, person = _link(hall, role), instance.visitor()
    for _ in range(3):
        assert "Take my place" in words(person.get(f"/seats/{token}"))
    assert _away(person.post(f"/seats/{token}")) == f"{hall.path}{where}"
    assert person.get(f"{hall.path}/timeline").status_code == 200
    again = instance.visitor().post(f"/seats/{token}")
    assert again.status_code == 404
    assert "This link has closed" in words(again)


def test_L5_a_new_link_puts_the_old_device_out(hall: Hall, instance: Instance) -> None:
    first, second = instance.visitor(), instance.visitor()
    token = _link(hall, Role.RECORDER)
    first.post(f"/seats/{token}")
    meeting, line = hall.told["meeting"], _recorder(hall)
    instance.store.write_now(lambda books: meeting_rows.add_link(books, meeting, line.id, "fresh"))
    second.post("/seats/fresh")
    assert second.get(f"{hall.path}/now").status_code == 200
    assert _away(first.get(f"{hall.path}/now")) == "/j"


def _away(answer: Any) -> str:
    assert answer.status_code == 303, f"{answer.status_code}: {answer.text[:200]}"
    return str(answer.headers["location"])


def _at_the_list(hall: Hall, instance: Instance) -> Visitor:
    """Somebody who gave the code and accepted the rules."""
    person = instance.visitor()
    person.get(f"/j/{hall.told['join_code']}")
    person.post(f"{hall.path}/join/recorded", {"happy": "yes"})
    return person


def _pick(hall: Hall, person: Visitor, agency: str, line: str, **more: str) -> Any:
    return person.post(f"{hall.path}/join/role", {"agency": agency, f"line-{agency}": line, **more})


def _invited(hall: Hall) -> list[Person]:
    def act(books: Any) -> list[Person]:
        meeting = meeting_rows.find_meeting(books, hall.told["meeting"])
        assert meeting is not None
        return meeting_rows.invited_to(books, meeting)

    return hall.at.store.read_now(act)


def _line(hall: Hall, agency: str) -> Person:
    return next(
        person for person in _invited(hall) if person.agency == agency and person.group is Role.CASE_GROUP
    )


def _link(hall: Hall, role: Role) -> str:
    """A one-time link for somebody with this role, who is put on the list."""
    person = Person("recorder" if role is Role.RECORDER else f"one-{role}", "Ola Reed", "", "", group=role)
    token = f"token-{role}"

    def act(books: Any) -> None:
        meeting = meeting_rows.find_meeting(books, hall.told["meeting"])
        assert meeting is not None
        meeting_rows.invite(books, meeting, person, 99)
        meeting_rows.add_link(books, meeting.id, person.id, token)

    hall.at.store.write_now(act)
    return token


def _recorder(hall: Hall) -> Person:
    seats = hall.at.store.read_now(lambda books: seat_rows.seats_of(books, hall.told["meeting"])).values()
    found = next(seat.person for seat in seats if seat.person and seat.person.id == "recorder")
    assert found is not None
    return found


LIMITS = (
    "People may still guess from what you describe, or the way you write.",
    "Where few people are here it is hard to hide anybody.",
    "Whoever runs the server, or the network and the proxy on the way to it, could with effort find out",
    "A court, a coroner or the police can ask for what is kept of this session.",
    "This is not the way to report it: nobody reads notes before the reveal.",
)


def test_A9_what_is_not_promised_is_read_before_anybody_can_write(hall: Hall, instance: Instance) -> None:
    person = instance.visitor()
    person.get(f"/j/{hall.told['join_code']}")
    before = words(person.get(f"{hall.path}/join/recorded"))
    assert [limit for limit in LIMITS if limit not in before] == []
    hall.tap("phase", number=ROUND_1)
    for who in (hall.practitioners[0], hall.team):
        page = who.get(f"{hall.path}/now")
        assert "composer-form" in page.text
        assert [limit for limit in LIMITS if limit not in words(page, "//main")] == []


def test_A9_a_notice_of_the_review_never_stands_instead_of_the_court(hall: Hall, instance: Instance) -> None:
    person = instance.visitor()
    person.get(f"/j/{hall.told['join_code']}")
    person.get(f"{hall.path}/join/recorded")
    live = hall.live
    live.review = replace(live.review, notice="There is an open inquest.")
    page = words(person.get(f"{hall.path}/join/recorded"))
    assert "the police can ask to see the record of this session. There is an open inquest." in page
    live.review = replace(live.review, notice="A court can ask to see the record of this session.")
    page = words(person.get(f"{hall.path}/join/recorded"))
    assert page.count("can ask to see the record of this session.") == 1, "said once"
