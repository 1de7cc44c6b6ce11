"""The whole meeting without wires: replay, pens and the gate together."""

from __future__ import annotations

import pytest
from pycrdt import Doc, Map, Text

from sessions import pens
from sessions.meeting import meeting_from_json
from sessions.people import Role
from sessions.refusals import ReadOnly, UpdateRefused
from sessions.room import Room, newborn, rebuilt
from sessions.run import opened, shut
from tests.sessions.cast import meeting
from tests.sessions.test_board import event

BORN = newborn(lambda board: board.bear([event("a", "2024-01-01", "1")], []))


class Phone:
    """A browser with a replica of its own, before any wire."""

    def __init__(self, room: Room, client: int, role: Role = Role.CASE_GROUP) -> None:
        self.room, self.client, self.role = room, client, role
        self.doc: Doc[object] = Doc(client_id=client)
        self.doc.apply_update(room.replicas[pens.BOARD].state())
        self.timeline: Map[object] = self.doc.get("timeline", type=Map)

    def writes(self, change: object) -> bytes | None:
        before = self.doc.get_state()
        change(self)  # type: ignore[operator]
        changed = self.room.receive(pens.BOARD, self.doc.get_update(before), self.client, self.role)
        return changed.update if changed else None


def add_event(phone: Phone) -> None:
    phone.timeline["new"] = Map({"agency": "GP", "what": Text("rang the surgery"), "date": {"text": "May"}})


def type_into(phone: Phone) -> None:
    phone.timeline["a"]["what"].insert(0, "Actually: ")  # type: ignore[index]


def forge(phone: Phone) -> None:
    phone.doc.get("perspectives", type=Map)["p"] = {"text": "not mine"}


def room(phase: str = "timeline") -> Room:
    return Room(meeting(phase), {pens.BOARD: [BORN]})


def test_M8_the_case_group_edits_letter_by_letter_in_timeline_together() -> None:
    live = room()
    assert Phone(live, 101).writes(add_event) and Phone(live, 102).writes(type_into)
    texts = {each.id: each.what for each in live.contents().events}
    assert texts == {"a": "Actually: what a", "new": "rang the surgery"}


@pytest.mark.parametrize("phase", ["story", "kpe_a", "locked"])
@pytest.mark.parametrize("change", [add_event, type_into, forge])
def test_G1_elsewhere_the_update_is_refused_whole(phase: str, change: object) -> None:
    live = room(phase)
    before = live.contents()
    with pytest.raises(UpdateRefused):
        Phone(live, 101).writes(change)
    assert live.contents() == before


def tells(phone: Phone) -> None:
    phone.doc.get("episodes", type=Map)["k1"]["helped"].insert(0, "They rang. ")


def both() -> Room:
    """A board with an event and an episode, in a step in which everybody may edit."""
    episode = {"id": "k1", "number": 1, "title": "Quiet", "start": "", "end": "", "status": "proposed"}
    born = newborn(lambda board: board.bear([event("a", "2024-01-01", "1")], [episode | {"events": ["a"]}]))
    return Room(meeting("timeline"), {pens.BOARD: [born]})


@pytest.mark.parametrize("role", [Role.CASE_GROUP, Role.FACILITATOR])
@pytest.mark.parametrize(
    ("part", "locked", "free"),
    [("timeline", (type_into, add_event), (tells,)), ("k1", (tells,), (type_into, add_event))],
)
def test_M21_a_locked_part_takes_nobodys_pen_and_the_others_do(
    part: str, locked: tuple[object, ...], free: tuple[object, ...], role: Role
) -> None:
    live = both()
    live.meeting = shut(live.meeting, part, True)
    before = live.contents()
    for number, change in enumerate(locked):
        with pytest.raises(UpdateRefused):
            Phone(live, 101 + number, role).writes(change)
    assert live.contents() == before
    for number, change in enumerate(free):
        assert Phone(live, 201 + number, role).writes(change)
    live.meeting = shut(live.meeting, part, False)
    for number, change in enumerate(locked):
        assert Phone(live, 301 + number, role).writes(change)


def test_M21_a_locked_part_stays_locked_over_steps() -> None:
    locked = shut(shut(meeting("timeline"), "k1", True), "k1", True)
    assert locked.shut == ("k1",) and opened(locked, 4, 0.0).shut == ("k1",)
    assert shut(locked, "other", False).shut == ("k1",)
    assert meeting_from_json(locked.to_json()).shut == ("k1",)


def test_G2_a_struct_under_another_client_id_is_refused() -> None:
    live, phone = room(), None
    phone = Phone(live, 101)
    phone.client = 999
    with pytest.raises(UpdateRefused) as refused:
        phone.writes(type_into)
    assert refused.value.code


def test_G1_the_team_board_is_never_written_by_a_browser() -> None:
    live = room()
    doc: Doc[object] = Doc(client_id=5)
    doc.get("timeline", type=Map)["x"] = Map({"what": Text("")})
    with pytest.raises(UpdateRefused):
        live.receive(pens.TEAM_BOARD, doc.get_update(), 5, Role.FACILITATOR)


def test_L4_the_journal_replayed_is_the_board_as_it_stands() -> None:
    live = room()
    kept = [BORN]
    for client, change in ((101, add_event), (102, type_into)):
        kept.append(Phone(live, client).writes(change) or b"")
    penned = live.perform(pens.BOARD, lambda board: board.put("parked", {"p": {"text": "later", "phase": 3}}))
    assert penned is not None
    kept.append(penned.update)
    assert rebuilt(kept).contents() == live.contents()
    again = Room(meeting("timeline"), {pens.BOARD: kept})
    assert Phone(again, 103).writes(type_into)


def test_a_repeat_changes_nothing() -> None:
    live = room()
    phone = Phone(live, 101)
    update = phone.writes(add_event)
    assert update and live.receive(pens.BOARD, update, 101, Role.CASE_GROUP) is None


def test_D2_a_room_that_is_being_rebuilt_takes_nothing() -> None:
    live = room()
    live.read_only = True
    with pytest.raises(ReadOnly):
        Phone(live, 101).writes(type_into)
    with pytest.raises(ReadOnly):
        live.perform(pens.BOARD, lambda board: board.count("withdrawn"))


def test_A1_the_servers_pen_writes_under_its_own_client_id() -> None:
    live = room()
    Phone(live, 101).writes(add_event)
    change = live.perform(pens.BOARD, lambda board: board.put("perspectives", {"p": {"text": "words"}}))
    assert change is not None
    from sessions.updates import peek_client

    assert peek_client(change.update) not in (None, 101)
