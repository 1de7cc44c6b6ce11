"""Three hundred phones at once on a board of two thousand items: all in sync, and the board comes first (L4)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from pycrdt import Map, Text

from tests.live.wire import Wire, wire
from tests.running import Server

PHONES, ITEMS, PIECE = 300, 2000, 100
FAST = {"SIGHTLINE_LINE_RATE": "100000", "SIGHTLINE_LINE_BYTES": "1000000000", "SIGHTLINE_SEAT_TIME": "1000"}


def adds(first: int) -> Callable[[Wire], None]:
    """A hundred events more."""

    def change(line: Wire) -> None:
        date = {"text": "May", "start": None}
        for number in range(first, first + PIECE):
            event = Map({"agency": "GP", "what": Text(f"Seen at the door, {number}."), "date": date})
            line.root("timeline")[f"storm-{number}"] = event

    return change


async def test_L4_three_hundred_phones_at_once_on_a_large_board_are_all_in_sync(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(**FAST)
    demo = server.demo(PHONES)
    async with wire(demo["board_ws"], demo["facilitator"]["cookie"], speaks=True) as leader:
        await leader.synced()
        for first in range(0, ITEMS, PIECE):
            await leader.writes(adds(first))
        await leader.saved()
        whole = len(leader.root("timeline"))
        assert whole >= ITEMS
        async with AsyncExitStack() as hall:
            cookies = [entry["cookie"] for entry in demo["participants"]]
            joins = [hall.enter_async_context(wire(demo["board_ws"], cookie)) for cookie in cookies]
            phones: list[Any] = await asyncio.gather(*joins)
            await asyncio.gather(*(phone.synced() for phone in phones))
            # The first frame that brings anything brings everything that was there.
            assert {len(phone.root("timeline")) for phone in phones} == {whole}
            await leader.writes(lambda line: line.root("timeline")["ASC-002"]["what"].insert(0, "all here "))
            for phone in phones:
                await phone.until(
                    lambda phone=phone: str(phone.root("timeline")["ASC-002"]["what"])[:9] == "all here ",
                    "what is written afterwards",
                )
            assert len({bytes(phone.doc.get_state()) for phone in phones}) == 1
