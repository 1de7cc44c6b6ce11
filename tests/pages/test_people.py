"""Asking somebody to leave: out everywhere at once, back by no way of their own, and nothing of theirs told (M13)."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from server.seating import correct
from server.store import meetings as meeting_rows
from server.store import seats as seat_rows
from sessions.labels import Mode
from sessions.people import Person, Role, Seat
from tests.pages.hall import ROUND_1, Hall, words
from tests.pages.visitor import Instance, Visitor

PHONE_PAGES = ("now", "board", "timeline", "mine", "leave")


def seat_with(hall: Hall, visitor: Visitor) -> Seat:
    """The seat that somebody's cookie opens."""
    (cookie,) = (value for name, value in visitor.cookies.items() if "seat" in name)
    seats = hall.at.store.read_now(lambda books: seat_rows.seats_of(books, hall.told["meeting"]))
    return seats[meeting_rows.hashed(cookie)]


def seat_of(hall: Hall, number: int) -> Seat:
    """The seat of a practitioner."""
    return seat_with(hall, hall.practitioners[number])


def person_of(hall: Hall, number: int) -> Person:
    person = seat_of(hall, number).person
    assert person is not None
    return person


def asks(hall: Hall, person: str, verb: str = "out", by: Visitor | None = None) -> Any:
    return (by or hall.facilitator).post(f"{hall.path}/people", {"person": person, "verb": verb})


def away(answer: Any) -> str:
    assert answer.status_code == 303, f"{answer.status_code}: {answer.text[:200]}"
    return str(answer.headers["location"])


def at_the_list(hall: Hall, person: Visitor) -> Visitor:
    """The way of the code, up to the list."""
    person.get(f"/j/{hall.told['join_code']}")
    person.post(f"{hall.path}/join/recorded", {"happy": "yes"})
    return person


def picks(hall: Hall, person: Visitor, line: Person) -> Any:
    return person.post(f"{hall.path}/join/role", {"agency": line.agency, f"line-{line.agency}": line.id})


def free_line(hall: Hall) -> Person:
    taken = {seat.person.id for seat in hall.live.seats.values() if seat.person}

    def act(books: Any) -> Any:
        meeting = meeting_rows.find_meeting(books, hall.told["meeting"])
        assert meeting is not None
        return meeting_rows.invited_to(books, meeting)

    lines: list[Person] = hall.at.store.read_now(act)
    return next(one for one in lines if one.group is Role.CASE_GROUP and one.id not in taken)


def test_only_whoever_leads_sees_the_page(hall: Hall, instance: Instance) -> None:
    assert away(instance.visitor().get(f"{hall.path}/people")).startswith("/sign-in")
    for by in (hall.practitioners[0], hall.team, hall.observer()):
        assert by.get(f"{hall.path}/people").status_code == 403
        assert asks(hall, person_of(hall, 1).id, by=by).status_code == 403
    assert hall.facilitator.get(f"{hall.path}/people").status_code == 200
    assert f'href="{hall.path}/people"' in hall.facilitator.get(hall.path).text
    assert f'href="{hall.path}/people"' not in hall.team.get(hall.path).text


def test_M13_who_is_asked_to_leave_is_out_of_every_page_and_led_to_kind_words(hall: Hall) -> None:
    phone, gone = hall.practitioners[0], person_of(hall, 0)
    assert phone.get(f"{hall.path}/now").status_code == 200
    assert away(asks(hall, gone.id)) == f"{hall.path}/people"
    for name in PHONE_PAGES:
        assert away(phone.get(f"{hall.path}/{name}")) == f"{hall.path}/ended", name
    page = phone.get(f"{hall.path}/ended")
    assert "The facilitator has asked you to leave this session." in words(page)
    assert "Come back in with the code" not in words(page)
    assert f'href="{hall.path}/risk"' in page.text and "Your name" in words(phone.get(f"{hall.path}/risk"))
    token = phone.token(f"{hall.path}/ended")
    fields = {"form": token, "text": "after", "mode": "role", "item": "0" * 64}
    refused = phone._ask(
        "POST", f"{hall.path}/perspectives", data=fields, headers={"accept": "application/json"}
    )
    assert refused.status_code == 403 and "Your words are still on this phone" in refused.text


