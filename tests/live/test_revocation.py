"""A seat that is gone is out at once and stays out; a step locks for everybody at one moment (promises L5, G6)."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.live.wire import Wire, greet, wire
from tests.meetings.phones import LOCKED, TIMELINE, Rehearsal
from tests.meetings.visitor import Visitor
from tests.running import Server

EVENT = "ASC-002"


@pytest.fixture
def rehearsal(shared_server: Server) -> Rehearsal:
    return Rehearsal(shared_server)


def types(words: str) -> Any:
    return lambda line: line.root("timeline")[EVENT]["what"].insert(0, words)


def reads(line: Wire) -> str:
    return str(line.root("timeline")[EVENT]["what"])


async def test_L5_a_seat_that_is_given_up_is_out_on_every_line_at_once_and_may_not_come_back(
    rehearsal: Rehearsal,
) -> None:
    told = rehearsal.told
    address, cookie, another = told["board_ws"], *(told["participants"][n]["cookie"] for n in (0, 1))
    async with (
        wire(address, another) as witness,
        wire(address, cookie, speaks=True) as ours,
        wire(address, cookie) as standard,
    ):
        for line in (witness, ours, standard):
            await line.synced()
        await ours.writes(types("before "))
        await ours.saved()
        hello = (await ours.text("hello"))[0]
        leaving = Visitor(rehearsal.server.url, cookie)
        page = await leaving.get(f"/meetings/{rehearsal.meeting}/leave")
        await leaving.send(page, action="/leave")
        for line in (ours, standard):
            assert await line.closed() == (4401, "no seat")
        with suppress(ConnectionClosed):
            await ours.writes(types("after "))
        async with wire(address, cookie, greets=False) as again:
            assert await again.closed() == (4401, "no seat")
            assert again.received == [], "not even the board"
        async with wire(address, another, speaks=True, greets=False) as thief:
            claim = {"client": hello["client"], "epoch": hello["epoch"]}
            await thief.socket.send(json.dumps({"hello": claim}))
            assert (await thief.text("hello"))[0]["client"] != hello["client"]
        kept = Visitor(rehearsal.server.url, cookie)
        token = page.tree.xpath('//meta[@name="form-token"]/@content')[0]
        fields = {"text": "still here", "mode": "role", "item": "0" * 64, "form": token}
        answer = await kept.post(
            f"/meetings/{rehearsal.meeting}/perspectives", fields, accept="application/json"
        )
        assert answer.status in (401, 403), answer.text[:200]
        assert reads(witness).startswith("before ")
    async with wire(address, cookie, greets=False) as again:
        assert (await again.closed())[0] == 4401


async def test_L5_who_is_asked_to_leave_is_out_on_every_line_at_once_and_back_only_when_let_in_again(
    rehearsal: Rehearsal,
) -> None:
    told, leading = rehearsal.told, Visitor(rehearsal.server.url, rehearsal.told["facilitator"]["cookie"])
    address, cookie, another = told["board_ws"], *(told["participants"][n]["cookie"] for n in (0, 1))
    async with (
        wire(address, another) as witness,
        wire(address, cookie, speaks=True) as ours,
        wire(address, cookie) as standard,
    ):
        for line in (witness, ours, standard):
            await line.synced()
        await ours.writes(types("before "))
        await ours.saved()
        hello = (await ours.text("hello"))[0]
        person = await _asked_to_leave(leading, rehearsal, cookie)
        for line in (ours, standard):
            assert await line.closed() == (4401, "no seat")
        with suppress(ConnectionClosed):
            await ours.writes(types("after "))
        async with wire(address, cookie, greets=False) as again:
            assert await again.closed() == (4401, "no seat") and again.received == []
        assert reads(witness).startswith("before ")
        await _presses(leading, rehearsal, person, "back")
        async with wire(address, cookie, speaks=True, greets=False) as back:
            await greet(back, hello["client"], hello["epoch"])
            await back.synced()
            assert back.doc.client_id == hello["client"], "the same seat, so the same id"
            await back.writes(types("again "))
            await back.saved()
        await witness.until(lambda: reads(witness).startswith("again before "), "what they write now")


async def _asked_to_leave(leading: Visitor, rehearsal: Rehearsal, cookie: str) -> str:
    """Ask whoever holds this cookie to leave. Returns the id of their line."""
    risk = await Visitor(rehearsal.server.url, cookie).get(f"/meetings/{rehearsal.meeting}/risk")
    name = risk.form("name", "words").fields["name"]
    page = await leading.get(f"/meetings/{rehearsal.meeting}/people")
    assert page.tree is not None
    (line,) = page.tree.xpath(f'//button[contains(., "Ask {name} to leave")]/../input[@name="person"]/@value')
    await _presses(leading, rehearsal, line, "out")
    return str(line)


async def _presses(leading: Visitor, rehearsal: Rehearsal, person: str, verb: str) -> None:
    page = await leading.get(f"/meetings/{rehearsal.meeting}/people")
    fields = {**dict(page.form("person", action="/people").form_values()), "person": person, "verb": verb}
    answer = await leading.post(f"/meetings/{rehearsal.meeting}/people", fields, origin=leading.site)
    assert answer.status == 200, answer.text[:200]


async def test_G6_closing_is_announced_what_comes_until_the_lock_counts_and_then_all_are_locked_in_one_beat(
    rehearsal: Rehearsal,
) -> None:
    told = rehearsal.told
    writers = [*(told["participants"][n]["cookie"] for n in range(2)), told["facilitator"]["cookie"]]
    leading = await rehearsal.facilitator()
    async with (
        wire(told["board_ws"], told["participants"][2]["cookie"], speaks=True) as witness,
        wire(told["board_ws"], writers[0], speaks=True) as first,
        wire(told["board_ws"], writers[1]) as standard,
        wire(told["board_ws"], writers[2], speaks=True) as facilitator,
    ):
        lines = (first, standard, facilitator)
        for line in (witness, *lines):
            await line.synced()
        await first.writes(types("early "))
        moving = asyncio.create_task(leading.tap("phase", number=LOCKED))
        for line in (first, facilitator):
            await line.until(lambda line=line: stage(line)["closing"], "that it closes")
        for number, line in enumerate(lines):
            await line.writes(types(f"in time {number} "))
        await first.saved()
        await facilitator.saved()
        await moving
        for line in (first, facilitator):
            await line.until(lambda line=line: stage(line)["phase"] == LOCKED, "the next step")
            assert not stage(line)["closing"] and not stage(line)["writing"]
        for line in lines:
            await line.writes(types("too late "))
            assert (await line.closed())[0] == 4409
        assert [text for text in first.texts if "refused" in text], "in words"
        await witness.until(lambda: all(f"in time {n} " in reads(witness) for n in range(3)), "all in time")
        await leading.tap("phase", number=TIMELINE)
        async with wire(told["board_ws"], writers[0]) as later:
            await later.synced()
            assert "too late" not in reads(later) and "in time 2" in reads(later)


def stage(line: Wire) -> dict[str, Any]:
    told = [text["stage"] for text in line.texts if "stage" in text]
    assert told, "no stage was told"
    return dict(told[-1])
