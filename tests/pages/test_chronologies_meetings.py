"""A timeline brought into meetings that wait in the lobby: never over what people added or changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from server.hub import LiveRoom
from sessions import pens
from sessions.board import Board
from sessions.contents import Event
from tests.pages.filing import Filing, csv
from tests.pages.setting_up import AGENCY, MEETING, SetUp
from tests.pages.visitor import shown

FIRST = csv("05/03/2025,First visit at home by the nurse", "09/03/2025,Second visit at home by the nurse")
EARLIER = csv("01/03/2025,Fell at home and was lifted", "07/03/2025,Fell again and was taken in")


@pytest.fixture
def filing(robin: SetUp) -> Filing:
    """Ada's review with one agency and one meeting in the lobby, made before any chronology."""
    return Filing(robin)


def board(filing: Filing, meeting: str = "") -> tuple[Event, ...]:
    """The events of a meeting as they are live."""
    return on(filing, lambda live: live.room.contents().events, meeting)


def on(filing: Filing, act: Callable[[LiveRoom], Any], meeting: str = "") -> Any:
    """Do something to the live meeting, on the server's own loop, and wait until it is on disk."""
    hub = filing.robin.at.app.state.hub

    async def run() -> Any:
        live = await hub.room(meeting or filing.robin.meeting)
        done = act(live)
        await live.kept()
        return done

    portal = filing.robin.at.client.portal
    assert portal is not None
    return portal.call(run)


def type_on_board(filing: Filing, act: Callable[[Board], None]) -> None:
    """What somebody of the review team does on the board, told by what is then there."""
    on(filing, lambda live: live.perform(pens.BOARD, act))


def bring(filing: Filing, *meetings: str) -> Any:
    """Send the form of the timeline page."""
    chosen = {"meeting": list(meetings or [filing.robin.meeting])}
    return filing.robin.owner.post(filing.timeline, chosen)


def told(events: tuple[Event, ...]) -> list[tuple[str, str, str]]:
    """Number, agency and the first word of each event."""
    return [(event.number, event.agency, event.what.split()[0]) for event in events]


def test_a_new_timeline_is_offered_and_brought_in(filing: Filing) -> None:
    filing.add("gp.csv", FIRST)
    assert "2 events come in or are changed." in filing.told()
    assert board(filing) == ()
    answer = bring(filing)
    assert answer.headers["location"] == f"{filing.timeline}?brought=1"
    assert told(board(filing)) == [("1", "GP", "First"), ("2", "GP", "Second")]
    assert "1 meeting now has this timeline." in shown(filing.robin.owner.get(answer.headers["location"]))
    assert "It has this timeline." in filing.told()


def test_what_is_brought_in_is_what_a_new_meeting_starts_with(filing: Filing) -> None:
    filing.add("gp.csv", FIRST)
    filing.add("amb.csv", EARLIER)
    bring(filing)
    meetings = f"/reviews/{filing.robin.review}/meetings"
    made = filing.robin.owner.post(meetings, MEETING).headers["location"].split("/")[2]
    assert board(filing) == board(filing, made) and len(board(filing)) == 4


def test_later_files_move_numbers_and_nothing_else(filing: Filing) -> None:
    filing.add("gp.csv", FIRST)
    bring(filing)
    before = {event.id: event.what for event in board(filing)}
    filing.add("amb.csv", EARLIER)
    assert "2 events come in or are changed. 2 events get another number." in filing.told()
    bring(filing)
    numbers = [(number, word) for number, _, word in told(board(filing))]
    assert numbers == [("1", "Fell"), ("2", "First"), ("3", "Fell"), ("4", "Second")]
    assert before.items() <= {event.id: event.what for event in board(filing)}.items()


def test_what_people_added_and_changed_is_never_lost(filing: Filing) -> None:
    at = filing.add("gp.csv", FIRST)
    bring(filing)
    first, second = board(filing)
    day = {"text": "6/3", "start": "2025-03-06", "end": "2025-03-06", "precision": "day"}
    added = {"agency": "GP", "date": day | {"uncertain": False, "time": None}, "what": "What we remember"}

    def act(board: Board) -> None:
        board.retell(first.id, "First visit, as we know it now")
        board.put_events({"ours": added})

    type_on_board(filing, act)
    assert filing.robin.owner.post(f"{at}/removal", page=filing.shelf).status_code == 303
    filing.add("gp v2.csv", EARLIER)
    assert "1 event stays as people changed it." in filing.told()
    bring(filing)
    found = {event.what: event for event in board(filing)}
    assert set(found) == {
        "Fell at home and was lifted",
        "First visit, as we know it now",
        "What we remember",
        "Fell again and was taken in",
    }
    assert found["First visit, as we know it now"].number == "2" and found["What we remember"].number == "2a"
    assert second.id not in {event.id for event in board(filing)}


