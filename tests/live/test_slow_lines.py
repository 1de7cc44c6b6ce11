"""A line that does not read costs bounded memory and delays nobody; later it gets one difference (promise L2)."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest
from pycrdt import Doc, Map, create_sync_message
from websockets.exceptions import ConnectionClosed

from tests.live.wire import Wire, wire
from tests.running import Server

EVENT = "ASC-002"
OTHERS = ("ASC-003", "ASC-004", "ASC-005")
LARGE = 16_000
MIB = 1 << 20
TURNS = 150
FAST = {"SIGHTLINE_LINE_RATE": "100000", "SIGHTLINE_LINE_BYTES": "1000000000"}


@asynccontextmanager
async def narrow(demo: dict[str, Any], cookie: str, **options: Any) -> AsyncIterator[Wire]:
    """A line whose system takes very little before its owner reads."""
    place = urlsplit(demo["board_ws"])
    with socket.socket() as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.connect((place.hostname, place.port))
        plain.setblocking(False)
        async with wire(demo["board_ws"], cookie, sock=plain, **options) as line:
            yield await line.synced()


def stops_reading(line: Wire) -> None:
    line.socket.transport.pause_reading()


def reads_again(line: Wire) -> None:
    line.socket.transport.resume_reading()


def memory(server: Server) -> int:
    """What the server holds in memory, in bytes."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def dated(turn: int, event: str = EVENT) -> Callable[[Wire], None]:
    """A large value in the place of the one before: the document stays as it is, the lines get much."""
    words = f"{turn}:".ljust(LARGE, "x")
    return lambda line: line.root("timeline")[event].update({"date": {"text": words}})


def turn_of(line: Wire) -> int:
    text = str(line.root("timeline")[EVENT]["date"]["text"])
    return int(text.partition(":")[0]) if ":" in text[:8] else -1


async def shown(writer: Wire, witness: Wire, turns: range, also: Callable[[], Any]) -> list[float]:
    """Write to a few events, as fast as it goes. Returns how long the witness waited for each turn, in seconds."""
    waited = []
    for turn in turns:
        began = time.perf_counter()
        for event in (*OTHERS, EVENT):
            await writer.writes(dated(turn, event))
        await witness.until(lambda turn=turn: turn_of(witness) == turn, f"turn {turn}")
        waited.append(time.perf_counter() - began)
        witness.received.clear()
        writer.received.clear()
        await also()
    return waited


async def nothing() -> None:
    """No sign of life."""


async def test_L2_a_line_that_stops_reading_costs_little_delays_nobody_and_gets_one_difference(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(**FAST)
    demo = server.demo(3)
    cookies = [entry["cookie"] for entry in demo["participants"]]
    async with (
        wire(demo["board_ws"], cookies[0]) as writer,
        wire(demo["board_ws"], cookies[1]) as witness,
        narrow(demo, cookies[2]) as slow,
    ):
        await writer.synced()
        await witness.synced()
        before = await shown(writer, witness, range(TURNS), nothing)
        for round_ in range(1, 4):
            await slow.until(
                lambda end=TURNS * round_ - 1: turn_of(slow) == end, "everything, while it reads"
            )
            slow.received.clear()
            held = memory(server)
            stops_reading(slow)
            # An unasked pong is a sign of life: its owner's phone is awake, only its link is full.
            turns = range(TURNS * round_, TURNS * (round_ + 1))
            after = await shown(writer, witness, turns, slow.socket.pong)
            assert memory(server) - held < 6 * MIB, (
                "of 9 MiB that were written, a few in the system's own hands"
            )
            assert median(after) < 5 * median(before) + 0.05
            reads_again(slow)
        await slow.until(lambda: turn_of(slow) == TURNS * 4 - 1, "the newest")
        await writer.writes(dated(9999))
        await slow.until(lambda: turn_of(slow) == 9999, "what is written from now on")
        assert sum(map(len, slow.received)) < 6 * MIB, "one difference, not all that was missed"
        await witness.until(lambda: turn_of(witness) == 9999, "the last")
        assert slow.root("timeline").to_py() == witness.root("timeline").to_py()


async def test_L2_a_line_that_asks_for_the_board_and_never_reads_costs_little(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(**FAST)
    demo = server.demo(2)
    async with (
        wire(demo["board_ws"], demo["participants"][0]["cookie"]) as writer,
        narrow(demo, demo["participants"][1]["cookie"]) as greedy,
    ):
        await writer.synced()
        # Each asks from another place than an empty browser, so that no two answers are the same bytes.
        doc: Doc[Any] = Doc()
        doc.get("mine", type=Map)["x"] = 1
        held, question = memory(server), create_sync_message(doc)
        stops_reading(greedy)
        for _ in range(400):
            await greedy.socket.send(question)
            await writer.writes(lambda line: line.root("timeline")[EVENT]["what"].insert(0, "."))
        await writer.writes(dated(7))
        async with wire(demo["board_ws"], demo["participants"][0]["cookie"]) as late:
            await late.synced()
            await late.until(lambda: turn_of(late) == 7, "the others go on")
        assert memory(server) - held < 16 * MIB, "of 40 boards and more that were asked for"
        reads_again(greedy)
        await greedy.until(lambda: turn_of(greedy) == 7, "the board, in the end")


async def test_L2_a_line_that_pings_and_never_reads_is_cut_off(start_server: Callable[..., Server]) -> None:
    server = start_server(**FAST)
    demo = server.demo(1)
    async with narrow(demo, demo["participants"][0]["cookie"]) as deaf:
        stops_reading(deaf)
        held = memory(server)
        with pytest.raises((ConnectionClosed, ConnectionError)):
            for _ in range(400_000):
                await deaf.socket.pong(b"p" * 100)
                deaf.socket.transport.write(b"\x89\xfd" + bytes(4) + b"p" * 125)
                await deaf.socket.drain()
        assert memory(server) - held < 8 * MIB


async def test_L2_a_line_that_is_sent_away_and_reads_nothing_is_let_go(
    start_server: Callable[..., Server],
) -> None:
    """Whoever opens a line after another and takes nothing would else have each of them kept, with all its bytes."""
    server = start_server(**FAST)
    demo = server.demo(2)
    address, cookie = demo["board_ws"], demo["participants"][1]["cookie"]
    async with wire(address, demo["participants"][0]["cookie"]) as writer, AsyncExitStack() as stack:
        await writer.synced()
        before = sockets(server)
        deaf = [await stack.enter_async_context(narrow(demo, cookie)) for _ in range(3)]
        for line in deaf:
            stops_reading(line)
        for turn in range(TURNS * 3):
            await writer.writes(dated(turn))
        await writer.writes(dated(9999))
        for _ in range(3):  # more than a seat may hold: the oldest go
            await stack.enter_async_context(wire(address, cookie))
        never = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(20):
            while sockets(server) > before + 3:  # the three that read nothing are still there
                await asyncio.wait({never}, timeout=0.1)
        for line in deaf:
            line.socket.transport.abort()


def sockets(server: Server) -> int:
    """How many sockets the server's process holds open."""
    assert server.process is not None
    folder = f"/proc/{server.process.pid}/fd"
    # One may be closed between the two questions; then its name leads nowhere.
    return sum("/socket:" in os.path.realpath(f"{folder}/{each}") for each in os.listdir(folder))
