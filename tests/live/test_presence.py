"""Who looks where: stamped by the server, for the team only; of a client's claim nothing but `at` is read (G4)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pycrdt import Map, Text

from server.live.presence import others
from sessions.people import Person, Role, Seat
from tests.live.wire import Wire, wire
from tests.running import Server

EVENT, OTHER, EPISODE = "ASC-002", "ASC-003", "KPE1"
OWN = 4242


@pytest.fixture(scope="module")
def demo(shared_server: Server) -> dict[str, Any]:
    """A meeting in *Timeline together*."""
    return shared_server.demo(12)


def leader(demo: dict[str, Any]) -> str:
    return str(demo["facilitator"]["cookie"])


def team(demo: dict[str, Any], number: int) -> str:
    return str(demo["review_team"][number]["cookie"])


def phone(demo: dict[str, Any], number: int) -> str:
    return str(demo["participants"][number]["cookie"])


def ours(demo: dict[str, Any], cookie: str) -> Any:
    return wire(demo["board_ws"], cookie, speaks=True)


def standard(demo: dict[str, Any], cookie: str) -> Any:
    return wire(demo["board_ws"], cookie)


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(128 | number & 127)
        number >>= 7
    return bytes((*out, number))


def claim(client: int, state: Any, *, count: int = 1) -> bytes:
    """A y-protocols awareness frame; `state` as JSON, or bytes as they are."""
    written = state if isinstance(state, bytes) else json.dumps(state).encode()
    body = varint(count) + (varint(client) + varint(1) + varint(len(written)) + written) * count
    return b"\x01" + varint(len(body)) + body


async def looks(line: Wire, at: Any) -> None:
    await line.socket.send(json.dumps({"at": at}))


def told(line: Wire) -> list[Any]:
    """Everything that a line was told of others, a list each time."""
    return [text["presence"] for text in line.texts if "presence" in text]


def look(at: str, role: str, agency: str = "", number: str = "1 or 2") -> dict[str, str]:
    return {"at": at, "role": role, "agency": agency, "number": number}


async def sees(line: Wire, *wanted: dict[str, str]) -> None:
    """Wait until this and nothing else is what it was told last."""
    await line.until(lambda: told(line) and told(line)[-1] == list(wanted), f"presence {wanted}")


async def answered(line: Wire) -> None:
    """Everything that the server said to this line before now has arrived."""
    await line.socket.send('{"ping": 99}')
    await line.text("pong")


async def test_G4_the_team_sees_who_else_looks_where_by_role_and_agency(demo: dict[str, Any]) -> None:
    async with ours(demo, leader(demo)) as console, ours(demo, team(demo, 0)) as colleague:
        await colleague.text("stage")
        await looks(colleague, EVENT)
        await sees(console, look(EVENT, "review_team", "ASC"))
        await looks(console, EPISODE)
        await sees(colleague, look(EPISODE, "facilitator"))
        await looks(colleague, None)
        await sees(console)


async def test_G4_whoever_comes_later_learns_where_the_others_look(demo: dict[str, Any]) -> None:
    async with ours(demo, team(demo, 0)) as colleague:
        await colleague.text("stage")
        await looks(colleague, EVENT)
        async with ours(demo, leader(demo)) as late:
            await sees(late, look(EVENT, "review_team", "ASC"))


async def test_G4_a_look_is_gone_with_its_line(demo: dict[str, Any]) -> None:
    async with ours(demo, leader(demo)) as console:
        async with ours(demo, team(demo, 1)) as colleague:
            await colleague.text("stage")
            await looks(colleague, EVENT)
            await sees(console, look(EVENT, "review_team", "GP"))
        await sees(console)


async def test_G4_three_lines_of_one_seat_are_one_person(demo: dict[str, Any]) -> None:
    async with (
        ours(demo, leader(demo)) as console,
        ours(demo, team(demo, 0)) as a,
        ours(demo, team(demo, 0)) as b,
        ours(demo, team(demo, 0)) as c,
        ours(demo, team(demo, 1)) as colleague,
    ):
        for line in (a, b, c):
            await line.text("stage")
            await looks(line, EVENT)
            await answered(line)
        await looks(colleague, OTHER)
        own = look(EVENT, "review_team", "ASC")
        await sees(console, own, look(OTHER, "review_team", "GP"))
        await sees(a, look(OTHER, "review_team", "GP"))
        await sees(colleague, own)


def test_G4_numbers_are_blurred_below_three_and_coarse_above() -> None:
    def line(seat: str, agency: str) -> Any:
        person = Person(seat, "Ada Ash", agency, "Nurse", group=Role.REVIEW_TEAM)
        return type("Sitting", (), {"seat": Seat(seat, "m", Role.REVIEW_TEAM, person, admitted=True)})()

    seen = {line(f"gp-{number}", "GP"): EVENT for number in range(5)} | {line("asc", "ASC"): EVENT}
    told = others(seen, Seat("me", "m", Role.FACILITATOR))
    assert told == [look(EVENT, "review_team", "ASC"), look(EVENT, "review_team", "GP", "3 or more")]
    assert "Ada" not in json.dumps(told) and "gp-" not in json.dumps(told)


async def test_G4_of_a_standard_client_at_is_read_and_nothing_else(demo: dict[str, Any]) -> None:
    state = {"user": {"name": "Mallory", "role": "facilitator"}, "at": EVENT, "role": "facilitator"}
    async with ours(demo, leader(demo)) as console, standard(demo, team(demo, 2)) as foreign:
        await foreign.synced()
        await foreign.socket.send(claim(OWN, state))
        await sees(console, look(EVENT, "review_team", "DN"))
        assert "Mallory" not in json.dumps(console.texts)
        await foreign.socket.send(claim(OWN, None))
        await sees(console)
        assert foreign.texts == [], "promise G2: a standard client gets sync frames only"
        assert all(frame[0] == 0 for frame in foreign.received)


async def test_G4_an_item_that_is_not_in_the_document_is_nowhere(demo: dict[str, Any]) -> None:
    async with ours(demo, leader(demo)) as console, ours(demo, team(demo, 0)) as colleague:
        await colleague.text("stage")
        await looks(colleague, EVENT)
        await sees(console, look(EVENT, "review_team", "ASC"))
        await looks(colleague, "embargoed-or-invented")
        await sees(console)
        assert "embargoed-or-invented" not in json.dumps(console.texts)


async def test_G4_an_event_that_leaves_the_board_takes_its_lookers_with_it(server: Server) -> None:
    demo = server.demo(1)
    async with ours(demo, leader(demo)) as console, ours(demo, team(demo, 0)) as colleague:
        await console.synced()
        await colleague.synced()
        await console.writes(_adds("hidden-soon"))
        await colleague.until(lambda: "hidden-soon" in colleague.root("timeline"), "the new event")
        await looks(colleague, "hidden-soon")
        await sees(console, look("hidden-soon", "review_team", "ASC"))
        await console.writes(lambda line: line.root("timeline").pop("hidden-soon"))
        await console.saved()
        async with ours(demo, team(demo, 1)) as late:
            await late.text("stage")
            await looks(late, EVENT)
            await sees(console, look(EVENT, "review_team", "GP"))
            assert "hidden-soon" not in json.dumps(told(late))


async def test_B4_the_review_teams_lane_and_the_board_know_nothing_of_each_others_looks(
    demo: dict[str, Any],
) -> None:
    async with (
        ours(demo, leader(demo)) as console,
        wire(demo["team_ws"], team(demo, 3), speaks=True) as lane,
        ours(demo, team(demo, 0)) as colleague,
    ):
        await lane.text("stage")
        await looks(lane, EVENT)
        await answered(lane)
        await colleague.text("stage")
        await looks(colleague, OTHER)
        await sees(console, look(OTHER, "review_team", "ASC"))
        assert EVENT not in json.dumps(told(console)) and told(lane) == []


@pytest.mark.parametrize("how", ["words", "awareness"])
async def test_G4_a_practitioner_neither_gives_nor_gets_presence(demo: dict[str, Any], how: str) -> None:
    async with (
        ours(demo, leader(demo)) as console,
        ours(demo, phone(demo, 0)) as practitioner,
        standard(demo, phone(demo, 1)) as foreign,
        ours(demo, team(demo, 0)) as colleague,
    ):
        await practitioner.text("stage")
        await foreign.synced()
        await colleague.text("stage")
        if how == "words":
            await looks(practitioner, EVENT)
        else:
            await practitioner.socket.send(claim(practitioner.doc.client_id, {"at": EVENT}))
        await foreign.socket.send(claim(OWN, {"at": EVENT}))
        await answered(practitioner)
        await looks(colleague, OTHER)
        await sees(console, look(OTHER, "review_team", "ASC"))
        await answered(practitioner)
        assert EVENT not in json.dumps(told(console)) and told(practitioner) == []
        assert all(frame[0] == 0 for frame in (*practitioner.received, *foreign.received))


async def test_G4_the_big_screen_gets_no_presence(demo: dict[str, Any]) -> None:
    cookie = f"__Host-screen-{demo['meeting']}={demo['screen'].rpartition('/')[2]}"
    address = demo["board_ws"].removesuffix("/board") + "/screen"
    async with (
        wire(address, cookie, speaks=True) as wall,
        ours(demo, leader(demo)) as console,
        ours(demo, team(demo, 0)) as colleague,
    ):
        await wall.text("stage")
        await looks(wall, OTHER)
        await answered(wall)
        await colleague.text("stage")
        await looks(colleague, EVENT)
        await sees(console, look(EVENT, "review_team", "ASC"))
        await answered(wall)
        assert told(wall) == []


async def test_G4_whoever_speaks_for_another_line_is_hung_up_on(demo: dict[str, Any]) -> None:
    async with (
        ours(demo, leader(demo)) as console,
        ours(demo, team(demo, 0)) as victim,
        standard(demo, phone(demo, 2)) as forger,
    ):
        await victim.text("stage")
        await forger.synced()
        await forger.socket.send(claim(victim.doc.client_id, {"at": EVENT}))
        assert await forger.closed() == (4400, "presence of another")
        await looks(victim, OTHER)
        await sees(console, look(OTHER, "review_team", "ASC"))
        assert EVENT not in json.dumps(told(console))


MALFORMED: dict[str, bytes] = {
    "nothing": b"\x01\x00",
    "cut off": b"\x01\x03\x01\x07\x01",
    "something behind": claim(OWN, {"at": EVENT})[:1] + b"\x08" + b"\x01\x07\x01\x04null" + b"!",
    "a huge count": b"\x01\x05\xff\xff\xff\xff\x7f",
    "a number without end": b"\x01\x0a" + b"\xff" * 10,
    "many states": claim(OWN, {"at": EVENT}, count=500),
    "a huge state": claim(OWN, {"at": EVENT, "x": "y" * 60_000}),
    "bytes that are no text": claim(OWN, b"\xff\xfe"),
}
UNREADABLE: dict[str, bytes] = {
    "no JSON": claim(OWN, b"{"),
    "a list": claim(OWN, [EVENT]),
    "deep nesting": claim(OWN, b"[" * 4000),
    "a number for a place": claim(OWN, {"at": 7}),
    "a list for a place": claim(OWN, {"at": [EVENT]}),
    "a long place": claim(OWN, {"at": "x" * 65}),
    "half a character": claim(OWN, b'{"at": "\\ud800"}'),
}


@pytest.mark.parametrize("what", MALFORMED)
async def test_G4_malformed_awareness_ends_that_line_with_a_named_code(
    demo: dict[str, Any], what: str
) -> None:
    async with standard(demo, phone(demo, 3)) as line:
        await line.synced()
        await line.socket.send(MALFORMED[what])
        assert (await line.closed())[0] == 4400
    await _still_works(demo)


@pytest.mark.parametrize("what", UNREADABLE)
async def test_G4_what_is_read_of_the_team_is_read_strictly(demo: dict[str, Any], what: str) -> None:
    async with standard(demo, team(demo, 5)) as line:
        await line.synced()
        await line.socket.send(UNREADABLE[what])
        assert (await line.closed())[0] == 4400
    await _still_works(demo)


@pytest.mark.parametrize("place", [7, ["ASC-002"], {"id": "ASC-002"}, "x" * 65, "\ud800", True])
async def test_G4_our_own_pages_word_is_read_as_strictly(demo: dict[str, Any], place: Any) -> None:
    async with ours(demo, team(demo, 5)) as line:
        await line.text("stage")
        await looks(line, place)
        assert (await line.closed())[0] == 4400
    await _still_works(demo)


async def test_G4_looks_are_collapsed_to_a_few_frames_a_second(demo: dict[str, Any]) -> None:
    async with ours(demo, leader(demo)) as console, ours(demo, team(demo, 0)) as colleague:
        await colleague.text("stage")
        for turn in range(200):
            await looks(colleague, (EVENT, OTHER, EPISODE)[turn % 3])
        await looks(colleague, EPISODE)
        await sees(console, look(EPISODE, "review_team", "ASC"))
        assert len(told(console)) < 60


async def test_A4_nothing_of_presence_is_kept_or_logged(server: Server) -> None:
    demo = server.demo(1)
    async with ours(demo, leader(demo)) as console, ours(demo, team(demo, 0)) as colleague:
        await colleague.text("stage")
        for place in ("seen-by-nobody-else", EVENT):
            await looks(colleague, place)
        await sees(console, look(EVENT, "review_team", "ASC"))
    assert server.stop() == 0
    kept = [path.read_bytes() for path in server.folder.rglob("*") if path.is_file()]
    assert kept and not any(b"seen-by-nobody-else" in written for written in kept)
    assert '"presence"' not in server.output


def _adds(event: str) -> Callable[[Wire], None]:
    facts = {"agency": "GP", "what": Text("soon gone"), "date": {"text": "May", "start": None}}
    return lambda line: line.root("timeline").update({event: Map(facts)})


async def _still_works(demo: dict[str, Any]) -> None:
    async with ours(demo, leader(demo)) as console, ours(demo, team(demo, 0)) as colleague:
        await colleague.text("stage")
        await looks(colleague, EVENT)
        await sees(console, look(EVENT, "review_team", "ASC"))