def test_M13_nobody_comes_back_by_code_cookie_or_personal_link_until_let_in_again(
    hall: Hall, instance: Instance
) -> None:
    phone, gone = hall.practitioners[0], person_of(hall, 0)
    asks(hall, gone.id)
    assert away(phone.get(f"/j/{hall.told['join_code']}")) == f"{hall.path}/ended"
    for step in ("why", "recorded", "role", "waiting"):
        assert away(phone.get(f"{hall.path}/join/{step}")) == f"{hall.path}/ended"
    other = at_the_list(hall, instance.visitor())
    assert gone.id not in other.get(f"{hall.path}/join/role").text
    assert picks(hall, other, gone).status_code == 422
    # Another's line opens nothing either: whoever comes by the code now waits to be let in.
    assert away(picks(hall, other, free_line(hall))) == f"{hall.path}/join/waiting"
    assert "Just now the facilitator looks at everybody" in words(other.get(f"{hall.path}/join/waiting"))
    assert away(other.get(f"{hall.path}/board")) == f"{hall.path}/join/waiting"
    meeting = hall.told["meeting"]
    instance.store.write_now(lambda books: meeting_rows.add_link(books, meeting, gone.id, "a-new-link"))
    by_link = instance.visitor().post("/seats/a-new-link")
    assert by_link.status_code == 404 and "This link has closed" in words(by_link)
    assert away(asks(hall, gone.id, "back")) == f"{hall.path}/people"
    assert away(phone.get(f"{hall.path}/ended")) == f"{hall.path}/now"
    assert phone.get(f"{hall.path}/board").status_code == 200


def test_M13_a_restart_does_not_let_anybody_in_again(hall: Hall) -> None:
    asks(hall, person_of(hall, 0).id)
    hall.live.broken = True  # the room is loaded anew, as after a restart
    assert away(hall.practitioners[0].get(f"{hall.path}/now")) == f"{hall.path}/ended"
    assert seat_of(hall, 0).put_out


def test_M13_a_personal_link_that_was_not_used_opens_nothing_afterwards(
    hall: Hall, instance: Instance
) -> None:
    person = Person("one-recorder", "Ola Reed", "", "Recorder", group=Role.RECORDER)

    def act(books: Any) -> None:
        meeting = meeting_rows.find_meeting(books, hall.told["meeting"])
        assert meeting is not None
        meeting_rows.invite(books, meeting, person, 99)
        meeting_rows.add_link(books, meeting.id, person.id, "unused")

    instance.store.write_now(act)
    hall.facilitator.get(hall.path)
    assert away(asks(hall, person.id)) == f"{hall.path}/people"
    assert "Ola Reed" in words(hall.facilitator.get(f"{hall.path}/people"))
    assert instance.visitor().post("/seats/unused").status_code == 404
    asks(hall, person.id, "back")
    assert not [seat for seat in hall.live.seats.values() if seat.person and seat.person.id == person.id]
    meeting = hall.told["meeting"]
    instance.store.write_now(lambda books: meeting_rows.add_link(books, meeting, person.id, "fresh"))
    assert away(instance.visitor().post("/seats/fresh")) == f"{hall.path}/now"


