"""What is allowed and well-formed, but slow to judge, costs the seat that sends it and nobody else (promise G4)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed

from tests.live.wire import Wire, wire
from tests.running import Server

SLOW = 1200


def letters_everywhere(line: Wire) -> None:
    """Each letter is a change at a place of its own; together they take the gate many milliseconds."""
    words = line.root("timeline")["ASC-002"]["what"]
    with line.doc.transaction():
        words.insert(0, "z" * SLOW)
    with line.doc.transaction():
        for place in range(SLOW):
            words.insert(2 * place, "y")


def a_letter(line: Wire) -> None:
    line.root("timeline")["ASC-003"]["what"].insert(0, "w")


async def test_G4_a_seat_that_took_too_much_of_the_servers_time_waits_on_whatever_line(
    start_server: Callable[..., Server],
) -> None:
    demo: dict[str, Any] = start_server(SIGHTLINE_SEAT_TIME="2").demo(3)
    address, seats = demo["board_ws"], [each["cookie"] for each in demo["participants"]]
    async with (
        wire(address, seats[0]) as witness,  # the first one there pays for encoding the board
        wire(address, seats[1]) as honest,
        wire(address, seats[2]) as slow,
    ):
        for line in (witness, honest, slow):
            await line.synced()
        await slow.writes(letters_everywhere)
        await witness.until(lambda: "yzyz" in reads(witness, "ASC-002"), "that it is allowed")
        with suppress(ConnectionClosed):
            for _ in range(9):
                await slow.writes(letters_everywhere)
        assert await slow.closed() == (4429, "too fast")
        async with wire(address, seats[2]) as again:
            assert await again.closed() == (4429, "too fast"), "a new line is no new purse"
        await honest.writes(a_letter)
        await witness.until(lambda: reads(witness, "ASC-003").startswith("w"), "the other's letter")


def reads(line: Wire, event: str) -> str:
    return str(line.root("timeline")[event]["what"])


async def test_G4_who_types_as_fast_as_a_line_may_takes_hardly_any_of_it(shared_server: Server) -> None:
    demo = shared_server.demo(1)
    async with wire(demo["board_ws"], demo["participants"][0]["cookie"], speaks=True) as line:
        await line.synced()
        for _ in range(350):
            await line.writes(a_letter)
        await line.saved(350)
