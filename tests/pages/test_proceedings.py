"""Parallel proceedings: nothing is destroyed, two people's files, two people to end it, and what everybody reads."""

from __future__ import annotations

import csv
import io
import json
import secrets
from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest

from server.store import held as held_rows
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.keys import ALERTS, KeyGone
from sessions.meeting import Review
from sessions.people import Role
from tests.pages.hall import ROUND_1, Hall, words
from tests.pages.visitor import Visitor, fields_of

MODE = {
    "on": "yes",
    "banner": "The coroner asks that 12 July is not discussed.",
    "said_by": "A. Mills, coroner's officer",
    "said_on": "2026-01-10",
    "review_by": "2026-03-01",
    "contact": "Lena Law",
    "structured": "no",
    "witnesses_come": "no",
}


@dataclass
class Case:
    """The training meeting with its owner and a legal contact, each signed in."""

    hall: Hall
    owner: Visitor
    contact: Visitor
    review: str

    @property
    def page(self) -> str:
        return f"/reviews/{self.review}/proceedings"

    def opens(self, **fields: str) -> Any:
        """Switch the mode on."""
        return self.owner.post(self.page, {**MODE, **fields})

    def now(self) -> Review:
        found = self.hall.at.store.read_now(lambda books: review_rows.find_review(books, self.review))
        assert found
        return found


@pytest.fixture
def case(hall: Hall) -> Case:
    hall.facilitator.get(hall.path)
    at = hall.at
    return Case(hall, at.visitor("Training facilitator"), at.visitor("Lena Law"), hall.live.review.id)


def sends(hall: Hall, number: int, text: str) -> tuple[str, bytes]:
    claim = secrets.token_bytes(10)
    item = sha256(b"item" + claim).hexdigest()
    hall.sends(number, text, item=item)
    return item, claim


def claimed(hall: Hall, item: str, claim: bytes, tail: str, **fields: str) -> Any:
    asked = {"claim": claim.hex(), "item": item, **fields}
    return Visitor(hall.at)._ask("POST", f"{hall.path}/perspectives/{tail}", data=asked)


def held(case: Case) -> str:
    """Everything that the hold keeps, opened, as one text."""
    found = case.hall.at.store.read_now(lambda books: held_rows.all_held(books, case.review))
    texts = [json.dumps(one, ensure_ascii=False) for one in found]
    for one in found:
        for document in ("board", "team"):
            texts += [b64decode(update).decode("utf-8", "replace") for update in one.get(document, ())]
    return "\n".join(texts)


def working(case: Case) -> bytes:
    """The journal as the working key opens it."""
    meeting = case.hall.told["meeting"]
    updates = case.hall.at.store.read_now(lambda books: books.journal.replay_all(meeting))
    return b"".join(update for found in updates.values() for update in found)


def test_D3_under_a_hold_withdrawn_words_leave_the_journal_and_are_sealed_under_the_alerts_key(
    case: Case,
) -> None:
    assert case.opens().status_code == 303
    hall = case.hall
    hall.tap("phase", number=ROUND_1)
    sent = [sends(hall, number, f"planted-{number}-words") for number in range(4)]
    assert hall.tap("reveal").status_code == 303
    claimed(hall, *sent[0], "withdrawal")
    assert hall.tap("snapshots").status_code == 303
    assert b"planted-0-words" in working(case)
    hall.tap("phase", number=ROUND_1 + 1)
    assert b"planted-0-words" not in working(case) and b"planted-1-words" in working(case)
    assert "planted-0-words" in held(case)
    hall.at.store.keys.destroy(case.review, ALERTS)
    with pytest.raises(KeyGone):
        held(case)


def test_D3_what_was_taken_back_or_rewritten_before_the_reveal_is_held_too(case: Case) -> None:
    case.opens()
    hall = case.hall
    hall.tap("phase", number=ROUND_1)
    sent = [sends(hall, number, f"planted-{number}-words") for number in range(5)]
    claimed(hall, *sent[0], "withdrawal")
    claimed(hall, *sent[1], "correction", text="put anew")
    assert hall.tap("reveal").status_code == 303
    assert "planted-0-words" in held(case) and "planted-1-words" in held(case)
    shown = {entry.text for entry in hall.board().perspectives}
    assert shown == {"put anew", "planted-2-words", "planted-3-words", "planted-4-words"}
    taken = hall.tap("snapshots")
    record = (
        hall.at.store.read_now(lambda books: taken) and case.owner.get(f"{hall.path}/snapshots/1.json").text
    )
    assert "planted-0-words" not in record and "planted-1-words" not in record and "put anew" in record


def test_D3_without_a_hold_nothing_is_held(case: Case) -> None:
    hall = case.hall
    hall.tap("phase", number=ROUND_1)
    sent = [sends(hall, number, f"planted-{number}-words") for number in range(4)]
    claimed(hall, *sent[0], "withdrawal")
    hall.tap("reveal")
    hall.tap("phase", number=ROUND_1 + 1)
    assert held(case) == "" and b"planted-0-words" not in working(case)


