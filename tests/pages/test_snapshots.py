"""The record: taken, read, checked and exported from what is stored, and from nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import update

from server.exports.seal import verify
from server.store.keys import RECORD
from server.store.tables import snapshots
from sessions.canonical import canonical
from sessions.proof import check
from sessions.snapshot import dump, load
from tests.pages.hall import ROUND_1, Hall, words
from tests.pages.visitor import Instance, shown

FILES = (".docx", ".json", ".json?lane=team")


@pytest.fixture
def frozen(hall: Hall) -> Hall:
    """A meeting with three revealed perspectives, one for the team alone, and a snapshot."""
    hall.tap("phase", number=ROUND_1)
    for number, text in enumerate(("I rang twice", "Nobody told us", "We hoped")):
        hall.sends(number, text)
    hall.sends(3, "for the team alone", "private")
    hall.tap("reveal")
    answer = hall.tap("snapshots")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{hall.path}/snapshots/1")
    return hall


@pytest.mark.parametrize("page", ["/snapshots/1", "/snapshots/1.docx", "/snapshots/1.json"])
def test_the_record_is_read_by_the_review_team_alone(frozen: Hall, page: str) -> None:
    stranger = frozen.at.visitor().get(frozen.path + page)
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/sign-in")
    for visitor in (frozen.practitioners[0], frozen.observer(), frozen.at.visitor("Somebody else")):
        answer = visitor.get(frozen.path + page)
        assert answer.status_code == 403 and "I rang twice" not in answer.text
    for visitor in (frozen.facilitator, frozen.team):
        assert visitor.get(frozen.path + page).status_code == 200


def test_M1_only_facilitators_take_one(hall: Hall) -> None:
    assert hall.tap("snapshots", hall.team).status_code == 403
    assert hall.tap("snapshots", hall.practitioners[0]).status_code == 403
    assert "No snapshot yet." in words(hall.facilitator.get(f"{hall.path}/snapshots"))


def test_the_list_and_the_page_tell_number_fingerprint_counts_and_people(frozen: Hall) -> None:
    listed = words(frozen.facilitator.get(f"{frozen.path}/snapshots"))
    assert "Snapshot 1" in listed and "in step 6 of 13: Episode round 1" in listed
    page = frozen.facilitator.get(f"{frozen.path}/snapshots/1")
    said = words(page)
    assert "Checked now: matches its fingerprint" in said and "Cannot be changed" in said
    assert "Perspectives: 3." in said and "It is the first of this review." in said
    assert "Limits of this meeting" in said and "yes, nobody" in said
    held = load(frozen.facilitator.get(f"{frozen.path}/snapshots/1.json").content)
    assert held.hash[:4] + " " + held.hash[4:8] in said
    names = [person["name"] for person in frozen.told["participants"] if "name" in person]
    assert not [name for name in names if name in said]


def test_the_review_teams_lane_is_on_the_page_and_in_a_file_only_when_asked(frozen: Hall) -> None:
    assert "for the team alone" in words(frozen.team.get(f"{frozen.path}/snapshots/1"))
    plain, whole = (frozen.team.get(f"{frozen.path}/snapshots/1.json{lane}") for lane in ("", "?lane=team"))
    assert "for the team alone" not in plain.text and "for the team alone" in whole.text
    paper, full = (frozen.team.get(f"{frozen.path}/snapshots/1.docx{lane}") for lane in ("", "?lane=team"))
    assert "for the team alone" not in _document(paper) and "for the team alone" in _document(full)


def test_R1_a_copy_without_the_lane_still_verifies(frozen: Hall) -> None:
    for form in (".json", ".json?lane=team"):
        held = load(frozen.team.get(f"{frozen.path}/snapshots/1{form}").content)
        assert check(held, verify) == []


def test_R2_the_same_snapshot_gives_the_same_bytes(frozen: Hall) -> None:
    for form in FILES:
        first, second = (frozen.team.get(f"{frozen.path}/snapshots/1{form}").content for _ in range(2))
        assert first == second and first


def test_file_names_tell_the_reference_and_nothing_of_the_person(frozen: Hall) -> None:
    for form, name in (
        (".docx", "HSAB-SAR-2025-03-snapshot-1.docx"),
        (".json?lane=team", "HSAB-SAR-2025-03-snapshot-1-team.json"),
    ):
        answer = frozen.team.get(f"{frozen.path}/snapshots/1{form}")
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "page", ["/snapshots/2", "/snapshots/2.docx", "/snapshots/1.pdf", "/snapshots/1.exe"]
)
def test_what_is_not_there_is_said_in_words(frozen: Hall, page: str) -> None:
    answer = frozen.facilitator.get(frozen.path + page)
    assert answer.status_code == 404 and "<title>" in answer.text


def test_a_snapshot_of_another_meeting_is_not_read_here(instance: Instance) -> None:
    one, other = Hall(instance), Hall(instance)
    one.tap("snapshots")
    assert other.facilitator.get(f"{other.path}/snapshots/1").status_code == 404


def test_R1_a_changed_record_is_named_in_brick(frozen: Hall) -> None:
    def forge(books: Any) -> None:
        meeting, review = frozen.told["meeting"], frozen.live.meeting.review
        place = f"snapshot/{meeting}/1"
        row = books.connection.execute(snapshots.select()).one()
        held = json.loads(books.keys.unseal(review, RECORD, place, row.sealed))
        held["parts"]["perspectives"]["items"][0]["item"]["text"] = "I never rang"
        sealed = books.keys.seal(review, RECORD, place, canonical(held))
        books.connection.execute(update(snapshots).values(sealed=sealed))

    frozen.at.store.write_now(forge)
    page = frozen.facilitator.get(f"{frozen.path}/snapshots/1")
    assert "This snapshot does not match its fingerprint." in words(page)
    assert "Perspectives" in words(page, '//*[@role="alert"]') and "matches its fingerprint" not in words(
        page, "//dl"
    )


def test_R7_of_two_snapshots_too_close_to_each_other_only_the_later_one_is_read(frozen: Hall) -> None:
    items = sorted(entry.id for entry in frozen.board().perspectives)
    frozen.tap("set-aside", item=items[0], reason="other")
    frozen.tap("snapshots")
    page = frozen.facilitator.get(f"{frozen.path}/snapshots/1")
    assert page.status_code == 409 and "the later one is read instead" in words(page)
    assert 'href="' + f"{frozen.path}/snapshots/2" in page.text and "I rang twice" not in page.text
    for form in FILES:
        assert frozen.facilitator.get(f"{frozen.path}/snapshots/1{form}").status_code == 409
    listed = frozen.facilitator.get(f"{frozen.path}/snapshots")
    assert "Snapshot 2 is read instead." in words(listed)
    assert frozen.facilitator.get(f"{frozen.path}/snapshots/2").status_code == 200


def test_two_snapshots_far_enough_apart_tell_what_changed(frozen: Hall) -> None:
    frozen.tap("phase", number=ROUND_1 + 1)
    for number in range(4, 8):
        frozen.sends(number, f"a later note {number}")
    frozen.tap("reveal")
    frozen.tap("snapshots")
    page = frozen.facilitator.get(f"{frozen.path}/snapshots/2")
    said = words(page)
    assert "What changed since snapshot 1" in said and "Added: 4." in said
    assert "Follows snapshot 1" in said and "Snapshot 2 of 2." in said


def test_what_waits_is_in_no_snapshot(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    hall.sends(0, "still hidden")
    hall.tap("snapshots")
    for form in ("", *FILES):
        assert b"still hidden" not in hall.facilitator.get(f"{hall.path}/snapshots/1{form}").content


def test_the_owner_reads_the_record_without_a_seat(frozen: Hall) -> None:
    owner = frozen.at.visitor("Training facilitator")
    assert owner.get(f"{frozen.path}/snapshots/1").status_code == 200
    assert "Sasha" not in shown(owner.get(f"{frozen.path}/snapshots"))


def _document(answer: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return archive.read("word/document.xml").decode()


def test_the_stored_snapshot_is_what_the_file_holds(frozen: Hall) -> None:
    held = load(frozen.team.get(f"{frozen.path}/snapshots/1.json?lane=team").content)
    assert dump(held) == frozen.team.get(f"{frozen.path}/snapshots/1.json?lane=team").content
    assert sorted(item["text"] for item in held.items("perspectives")) == [
        "I rang twice",
        "Nobody told us",
        "We hoped",
    ]
