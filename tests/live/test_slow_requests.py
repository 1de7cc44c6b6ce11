"""Requests that arrive letter by letter or never, and answers that nobody takes: each ends by itself (promise G4)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from time import perf_counter
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.live.test_bombardment import delay, resident
from tests.live.wire import OURS, wire
from tests.running import ROOT, Server

EACH = 40
MIB = 1 << 20
TICK = 0.1
HEAD, BODY = 5.0, 20.0
SLACK = 6.0
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /j HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
UPGRADE = (
    b"GET /live/0123456789abcdef/board HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)


class Caller:
    """One connection of somebody who means no good. `heard` is what was said to them."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.began = perf_counter()
        self.heard = b""
        self._hears = asyncio.create_task(self._hear())

    async def is_over(self, within: float) -> bool:
        """Was it hung up on, within so many seconds?"""
        done, _ = await asyncio.wait({self._hears}, timeout=within)
        return bool(done)

    async def dribbles(self, octets: bytes, forever: bytes = b"") -> float:
        """Send byte by byte, and the last part for ever. Returns seconds until the end."""
        at = 0
        while not await self.is_over(TICK):
            self.writer.write(octets[at : at + 1] or forever)
            at += 1
            assert perf_counter() - self.began < 4 * BODY, "never hung up on"
        return perf_counter() - self.began

    async def close(self) -> None:
        """Hang up."""
        self._hears.cancel()
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()

    async def _hear(self) -> None:
        with suppress(OSError):
            while octets := await self.reader.read(MIB):
                self.heard += octets


@asynccontextmanager
async def call(server: Server) -> AsyncIterator[Caller]:
    caller = Caller(*await asyncio.open_connection("127.0.0.1", server.port))
    try:
        yield caller
    finally:
        await caller.close()


def way(whole: bytes, spelled: bytes, forever: bytes) -> Callable[[Server], Awaitable[float]]:
    """Somebody who sends something at once, then something letter by letter, and then the same for ever."""

    async def act(server: Server) -> float:
        async with call(server) as caller:
            caller.writer.write(whole)
            return await caller.dribbles(spelled, forever)

    return act


HEADS = {
    "says nothing": way(b"", b"", b""),
    "spells a head": way(b"", GET, b"a"),
    "spells an upgrade": way(b"", UPGRADE, b"a"),
    "stops in an upgrade": way(UPGRADE, b"", b""),
    "sends empty lines": way(b"", b"", b"\r\n"),
    "sends empty lines after a request": way(GET + b"\r\n", b"", b"\r\n"),
    "stops in its second request": way(GET + b"\r\n" + GET, b"", b"a: b\r\n"),
}
slow_body = way(POST, b"", b"x")


async def test_G4_whoever_never_finishes_a_request_is_hung_up_on_and_nobody_else_notices(
    shared_server: Server,
) -> None:
    told = shared_server.demo(2)
    cookies = [entry["cookie"] for entry in told["participants"]]
    async with wire(told["board_ws"], cookies[0]) as one, wire(told["board_ws"], cookies[1]) as two:
        await one.synced()
        await two.synced()
        quiet = sorted([await delay(one, two) for _ in range(EACH)])
        before = resident(shared_server)
        attack = asyncio.gather(*(act(shared_server) for act in HEADS.values() for _ in range(EACH)))
        loud = []
        while not attack.done():
            loud.append(await delay(one, two))
        ended = await attack
        grown = resident(shared_server) - before
    assert max(ended) < HEAD + SLACK, f"{max(ended):.1f} s"
    middle = sorted(loud)[len(loud) // 2]
    assert middle < 10 * quiet[EACH // 2] + 0.1, (quiet[EACH // 2], middle)
    assert grown < 8 * MIB, f"{grown / MIB:.1f} MiB more"


async def test_G4_the_oldest_of_very_many_who_say_nothing_make_room_for_the_young(
    shared_server: Server,
) -> None:
    async with AsyncExitStack() as stack:
        first, *_ = [await stack.enter_async_context(call(shared_server)) for _ in range(250)]
        assert not await first.is_over(1.2), "within a second a whole hall may come"
        late = await stack.enter_async_context(call(shared_server))
        assert await first.is_over(1.0), "long before its five seconds are over"
        late.writer.write(GET + b"Connection: close\r\n\r\n")
        assert await late.is_over(HEAD) and late.heard.startswith(b"HTTP/1.1 200")


async def test_G4_a_head_without_end_costs_no_memory(shared_server: Server) -> None:
    before = resident(shared_server)
    async with call(shared_server) as caller:
        caller.writer.write(GET)
        with suppress(OSError):
            for number in range(256):
                caller.writer.write(b"a%d: " % number + b"x" * MIB + b"\r\n")
                await caller.writer.drain()
        assert await caller.is_over(HEAD)
    assert resident(shared_server) - before < 8 * MIB


def takes_no_answer(server: Server) -> socket.socket:
    """Asks for megabytes, and reads nothing of them."""
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.connect(("127.0.0.1", server.port))
    largest = max((ROOT / "static" / "dist").iterdir(), key=lambda path: path.stat().st_size)
    plain.sendall(f"GET /static/dist/{largest.name} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 20)
    return plain


async def is_hung_up_on(plain: socket.socket) -> bool:
    """Nothing is read meanwhile, so the system alone can tell."""
    began, never = perf_counter(), asyncio.get_running_loop().create_future()
    while perf_counter() - began < 2 * BODY + SLACK:
        if plain.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return True
        await asyncio.wait({never}, timeout=TICK)
    return False


async def patient_phone(server: Server) -> bytes:
    """Slow, and honest: a kilobyte and a half a second, for longer than twenty seconds."""
    async with call(server) as caller:
        caller.writer.write(POST.replace(b"100000", b"40000"))
        for _ in range(40_000 // 160):
            assert not await caller.is_over(TICK), "hung up on"
            caller.writer.write(b"x" * 160)
        await caller.is_over(2 * HEAD)
        return caller.heard


async def test_G4_a_body_that_hardly_moves_ends_and_a_slow_phone_s_does_not(shared_server: Server) -> None:
    patient = asyncio.create_task(patient_phone(shared_server))
    before = resident(shared_server)
    ended = await asyncio.gather(*(slow_body(shared_server) for _ in range(EACH)))
    assert min(ended) > BODY - 1 and max(ended) < BODY + SLACK + 5, (min(ended), max(ended))
    assert resident(shared_server) - before < 8 * MIB
    assert (await patient).startswith(b"HTTP/1.1 4"), "a code that opens nothing, and an answer"


async def test_G4_an_answer_that_nobody_takes_is_not_kept_for_ever(shared_server: Server) -> None:
    asking = [takes_no_answer(shared_server) for _ in range(5)]
    try:
        assert all(await asyncio.gather(*map(is_hung_up_on, asking)))
    finally:
        for plain in asking:
            plain.close()


@pytest.mark.parametrize("offered", [[], [OURS]])
async def test_G4_an_open_socket_that_never_says_a_word_is_closed(
    shared_server: Server, offered: list[Any]
) -> None:
    told: dict[str, Any] = shared_server.demo(1)
    began, headers = perf_counter(), {"Cookie": told["participants"][0]["cookie"]}
    async with connect(told["board_ws"], additional_headers=headers, subprotocols=offered or None) as line:
        with suppress(ConnectionClosed):
            while True:
                await line.recv()
        assert line.close_code == 4400
    assert perf_counter() - began < HEAD + SLACK