def test_A9_the_phone_says_so_before_writing_and_at_taking_back(case: Case) -> None:
    hall, phone = case.hall, case.hall.practitioners[0]
    hall.tap("phase", number=ROUND_1)
    said = "A legal hold is on"
    assert said not in phone.get(f"{hall.path}/now").text
    case.opens()
    page = words(phone.get(f"{hall.path}/now"), "//main")
    assert page.index(said) < page.index("How your note is shown")
    assert "sealed away, and a court could have it opened" in page
    for place in ("now", "mine"):
        text = phone.get(f"{hall.path}/{place}").text
        assert "they are sealed away and not destroyed" in text[text.index("Take this note back?") :]


def test_D3_under_a_hold_what_was_never_shown_is_sealed_and_its_author_is_told_so(case: Case) -> None:
    hall = case.hall
    hall.tap("phase", number=ROUND_1)
    case.opens()
    sends(hall, 0, "planted-unanswered-words")
    hall.tap("closure")
    ended = hall.practitioners[0].get(f"{hall.path}/ended").text
    assert "your words are sealed away and not destroyed" in ended
    assert "it is destroyed when the meeting is put away" not in ended
    hall.tap("archive")
    assert "planted-unanswered-words" in held(case)


def test_every_screen_of_the_meeting_reads_the_banner_with_its_date(case: Case) -> None:
    case.opens()
    hall = case.hall
    for path in ("now", "board", "timeline", "mine", "risk"):
        assert MODE["banner"] in words(hall.practitioners[0].get(f"{hall.path}/{path}"))
    console = words(hall.facilitator.get(hall.path))
    assert MODE["banner"] in console and "Agreed with A. Mills, coroner's officer on 2026-01-10" in console
    assert "to be looked at again by 2026-03-01" in console


def test_every_purge_refuses_and_says_why(case: Case) -> None:
    hall = case.hall
    files = review_rows.chronologies_of
    key = next(iter(hall.at.store.read_now(lambda books: files(books, case.review))))
    case.opens()
    where = f"/reviews/{case.review}/chronologies/{key}"
    answer = case.owner.post(f"{where}/removal", {}, page=where)
    assert answer.status_code == 409 and "nothing can be removed" in words(answer)
    invited = f"{hall.path}/invited"
    page = case.owner.get(invited)
    line = page.text[: page.text.index("/removal")].rpartition("/")[2]
    answer = case.owner.post(f"{invited}/{line}/removal", {}, page=invited)
    assert answer.status_code == 409 and "nothing can be removed" in words(answer)
    assert case.owner.get(f"{invited}/{line}").status_code == 200


def test_ending_it_takes_two_people(case: Case) -> None:
    case.opens()
    stranger = case.hall.at.visitor("Eve")
    assert case.opens(on="no").status_code == 422, "the lead alone cannot switch it off"
    assert stranger.get(case.page).status_code == 404
    end = f"{case.page}/end"
    assert stranger.post(end, {}, page="/reviews/new").status_code == 404
    for _ in range(2):
        case.owner.post(end, {}, page=case.page)
    assert case.now().proceedings.on, "the same one twice is one"
    assert "until the other one asks too" in words(case.owner.get(case.page))
    assert "The other one has asked to end it." in words(case.contact.get(case.page))
    assert case.contact.post(end, {}, page=case.page).status_code == 303
    assert not case.now().proceedings.on


def test_a_change_of_the_switches_takes_an_agreement_to_end_it_back(case: Case) -> None:
    case.opens()
    case.owner.post(f"{case.page}/end", {}, page=case.page)
    case.opens(banner="Another banner")
    case.contact.post(f"{case.page}/end", {}, page=case.page)
    assert case.now().proceedings.on


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("banner", "", "This cannot be blank"),
        ("contact", "Nobody Here", "No account has this name."),
        ("contact", "Training facilitator", "must be somebody else than you"),
        ("review_by", "soon", "could not read this as a day"),
    ],
)
def test_the_switches_need_a_banner_a_day_and_somebody_else(
    case: Case, field: str, value: str, said: str
) -> None:
    answer = case.opens(**{field: value})
    assert answer.status_code == 422 and said in words(answer)
    assert not case.now().proceedings.on


def test_only_the_lead_and_the_legal_contact_take_files_out(case: Case) -> None:
    hall = case.hall
    assert hall.tap("snapshots").status_code == 303
    files = [f"{hall.path}/snapshots/1.json", f"{hall.path}/snapshots/1.docx"]
    assert all(hall.facilitator.get(file).status_code == 200 for file in files)
    case.opens()
    for file in files:
        for who in (hall.facilitator, hall.team, hall.practitioners[0], hall.at.visitor("Eve")):
            assert who.get(file).status_code == 403
        assert case.owner.get(file).status_code == 200 and case.contact.get(file).status_code == 200
    assert "Only the review's lead and the legal contact" in words(hall.facilitator.get(files[0]))


