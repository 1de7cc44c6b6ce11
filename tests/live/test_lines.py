"""Lines on a real server: who may open one, what it may send, and what it is told."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from pycrdt import Map, Text, create_update_message
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.live.wire import Wire, wire
from tests.running import Server

FIRST = "ASC-002"


@pytest.fixture(scope="module")
def demo(shared_server: Server) -> dict[str, Any]:
    """A meeting that stands in *Timeline together*, with twelve practitioners seated."""
    return shared_server.demo(12)


def seat(demo: dict[str, Any], number: int = 0) -> str:
    cookie: str = demo["participants"][number]["cookie"]
    return cookie


def type_words(words: str, event: str = FIRST) -> Any:
    return lambda line: line.root("timeline")[event]["what"].insert(0, words)


def reads(line: Wire, event: str = FIRST) -> str:
    return str(line.root("timeline")[event]["what"])


async def test_a_standard_client_gets_the_board_first_and_sees_changes(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 0)) as one, wire(demo["board_ws"], seat(demo, 1)) as two:
        await one.synced()
        assert len(one.root("timeline")) == 255
        await two.synced()
        await one.writes(type_words("standard "))
        await two.until(lambda: reads(two).startswith("standard"), "the other's words")
        assert one.texts == [] and two.texts == []


async def test_D1_ours_is_told_when_it_is_on_disk(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 2), speaks=True) as line:
        await line.synced()
        for number in range(3):
            await line.writes(type_words(f"{number} "))
        await line.saved(3)


async def test_our_browser_is_told_the_stage(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 2), speaks=True) as line:
        stage = (await line.text("stage"))[0]
        assert stage["name"] == "Timeline together" and stage["writing"] is True
        assert "waiting" not in stage and stage["band"] is None


@pytest.mark.parametrize("cookie", [None, "__Host-seat-{meeting}=guess", "other=1"])
async def test_D1_without_a_seat_no_board_comes(demo: dict[str, Any], cookie: str | None) -> None:
    given = cookie.format(meeting=demo["meeting"]) if cookie else None
    async with wire(demo["board_ws"], given, greets=False) as line:
        assert (await line.closed())[0] == 4401
        assert line.received == []


async def test_a_seat_of_another_meeting_opens_nothing(shared_server: Server, demo: dict[str, Any]) -> None:
    other = shared_server.demo(1)
    async with wire(demo["board_ws"], seat(other), greets=False) as line:
        assert (await line.closed())[0] == 4401
    token = seat(other).split("=", 1)[1]
    forged = f"__Host-seat-{demo['meeting']}={token}"
    async with wire(demo["board_ws"], forged, greets=False) as line:
        assert (await line.closed())[0] == 4401


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://evil.example",
        "http://127.0.0.1",
        "http://localhost:{port}",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1:1{port}",
        "http://127.0.0.1:{port}/",
        "HTTP://127.0.0.1:{port}",
    ],
)
async def test_only_our_own_origin_may_open_a_line(
    shared_server: Server, demo: dict[str, Any], origin: str
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with wire(demo["board_ws"], seat(demo), origin=origin.format(port=shared_server.port)):
            pass
    assert refused.value.response.status_code == 403
    async with wire(demo["board_ws"], seat(demo), origin=shared_server.url) as line:
        await line.synced()


async def test_B4_the_review_teams_lane_is_closed_to_the_case_group(demo: dict[str, Any]) -> None:
    async with wire(demo["team_ws"], seat(demo), greets=False) as line:
        assert (await line.closed())[0] == 4403
    async with wire(demo["team_ws"], demo["review_team"][0]["cookie"]) as line:
        await line.synced()


HOSTILE = {
    "a server's root": lambda line: line.root("perspectives").update({"p": {"text": "forged"}}),
    "an origin": lambda line: line.root("timeline")[FIRST].update({"origin": {"file": "x"}}),
    "an agency's event": lambda line: line.root("timeline").pop(FIRST),
    "another root": lambda line: line.doc.get("elsewhere", type=Map).update({"x": 1}),
    "an episode's title": lambda line: line.root("episodes")["KPE1"]["title"].insert(0, "x"),
    "a value too deep": lambda line: line.root("timeline").update(
        {"deep": Map({"what": Text(""), "date": {"a": {"b": {"c": {"d": {"e": 1}}}}}})}
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_G5_what_is_not_allowed_is_refused_in_words_and_nobody_else_notices(
    demo: dict[str, Any], what: str
) -> None:
    async with (
        wire(demo["board_ws"], seat(demo, 3)) as witness,
        wire(demo["board_ws"], seat(demo, 4), speaks=True) as line,
    ):
        await witness.synced()
        await line.synced()
        before = len(witness.received)
        await line.writes(HOSTILE[what])
        refused = (await line.text("refused"))[0]
        assert refused["code"] and refused["say"].endswith(".")
        assert await line.closed() == (4409, "resync")
        await witness.writes(type_words("."))
        async with wire(demo["board_ws"], seat(demo, 5)) as later:
            await later.synced()
            assert len(later.root("timeline")) == 255 and len(later.root("perspectives")) == 0
        assert all(frame[0] == 0 for frame in witness.received[before:])


async def test_G2_a_line_writes_under_its_own_client_id_only(demo: dict[str, Any]) -> None:
    async with (
        wire(demo["board_ws"], seat(demo, 6), speaks=True) as victim,
        wire(demo["board_ws"], seat(demo, 7), speaks=True) as thief,
    ):
        await victim.synced()
        await thief.synced()
        await victim.writes(type_words("mine "))
        await victim.saved()
        thief.doc = type(thief.doc)(client_id=victim.doc.client_id)
        thief.doc.apply_update(victim.doc.get_update())
        await thief.writes(type_words("in the name of another "))
        assert await thief.closed() == (4409, "resync")


async def test_G2_a_seat_returns_with_its_client_id_after_a_drop(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 8), speaks=True) as line:
        await line.synced()
        await line.writes(type_words("before the drop "))
        await line.saved()
        hello = (await line.text("hello"))[0]
    again = {"hello": {"client": hello["client"], "epoch": hello["epoch"]}}
    async with wire(demo["board_ws"], seat(demo, 8), speaks=True, greets=False) as line:
        await line.socket.send(json.dumps(again))
        assert (await line.text("hello"))[0]["client"] == hello["client"]
    async with wire(demo["board_ws"], seat(demo, 9), speaks=True, greets=False) as other:
        await other.socket.send(json.dumps(again))
        assert (await other.text("hello"))[0]["client"] != hello["client"]


GARBAGE = {
    "nothing": b"",
    "one byte": b"\x00",
    "another kind": b"\x07\x00",
    "a length that is off": b"\x00\x02\x7f\x00\x00",
    "a number without end": b"\x00\x02" + b"\xff" * 64,
    "trailing bytes": b"\x00\x02\x02\x00\x00\x00",
    "a state vector of nonsense": b"\x00\x00\x03\xff\xff\xff",
}


@pytest.mark.parametrize("what", GARBAGE)
async def test_G4_a_frame_that_is_no_y_protocol_message_ends_that_line_with_a_named_code(
    demo: dict[str, Any], what: str
) -> None:
    async with (
        wire(demo["board_ws"], seat(demo, 10)) as witness,
        wire(demo["board_ws"], seat(demo, 11)) as line,
    ):
        await witness.synced()
        await line.synced()
        await line.socket.send(GARBAGE[what])
        assert (await line.closed())[0] == 4400
        await witness.writes(type_words("!"))
        await witness.until(lambda: witness.received, "still alive")


@pytest.mark.parametrize("bomb", [b"\x01\x00\x05\x00\x00", b"\x02\x7f", b"\xff" * 20, bytes(range(256))])
async def test_G1_hostile_updates_end_that_line_and_the_server_lives(
    demo: dict[str, Any], bomb: bytes
) -> None:
    async with wire(demo["board_ws"], seat(demo, 10)) as line:
        await line.synced()
        size = len(bomb)
        prefix = bytes((0, 2, size)) if size < 128 else bytes((0, 2, 128 | size & 127, size >> 7))
        await line.socket.send(prefix + bomb)
        assert (await line.closed())[0] == 4409
    async with wire(demo["board_ws"], seat(demo, 10)) as line:
        await line.synced()


async def test_G4_a_frame_over_64_kib_ends_the_line(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 10)) as line:
        await line.synced()
        await line.socket.send(b"\x00\x02" + b"\x00" * 70_000)
        assert (await line.closed())[0] in (1009, 4413)


async def test_G4_a_flood_ends_the_line(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 10)) as line:
        await line.synced()
        with suppress(ConnectionClosed):
            for _ in range(1000):
                await line.socket.send(b"\x00\x02\x02\x00\x00")
        assert (await line.closed())[0] == 4429


async def test_G4_a_seat_holds_three_lines_at_most(demo: dict[str, Any]) -> None:
    address, cookie = demo["board_ws"], seat(demo, 11)
    async with wire(address, cookie) as a, wire(address, cookie) as b, wire(address, cookie) as c:
        for line in (a, b, c):
            await line.synced()
        async with wire(address, cookie) as fourth:
            await fourth.synced()
            assert (await a.closed())[0] == 4429
            await b.writes(type_words("second "))
            await fourth.until(lambda: reads(fourth).startswith("second "), "the others still live")


async def test_G4_presence_of_a_client_goes_to_nobody(demo: dict[str, Any]) -> None:
    claim = json.dumps({"user": {"name": "Mallory as Ada"}}).encode()
    body = b"\x01\x07\x01" + bytes((len(claim),)) + claim
    async with (
        wire(demo["board_ws"], seat(demo, 3)) as witness,
        wire(demo["board_ws"], seat(demo, 4)) as line,
    ):
        await witness.synced()
        await line.synced()
        await line.socket.send(b"\x01" + bytes((len(body),)) + body)
        await line.until(lambda: line.received[-1][:2] == b"\x00\x02", "kept alive")
        await line.writes(type_words("~"))
        await witness.until(lambda: reads(witness).startswith("~"), "the words")
        assert not any(b"Mallory" in frame for frame in witness.received)


async def test_a_keystroke_that_overtakes_step_2_is_not_lost(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 5)) as witness:
        await witness.synced()
        async with wire(demo["board_ws"], seat(demo, 6)) as line:
            await line.synced()
            await line.writes(type_words("overtaken "))
            await witness.until(lambda: reads(witness).startswith("overtaken"), "the first words")
            client = line.doc.client_id
        async with wire(demo["board_ws"], seat(demo, 6), greets=False) as again:
            again.doc = type(again.doc)(client_id=client)
            again.doc.apply_update(witness.doc.get_update())
            known = again.doc.get_state()
            type_words("missing ")(again)
            before = again.doc.get_state()
            type_words("early ")(again)
            await again.socket.send(create_update_message(again.doc.get_update(before)))
            whole = again.doc.get_update(known)
            await again.socket.send(bytes((0, 1, len(whole))) + whole)
            await witness.until(lambda: reads(witness).startswith("early missing "), "both")


async def test_G2_a_text_frame_of_a_standard_client_ends_its_line(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 10)) as line:
        await line.synced()
        await line.socket.send('{"ping": 1}')
        assert (await line.closed())[0] == 4400


async def test_an_app_level_ping_is_answered(demo: dict[str, Any]) -> None:
    async with wire(demo["board_ws"], seat(demo, 10), speaks=True) as line:
        await line.socket.send('{"ping": 7}')
        assert await line.text("pong") == [7]


async def test_L4_a_crowd_converges(demo: dict[str, Any]) -> None:
    def add(number: int) -> Any:
        event = {"agency": "GP", "what": Text(f"crowd {number}"), "date": {"text": "May", "start": None}}
        return lambda line: line.root("timeline").update({f"crowd-{number}": Map(event)})

    async with (
        wire(demo["board_ws"], seat(demo, 0)) as a,
        wire(demo["board_ws"], seat(demo, 1)) as b,
        wire(demo["board_ws"], seat(demo, 2), speaks=True) as c,
    ):
        lines = [await line.synced() for line in (a, b, c)]
        await asyncio.gather(
            *(line.writes(add(10 * n + k)) for k in range(5) for n, line in enumerate(lines))
        )
        wanted = {f"crowd-{10 * n + k}" for n in range(3) for k in range(5)}
        for line in lines:
            await line.until(lambda line=line: wanted <= set(line.root("timeline")), "everybody's events")