def test_M13_what_they_sent_stays_and_stays_theirs_and_nothing_tells_which_it_was(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    claim = bytes(range(10))
    item = sha256(b"item" + claim).hexdigest()
    hall.sends(0, "It was the third call that week.", item=item)
    for number in (1, 2, 3):
        hall.sends(number, f"Words of number {number}.")
    asks(hall, person_of(hall, 0).id)
    page = hall.facilitator.get(f"{hall.path}/people").text
    assert item not in page and "third call" not in page
    assert hall.tap("reveal").status_code == 303
    shown = {entry.text for entry in hall.board().perspectives}
    assert shown == {"It was the third call that week.", *(f"Words of number {n}." for n in (1, 2, 3))}
    for verb in ("correction", "withdrawal"):
        asked = {"claim": claim.hex(), "text": "It was the fourth call that week."}
        json = {"accept": "application/json"}
        taken = Visitor(hall.at)._ask("POST", f"{hall.path}/perspectives/{verb}", data=asked, headers=json)
        assert taken.json()["saved"], "by the claim alone, as for everybody"


def test_A3_thresholds_follow_who_is_left(instance: Instance) -> None:
    hall = Hall(instance, 8)
    hall.facilitator.get(hall.path)
    assert len(hall.live.case_group()) == 8
    for number in range(4):
        asks(hall, person_of(hall, number).id)
    assert len(hall.live.case_group()) == 4
    hall.tap("phase", number=ROUND_1)
    refused = hall.practitioners[5]
    token = refused.token(f"{hall.path}/now")
    fields = {"form": token, "text": "Too few to hide", "mode": str(Mode.ANONYMOUS), "item": "1" * 64}
    answer = refused._ask(
        "POST", f"{hall.path}/perspectives", data=fields, headers={"accept": "application/json"}
    )
    assert answer.status_code == 422 and "cannot hide" in answer.text
    for number in range(4):
        asks(hall, person_of(hall, number).id, "back")
    assert len(hall.live.case_group()) == 8


def test_M13_the_list_tells_nobody_who_has_joined(instance: Instance) -> None:
    pages = []
    for joined in (2, 9):
        hall = Hall(instance, joined)
        page = hall.facilitator.get(f"{hall.path}/people").text
        lines = page[page.index('id="list-title"') :]
        pages.append([words(hall.facilitator.get(f"{hall.path}/people")), lines.count("<li>")])
    assert pages[0] == pages[1] and pages[0][1] > 9


def test_L5_whoever_is_let_in_again_after_the_list_gave_them_another_part_begins_anew(hall: Hall) -> None:
    """Their seat would else still open the review team's lane."""
    assert hall.team.get(f"{hall.path}/lane").status_code == 200
    seat = seat_with(hall, hall.team)
    assert seat.person is not None
    asks(hall, seat.person.id)
    portal = hall.at.client.portal
    assert portal is not None
    portal.call(correct, hall.live, replace(seat.person, group=Role.CASE_GROUP))
    asks(hall, seat.person.id, "back")
    assert seat.id not in hall.live.seats
    assert hall.team.get(f"{hall.path}/lane").status_code in (303, 403)
    assert away(hall.team.get(f"{hall.path}/now")) == "/j"


def test_M13_a_stranger_who_was_let_in_can_be_asked_to_leave(hall: Hall) -> None:
    seat = hall.stranger()
    assert asks(hall, "stranger").status_code == 404, "who only knocks is told no"
    hall.tap("admissions", seat=seat, verb="admit", name="Sasha Quill", role="Warden", agency="TVH")
    assert away(asks(hall, "stranger")) == f"{hall.path}/people"
    assert not hall.live.seats[seat].is_present


@pytest.mark.parametrize("role", [Role.CO_FACILITATOR, Role.FACILITATOR])
def test_M13_nobody_puts_out_the_facilitator_nor_one_co_facilitator_another(hall: Hall, role: Role) -> None:
    second = hall.takes(Role.CO_FACILITATOR)
    person = Person("another", "Ash Ford", "", "", group=role)

    def act(books: Any) -> None:
        meeting = meeting_rows.find_meeting(books, hall.told["meeting"])
        assert meeting is not None
        meeting_rows.invite(books, meeting, person, 98)

    hall.at.store.write_now(act)
    assert asks(hall, "another", by=second).status_code == 404
    expected = 303 if role is Role.CO_FACILITATOR else 404
    assert asks(hall, "another").status_code == expected
    assert asks(hall, f"one-{Role.CO_FACILITATOR}", by=second).status_code == 404, "nor oneself"


def test_M4_after_the_end_nobody_is_asked_to_leave(hall: Hall) -> None:
    person = person_of(hall, 0).id
    hall.tap("closure")
    assert asks(hall, person).status_code == 409
    assert "Everybody invited" not in words(hall.facilitator.get(f"{hall.path}/people"))


def test_a_form_without_its_token_does_nothing(hall: Hall) -> None:
    fields = {"form": "no", "person": person_of(hall, 0).id, "verb": "out"}
    assert hall.facilitator._ask("POST", f"{hall.path}/people", data=fields).status_code == 403
    assert seat_of(hall, 0).is_present
    assert (
        asks(hall, "nobody").status_code == 404
        and asks(hall, person_of(hall, 0).id, "maybe").status_code == 404
    )
    assert asks(hall, person_of(hall, 0).id, "back").status_code == 404
