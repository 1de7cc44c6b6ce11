"""What proceedings keep out of discussion: off the board in one step, in the lane alone, and no number tells (B4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server.store import reviews as review_rows
from sessions import pens
from sessions.contents import Contents, Event
from tests.pages.hall import ROUND_1, Hall, words
from tests.pages.test_proceedings import MODE, Case, case  # noqa: F401

KEPT_OUT = "24"


def keeps_out(hall: Hall, kind: str = "event", number: str = KEPT_OUT, by: Any = None) -> Any:
    who = by or hall.facilitator
    return who.post(f"{hall.path}/embargo", {"kind": kind, "number": number}, page=f"{hall.path}/lane")


def puts_back(hall: Hall, kind: str, key: str) -> Any:
    asked = {"kind": kind, "id": key, "verb": "back"}
    return hall.facilitator.post(f"{hall.path}/embargo", asked, page=f"{hall.path}/lane")


def numbered(board: Contents, number: str) -> Event:
    return next(event for event in board.events if event.number == number)


def facts(board: Contents) -> list[tuple[str, str, str]]:
    return [(event.id, event.number, event.what) for event in board.events]


@pytest.fixture
def mode(case: Case) -> Hall:  # noqa: F811
    assert case.opens().status_code == 303
    return case.hall


def test_B4_it_leaves_the_board_in_one_update_and_no_hole_in_the_numbers_tells(mode: Hall) -> None:
    event, before = numbered(mode.board(), KEPT_OUT), mode.board()
    frames: list[bytes] = []
    live = mode.live
    perform = live.perform

    def counted(document: str, *rest: Any) -> None:
        frames.append(document.encode())
        perform(document, *rest)

    live.perform = counted  # type: ignore[method-assign]
    assert keeps_out(mode).status_code == 303
    assert frames == [b"team", b"board"], "safe in the lane first, then off the board at once"
    after = mode.board()
    assert [one.number for one in after.events] == [str(place) for place in range(1, len(before.events))]
    assert [one.what for one in after.events] == [one.what for one in before.events if one.id != event.id]
    assert event.id not in str(after) and all(event.id not in episode.events for episode in after.episodes)
    assert [one.id for one in mode.board(pens.TEAM_BOARD).events] == [event.id]


def test_B4_only_the_review_team_can_read_it_anywhere(mode: Hall) -> None:
    event = numbered(mode.board(), KEPT_OUT)
    assert keeps_out(mode).status_code == 303
    start = event.what[:40]
    assert start in words(mode.facilitator.get(f"{mode.path}/lane")) and start in words(
        mode.team.get(f"{mode.path}/lane")
    )
    for who in (mode.practitioners[0], mode.observer(), mode.facilitator):
        for path in ("", "/now", "/timeline", "/board", "/mine"):
            assert start not in who.get(f"{mode.path}{path}").text
    assert mode.practitioners[0].get(f"{mode.path}/lane").status_code == 403
    assert mode.tap("snapshots").status_code == 303
    assert (
        event.what[:40]
        not in mode.at.visitor("Training facilitator").get(f"{mode.path}/snapshots/1.json").text
    )


def test_B4_what_was_said_about_it_goes_along_and_what_still_waits_goes_there_too(mode: Hall) -> None:
    key = "KPE3"
    mode.tap("phase", number=ROUND_1)
    for number in range(4):
        mode.sends(number, f"about it {number}")
    mode.sends(4, "about another", on_id="KPE2")
    mode.tap("reveal")
    for number in range(5, 8):
        mode.sends(number, f"still waits {number}")
    assert keeps_out(mode, "episode", "3").status_code == 303
    assert [one.text for one in mode.board().perspectives] == ["about another"]
    mode.sends(8, "late about it")
    assert mode.tap("reveal").status_code == 303
    assert [one.text for one in mode.board().perspectives] == ["about another"]
    lane = {one.text for one in mode.board(pens.TEAM_BOARD).perspectives}
    assert lane == {f"about it {n}" for n in range(4)} | {f"still waits {n}" for n in range(5, 8)} | {
        "late about it"
    }
    assert [one.number for one in mode.board().episodes] == [1, 2, 3, 4, 5] and key not in str(
        mode.board().episodes
    )
    assert not mode.board().counts


def test_B4_nobody_looks_at_it_any_more(mode: Hall) -> None:
    mode.tap("focus", find=KEPT_OUT)
    assert mode.live.meeting.focus
    keeps_out(mode)
    assert mode.live.meeting.focus is None


def test_put_back_the_board_is_as_it_was(mode: Hall) -> None:
    before = mode.board()
    event = numbered(before, KEPT_OUT)
    keeps_out(mode)
    keeps_out(mode, number="100")
    again = mode.board(pens.TEAM_BOARD).events
    for one in again:
        assert puts_back(mode, "event", one.id).status_code == 303
    assert facts(mode.board()) == facts(before) and mode.board().episodes == before.episodes
    assert numbered(mode.board(), KEPT_OUT).id == event.id
    assert not mode.board(pens.TEAM_BOARD).events


def test_put_back_an_episode_brings_its_words_to_the_board(mode: Hall) -> None:
    mode.tap("phase", number=ROUND_1)
    for number in range(3):
        mode.sends(number, f"about it {number}")
    mode.tap("reveal")
    before = mode.board()
    keeps_out(mode, "episode", "3")
    puts_back(mode, "episode", "KPE3")
    assert mode.board().perspectives == before.perspectives and mode.board().episodes == before.episodes
    assert not mode.board(pens.TEAM_BOARD).perspectives


def test_D1_it_stays_out_after_a_restart_and_a_new_meeting_begins_without_it(mode: Hall, case: Case) -> None:  # noqa: F811
    event = numbered(mode.board(), KEPT_OUT)
    keeps_out(mode)
    made = case.owner.post(
        f"/reviews/{case.review}/meetings",
        {"template": "T1", "date": "2026-04-01", "place": "", "correct_until": ""},
    )
    assert made.status_code == 303
    other = made.headers["location"].split("/")[2]
    console = case.owner.get(f"/meetings/{other}")
    assert console.status_code == 200
    room = mode.at.app.state.hub.here(other).room
    board = room.contents()
    assert event.id not in str(board) and [one.id for one in room.contents(pens.TEAM_BOARD).events] == [
        event.id
    ]
    assert [one.number for one in board.events] == [str(n) for n in range(1, len(board.events) + 1)]


def test_without_the_mode_nothing_is_kept_out_and_only_the_facilitator_does(case: Case) -> None:  # noqa: F811
    hall = case.hall
    lane = f"{hall.path}/lane"
    refused = hall.facilitator.post(f"{hall.path}/embargo", {"kind": "event", "number": "24"}, page=hall.path)
    assert refused.status_code == 409 and "Switch on parallel proceedings" in words(refused)
    case.opens()
    assert keeps_out(hall, by=hall.team).status_code == 403
    assert keeps_out(hall, by=hall.practitioners[0]).status_code == 403
    assert keeps_out(hall, number="9999").status_code == 404 and "Not for discussion" in words(
        hall.team.get(lane)
    )
    assert MODE["banner"] in words(hall.practitioners[0].get(f"{hall.path}/now"))


def test_D2_what_a_power_cut_left_half_done_is_finished_when_the_room_is_loaded(
    mode: Hall,
    case: Case,  # noqa: F811
) -> None:
    event = numbered(mode.board(), KEPT_OUT)
    kept = replace(case.now().proceedings, embargo=(("event", event.id),))
    review = replace(case.now(), proceedings=kept)
    mode.at.store.write_now(lambda books: review_rows.save_review(books, review))
    mode.at.app.state.hub._rooms.clear()
    for _ in range(50):
        mode.facilitator.get(mode.path)
        if mode.board(pens.TEAM_BOARD).events:
            break
    assert event.id not in str(mode.board()) and [e.id for e in mode.board(pens.TEAM_BOARD).events] == [
        event.id
    ]


def test_B4_the_record_has_it_in_the_teams_lane_and_nowhere_else(mode: Hall, case: Case) -> None:  # noqa: F811
    event = numbered(mode.board(), KEPT_OUT)
    keeps_out(mode)
    keeps_out(mode, "episode", "3")
    assert mode.tap("snapshots").status_code == 303
    where = f"{mode.path}/snapshots/1"
    whole, shared = case.owner.get(f"{where}.json?lane=team").json(), case.owner.get(f"{where}.json").json()
    lane = [kept["item"] for kept in whole["parts"]["team_lane"]["items"]]
    assert (event.id, event.what) in {(item["id"], item["text"]) for item in lane} and len(lane) == 2
    assert "team_lane" not in shared["parts"]
    for name, part in shared["parts"].items():
        assert event.id not in str(part), name
    assert case.owner.get(f"{where}.docx?lane=team").status_code == 200
    assert case.owner.get(f"{where}.docx").status_code == 200


def test_B4_what_changed_since_the_last_snapshot_does_not_tell_that_it_left(mode: Hall, case: Case) -> None:  # noqa: F811
    mode.tap("phase", number=ROUND_1)
    for number in range(4):
        mode.sends(number, f"about it {number}")
    mode.tap("reveal")
    assert mode.tap("snapshots").status_code == 303
    event = next(
        event for event in mode.board().events if any(event.id in e.events for e in mode.board().episodes)
    )
    keeps_out(mode, number=event.number)
    keeps_out(mode, "episode", "3")
    for number in range(5, 8):
        mode.sends(number, f"another {number}", on_kind="free", on_id="")
    mode.tap("reveal")
    assert mode.tap("snapshots").status_code == 303
    record = case.owner.get(f"{mode.path}/snapshots/2.json").json()
    told = [kept["item"] for kept in record["parts"]["changes_since"]["items"]][1:]
    assert [item["part"] for item in told if item.get("added")] == ["perspectives"]
    assert not [item for item in told if item.get("removed") or item.get("changed") or item.get("more")], told