@pytest.mark.parametrize("key", ["date", "agency", "source"])
def test_an_event_with_another_date_agency_or_source_counts_as_changed(filing: Filing, key: str) -> None:
    filing.add("gp.csv", FIRST)
    bring(filing)
    first = board(filing)[0]
    other = {
        "date": {"text": "8/3", "start": "2025-03-08", "end": "2025-03-08", "precision": "day", "time": None},
        "agency": "AMB",
        "source": "a letter",
    }

    def act(board: Board) -> None:
        board.roots["timeline"][first.id][key] = other[key]

    type_on_board(filing, act)
    filing.add("amb.csv", EARLIER)
    bring(filing)
    [kept] = [event for event in board(filing) if event.id == first.id]
    assert kept.date.text == "8/3" if key == "date" else getattr(kept, key) == other[key]


def test_a_file_read_in_another_way_changes_its_own_events_in_place(filing: Filing) -> None:
    texts = b"Date,Details,Notes\n" + b"".join(
        b"0%d/03/2025,Long words about what happened on that day,Short %d\n" % (day, day) for day in (5, 9)
    )
    at = filing.add("gp.csv", texts)
    bring(filing)
    before = [event.id for event in board(filing)]
    filing.robin.owner.post(f"{at}/reopening", page=f"{at}/columns")
    filing.match(at, **{"table-0-use-1": "other", "table-0-use-2": "what"})
    filing.match(at)
    filing.confirm(at)
    bring(filing)
    assert [event.id for event in board(filing)] == before, "links to them still lead there"
    assert [event.what for event in board(filing)] == ["Short 5", "Short 9"]


def test_a_removed_file_goes_from_the_board_and_comes_back_as_other_events(filing: Filing) -> None:
    at = filing.add("gp.csv", FIRST)
    bring(filing)
    before = {event.id for event in board(filing)}
    filing.robin.owner.post(f"{at}/removal", page=filing.shelf)
    assert "2 events go." in filing.told()
    bring(filing)
    assert board(filing) == ()
    filing.add("gp.csv", FIRST)
    bring(filing)
    assert len(board(filing)) == 2 and not before & {event.id for event in board(filing)}


def test_a_meeting_that_has_begun_keeps_its_timeline(filing: Filing) -> None:
    filing.add("gp.csv", FIRST)
    bring(filing)
    console = f"/meetings/{filing.robin.meeting}"
    filing.robin.owner.get(console)
    started = filing.robin.owner.post(f"{console}/phase", {"number": "1"}, page=console)
    assert started.status_code in (200, 303), started.text
    before = board(filing)
    filing.add("amb.csv", EARLIER)
    assert "Meetings that have not begun" not in filing.told()
    assert bring(filing).headers["location"].endswith("brought=0")
    assert board(filing) == before


def test_a_meeting_of_another_review_is_not_touched(filing: Filing) -> None:
    from tests.pages.setting_up import set_up

    other = set_up(filing.robin.at, "Eve")
    filing.add("gp.csv", FIRST)
    assert bring(filing, other.meeting).headers["location"].endswith("brought=0")
    assert board(filing, other.meeting) == ()


def test_it_is_on_disk_when_the_page_says_so(filing: Filing) -> None:
    filing.add("gp.csv", FIRST)
    bring(filing)
    events = board(filing)
    filing.robin.at.app.state.hub._rooms.clear()
    assert len(events) == 2 and board(filing) == events


def test_bringing_it_in_twice_at_once_does_it_once(filing: Filing) -> None:
    from server.chronicle import bring_in
    from server.store import reviews as rows

    filing.add("gp.csv", FIRST)
    review = filing.robin.review
    found = filing.robin.at.store.read_now(lambda books: rows.chronologies_of(books, review))
    chronologies = list(found.values())

    async def both() -> list[Any]:
        live = await filing.robin.at.app.state.hub.room(filing.robin.meeting)
        return await asyncio.gather(*(bring_in(live, chronologies) for _ in range(2)))

    portal = filing.robin.at.client.portal
    assert portal is not None
    assert sorted(len(done.put) for done in portal.call(both)) == [0, 2]


def test_agencies_with_events_on_a_board_still_stay(filing: Filing) -> None:
    agencies = f"/reviews/{filing.robin.review}/agencies"
    filing.robin.owner.post(agencies, AGENCY | {"abbreviation": "AMB", "name": "Ambulance"})
    at = filing.add("amb.csv", EARLIER, "AMB")
    bring(filing)
    filing.robin.owner.post(f"{at}/removal", page=filing.shelf)
    refused = filing.robin.owner.post(f"{agencies}/AMB/removal", page=agencies)
    assert refused.status_code == 409