def test_the_schedule_lists_what_exists_and_nothing_of_what_it_says(case: Case) -> None:
    hall = case.hall
    hall.tap("phase", number=ROUND_1)
    for number in range(3):
        sends(hall, number, f"planted-{number}-words")
    hall.tap("reveal")
    hall.tap("snapshots")
    case.opens()
    hall.tap("phase", number=ROUND_1 + 1)
    sheet = f"/reviews/{case.review}/schedule.csv"
    assert hall.at.visitor("Eve").get(sheet).status_code == 404
    for who in (case.owner, case.contact):
        told = list(csv.reader(io.StringIO(who.get(sheet).content.decode("utf-8-sig"))))
        kinds = {row[0] for row in told}
        assert {
            "Snapshot",
            "Invited list (people)",
            "History kept for the legal hold (sealed pieces)",
        } <= kinds
        assert all(len(row) == 5 and all(row[2:]) for row in told)
        page = words(who.get(f"/reviews/{case.review}/schedule"))
        assert "nothing of it is destroyed" in page
        for secret in ("planted-", "Dawn Elphick", "signwriter"):
            assert secret not in page and secret not in str(told)


STATEMENT = "Supervision and somebody to ask made it harder."


def test_with_statements_only_nobody_writes_words_of_their_own(case: Case) -> None:
    case.opens(structured="yes")
    hall, phone = case.hall, case.hall.practitioners[0]
    hall.tap("phase", number=ROUND_1)
    page = phone.get(f"{hall.path}/now")
    assert "<textarea" not in page.text.partition('id="composer"')[2].partition("</form>")[0]
    assert (
        f'<option value="{STATEMENT}">{STATEMENT}</option>' in page.text
        and "so you choose among statements just now" in words(page)
    )
    # Read in the phone's language, kept in everybody's.
    welsh = phone.get(f"{hall.path}/now", headers={"accept-language": "cy"})
    assert (
        f'<option value="{STATEMENT}">Goruchwyliaeth a rhywun i&#39;w holi: roedd hyn yn ei gwneud'
        in welsh.text
    )
    asked = {"mode": "role", "phase": str(ROUND_1), "on_kind": "free", "on_id": "", "item": ""}
    free = phone.post(f"{hall.path}/perspectives", {**asked, "text": "he hit her"}, page=f"{hall.path}/now")
    assert free.status_code == 422 and "choose one of the statements" in words(free)
    event = {**asked, "kind": "event", "agency": "GP", "date": "May", "text": "he hit her"}
    assert phone.post(f"{hall.path}/perspectives", event, page=f"{hall.path}/now").status_code == 422
    item, claim = sends(hall, 0, STATEMENT)
    assert claimed(hall, item, claim, "correction", text="he hit her").status_code == 422
    for number in (1, 2):
        sends(hall, number, STATEMENT)
    hall.tap("reveal")
    assert {entry.text for entry in hall.board().perspectives} == {STATEMENT}


def test_M8_with_statements_only_the_case_group_types_nothing_into_the_shared_timeline(case: Case) -> None:
    hall, phone = case.hall, case.hall.practitioners[0]
    assert "You are editing the shared timeline." in words(phone.get(f"{hall.path}/now"))
    assert hall.live.room.may_share(Role.CASE_GROUP)
    case.opens(structured="yes")
    assert "You are editing the shared timeline." not in words(phone.get(f"{hall.path}/now"))
    assert not hall.live.room.may_share(Role.CASE_GROUP) and hall.live.room.may_share(Role.REVIEW_TEAM)


def test_who_may_be_a_witness_is_not_offered_a_place_and_nobody_is_told(case: Case) -> None:
    hall, newcomer = case.hall, Visitor(case.hall.at)
    case.opens()
    invited = f"{hall.path}/invited"
    line = next(
        person
        for person in hall.at.store.read_now(lambda books: meeting_rows.invited_to(books, hall.live.meeting))
        if person.id not in {seat.person.id for seat in hall.live.seats.values() if seat.person}
    )
    join = f"{hall.path}/join/role"
    newcomer.get(f"/j/{hall.told['join_code']}")
    for step in ("why", "recorded"):
        newcomer.post(f"{hall.path}/join/{step}", {"happy": "yes"})
    assert line.id in newcomer.get(join).text
    form = case.owner.get(f"{invited}/{line.id}")
    assert "May be a witness" in words(form)
    typed = {**fields_of(form), "direct_involvement": "yes", "duty_lead": "no", "witness": "yes"}
    assert case.owner.post(f"{invited}/{line.id}", typed).status_code == 303
    page = newcomer.get(join)
    assert page.status_code == 200 and line.id not in page.text and "witness" not in page.text.casefold()
    taken = newcomer.post(join, {"agency": line.agency, f"line-{line.agency}": line.id})
    assert taken.status_code != 303, "not even by name"
    for who in (hall.facilitator, hall.team, hall.practitioners[0]):
        assert "witness" not in who.get(f"{hall.path}/now").text.casefold()
