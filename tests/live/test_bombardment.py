"""Bad frames and hostile updates by the hundred: memory and other people's latency stay flat (promises G1, G4)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
import pytest
from pycrdt import create_update_message
from websockets.exceptions import ConnectionClosed

from tests.live.test_attacks import ACTS, mutated, updates_of
from tests.live.test_hostile_frames import FRAMES
from tests.live.wire import Wire, wire
from tests.running import Server

# Not one that the attackers write to: in this step they may.
EVENT = "ASC-005"
MIB = 1 << 20
QUIET, MUTANTS = 40, 60
HUGE = b"\x82\xff" + (50 * MIB).to_bytes(8) + bytes(4)


async def delay(one: Wire, two: Wire) -> float:
    """Seconds from a letter of the one to the screen of the other."""
    words = two.root("timeline")[EVENT]["what"]
    before, began = len(str(words)), perf_counter()
    await one.writes(lambda line: line.root("timeline")[EVENT]["what"].insert(0, "."))
    await two.until(lambda: len(str(words)) > before, "the letter")
    return perf_counter() - began


def resident(server: Server) -> int:
    """Bytes that the server's process holds in memory."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


async def breaks_frames(told: dict[str, Any], cookie: str) -> None:
    """Every bad frame after the other, and fifty megabytes that are really sent."""
    for frames, code in FRAMES.values():
        async with wire(told["board_ws"], cookie, greets=False) as line:
            line.socket.transport.write(b"".join(frames))
            assert (await line.closed())[0] in (code, 1006)
    async with wire(told["board_ws"], cookie, greets=False) as line:
        with suppress(ConnectionClosed, OSError):
            line.socket.transport.write(HUGE)
            for _ in range(50):
                line.socket.transport.write(bytes(MIB))
                await line.socket.drain()
        assert (await line.closed())[0] in (1009, 1006)


async def sends_mutants(told: dict[str, Any], cookie: str, seed: int) -> None:
    """Updates of all kinds with a few bytes changed; most of them end their line."""
    chance = random.Random(seed)
    for _ in range(MUTANTS):
        async with wire(told["board_ws"], cookie) as line:
            await line.synced()
            update = mutated(updates_of(chance.choice(list(ACTS.values())), line), chance)
            with suppress(ConnectionClosed):
                await line.socket.send(create_update_message(update))


async def test_G4_a_bombardment_costs_others_no_time_and_the_server_no_memory(shared_server: Server) -> None:
    told = shared_server.demo(6)
    cookies = [entry["cookie"] for entry in told["participants"]]
    async with wire(told["board_ws"], cookies[0]) as one, wire(told["board_ws"], cookies[1]) as two:
        await one.synced()
        await two.synced()
        quiet = sorted([await delay(one, two) for _ in range(QUIET)])
        before = resident(shared_server)
        attack = asyncio.gather(
            breaks_frames(told, cookies[2]),
            breaks_frames(told, cookies[3]),
            sends_mutants(told, cookies[4], 4),
            sends_mutants(told, cookies[5], 5),
        )
        loud = []
        while not attack.done():
            loud.append(await delay(one, two))
        await attack
        grown = resident(shared_server) - before
    middle = sorted(loud)[len(loud) // 2]
    # The attackers' own work runs in this very process, beside the clock: the bound is generous for that.
    assert middle < 20 * quiet[QUIET // 2] + 0.25, (quiet[QUIET // 2], middle)
    assert grown < 32 * MIB, f"{grown // MIB} MiB more"


async def makes_up_meetings(stranger: httpx.AsyncClient, number: str) -> int:
    return (await stranger.get(f"/meetings/{number}{'x' * 60_000}/now")).status_code


async def makes_up_browsers(stranger: httpx.AsyncClient, number: str) -> int:
    headers = {"cookie": f"__Host-form={number}{'x' * 60_000}"}
    return (await stranger.get("/j/OOOOOO", headers=headers)).status_code


@pytest.mark.parametrize("makes_up", [makes_up_meetings, makes_up_browsers])
async def test_G4_what_somebody_makes_up_is_not_remembered(
    server: Server, makes_up: Callable[[httpx.AsyncClient, str], Awaitable[int]]
) -> None:
    """Anybody may ask, without a seat; each time for another meeting, or as another browser."""
    async with httpx.AsyncClient(base_url=server.url) as stranger:
        for turn in range(2):  # the first fills what is filled once
            before = resident(server)
            for number in range(300):
                assert await makes_up(stranger, f"{turn}x{number}") in (404, 429)
        assert resident(server) - before < 4 * MIB, f"{(resident(server) - before) / MIB:.1f} MiB more"
