"""kill -9 at any instant: nothing that was acknowledged or seen by another is lost (promises D1, D2, L1, L4)."""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from pycrdt import Doc, create_sync_message

from tests.live.load import Load, said_by
from tests.live.wire import Wire, wire
from tests.meetings.phones import Rehearsal
from tests.running import Server

KILLS = int(os.environ.get("SIGHTLINE_KILLS", "24"))
# Where in a phase change a kill comes: before, in its two seconds of closing, at the lock, or after it.
FRAMES = (20, 120, 400)
# The load writes as a hundred people do over few lines.
FAST = {"SIGHTLINE_LINE_RATE": "100000", "SIGHTLINE_LINE_BYTES": "1000000000", "SIGHTLINE_SEAT_TIME": "1000"}
CROWD = 120


async def test_D2_nothing_that_anybody_saw_or_was_told_is_saved_is_missing_over_kills_under_load(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(**FAST)
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    load = Load(Rehearsal(server), chance)
    for kill in range(KILLS):
        frames = chance.randrange(FRAMES[kill % len(FRAMES)])
        try:
            await load.runs_until(frames, server.kill)
        except AssertionError as broken:
            raise AssertionError(f"kill {kill} of seed {seed}: {broken}\n{server.output[-2000:]}") from broken
        server.start()
    assert load.acknowledged > 20 * KILLS and len(load.sent) > KILLS and load.moved and load.shown
    leading = await load.rehearsal.facilitator()
    # After a restart five must wait together before any is shown (promise A2).
    await load.sends_more()
    await leading.tap("reveal")
    async with wire(load.told["board_ws"], load.told["participants"][0]["cookie"]) as line:
        await line.synced()
        load.expects(line)
        await line.until(lambda: load.sent <= said_by(line), "every note that a phone was told is saved")


async def test_S5_a_crowd_comes_back_after_a_power_cut_with_what_it_has_and_all_are_in_sync(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(**FAST)
    demo = server.demo(CROWD)
    cookies = [each["cookie"] for each in demo["participants"]]
    async with AsyncExitStack() as stack:
        crowd = await asyncio.gather(*(_comes(stack, demo, cookie) for cookie in cookies))
        hellos = [(await line.text("hello"))[0] for line in crowd]
        for number, line in enumerate(crowd[:30]):
            await line.writes(_types(f"<{number}>"))
        await asyncio.gather(*(line.saved() for line in crowd[:30]))
        # These are on the phone alone when the power goes.
        for number, line in enumerate(crowd[30:60], 30):
            _types(f"<{number}>")(line)
        server.kill()
        await asyncio.gather(*(line.closed() for line in crowd))
    server.start()
    async with AsyncExitStack() as stack:
        back = await asyncio.gather(
            *(
                _returns(stack, demo, cookie, old, hello)
                for cookie, old, hello in zip(cookies, crowd, hellos, strict=True)
            )
        )
        wanted = [f"<{number}>" for number in range(60)]
        for number, line in enumerate(back):
            await line.until(
                lambda line=line: all(words in _reads(line) for words in wanted), f"all, on {number}"
            )
        fresh = await _comes(stack, demo, demo["facilitator"]["cookie"])
        boards = {_board(line) for line in back}
        assert boards == {_board(fresh)}
    server.restart()
    async with wire(demo["board_ws"], demo["facilitator"]["cookie"]) as replayed:
        await replayed.synced()
        assert boards == {_board(replayed)}, "the journal holds what every replica holds"


async def test_D1_ctrl_c_stops_cleanly_and_the_meeting_goes_on_where_it_was(server: Server) -> None:
    demo = server.demo(1)
    async with wire(demo["board_ws"], demo["participants"][0]["cookie"], speaks=True) as line:
        await line.synced()
        await line.writes(lambda line: line.root("timeline")["ASC-002"]["what"].insert(0, "kept "))
        await line.saved()
        assert server.stop() == 0
        assert (await line.closed())[0] == 1012
    server.start()
    async with wire(demo["board_ws"], demo["participants"][0]["cookie"], speaks=True) as line:
        await line.synced()
        assert str(line.root("timeline")["ASC-002"]["what"]).startswith("kept ")
        assert (await line.text("stage"))[0]["name"] == "Timeline together"


async def _comes(stack: AsyncExitStack, demo: dict[str, Any], cookie: str) -> Wire:
    return await (await stack.enter_async_context(wire(demo["board_ws"], cookie, speaks=True))).synced()


async def _returns(
    stack: AsyncExitStack, demo: dict[str, Any], cookie: str, old: Wire, hello: dict[str, Any]
) -> Wire:
    """As our page does: with its replica, under its own id, and with what it could not yet send."""
    line = await stack.enter_async_context(wire(demo["board_ws"], cookie, speaks=True, greets=False))
    line.doc = Doc(client_id=old.doc.client_id)
    line.doc.apply_update(old.doc.get_update())
    await line.socket.send(json.dumps({"hello": {"client": hello["client"], "epoch": hello["epoch"]}}))
    assert (await line.text("hello"))[0]["client"] == hello["client"], "the same seat keeps its id"
    await line.socket.send(create_sync_message(line.doc))
    await line.synced()
    return line


def _types(words: str) -> Callable[[Wire], None]:
    return lambda line: line.root("timeline")["ASC-002"]["what"].insert(0, words)


def _reads(line: Wire) -> str:
    return str(line.root("timeline")["ASC-002"]["what"])


def _board(line: Wire) -> str:
    roots = ("timeline", "perspectives", "episodes", "counts")
    return json.dumps({name: line.root(name).to_py() for name in roots}, sort_keys=True, default=str)
