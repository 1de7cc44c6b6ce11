"""A meeting under load, and what each of its people may rightly expect to find again after a power cut."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress

import httpx
from websockets.exceptions import ConnectionClosed

from tests.live.wire import Wire, wire
from tests.meetings.phones import Rehearsal
from tests.privacy.test_contributions import Phone

EVENTS = ("ASC-002", "ASC-003", "ASC-004")
FREE = 3
WATCHERS = 2


class Load:
    """Writers at the timeline, people who only look, phones that send notes, a facilitator who moves on.

    `sent` holds the notes that their phones were told are saved; `owed` the marks of every writer of which some
    screen saw, or its own writer was told, that they are there.
    """

    def __init__(self, rehearsal: Rehearsal, random_: random.Random) -> None:
        self.rehearsal, self.told, self.random = rehearsal, rehearsal.told, random_
        self.owed: Counter[str] = Counter()
        self.sent: set[str] = set()
        self.shown: set[str] = set()
        self.moved = 0
        self.acknowledged = 0

    async def runs_until(self, frames: int, end: Callable[[], None]) -> None:
        """Let everybody work until a screen saw so many changes; `end` cuts the power. Then count what is owed."""
        async with AsyncExitStack() as stack:
            writers = [await self._line(stack, number, speaks=True) for number in range(len(EVENTS))]
            watchers = [await self._line(stack, len(EVENTS) + number) for number in range(WATCHERS)]
            befores = [marks(writers[0], event) for event in EVENTS]
            self.expects(writers[0])
            work = [asyncio.create_task(self._writes(line, EVENTS[n])) for n, line in enumerate(writers)]
            work += [asyncio.create_task(self._sends(number)) for number in range(6, 9)]
            work.append(asyncio.create_task(self._moves()))
            standing = len(watchers[0].received)
            await watchers[0].until(
                lambda: len(watchers[0].received) >= standing + frames, f"{frames} changes"
            )
            end()
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            for line in (*writers, *watchers):
                await line.closed()
            for before, event, line in zip(befores, EVENTS, writers, strict=True):
                told = max((text.get("saved", 0) for text in line.texts), default=0)
                self.acknowledged += told
                others = [marks(other, event) for other in (*writers, *watchers) if other is not line]
                self.owed[event] = max(self.owed[event], before + told, *others)
            for line in (*writers, *watchers):
                self.shown |= said_by(line)

    def expects(self, line: Wire) -> None:
        """Everything that was seen or acknowledged before is on the board of a line that is in sync."""
        for event, owed in self.owed.items():
            assert marks(line, event) >= owed, (
                f"{event}: {owed} were seen or saved, {marks(line, event)} are there"
            )
        assert self.shown <= said_by(line), "a note that was shown is gone"

    async def sends_more(self) -> None:
        """One note from each of five phones."""
        for number in range(5):
            phone = Phone(self.told, self.told["participants"][number]["cookie"])
            text = f"more {number}"
            assert (await phone.sends(text, "role")).status == 201
            self.sent.add(text)

    async def _line(self, stack: AsyncExitStack, number: int, speaks: bool = False) -> Wire:
        cookie = self.told["participants"][number]["cookie"]
        return await (
            await stack.enter_async_context(wire(self.told["board_ws"], cookie, speaks=speaks))
        ).synced()

    async def _writes(self, line: Wire, event: str) -> None:
        with suppress(ConnectionClosed, AssertionError):
            while True:
                for _ in range(self.random.randint(1, 8)):
                    await line.writes(lambda line: line.root("timeline")[event]["what"].insert(0, "¤"))
                await line.saved(line.sent - 8)

    async def _sends(self, number: int) -> None:
        phone = Phone(self.told, self.told["participants"][number]["cookie"])
        with suppress(OSError, httpx.HTTPError, AssertionError):
            while True:
                text = f"note {number} {self.random.getrandbits(64):x}"
                if (await phone.sends(text, "role")).status == 201:
                    self.sent.add(text)

    async def _moves(self) -> None:
        with suppress(OSError, httpx.HTTPError, AssertionError):
            leading = await self.rehearsal.facilitator()
            while True:
                # A reveal of too few is refused in words; what counts is that it may be cut in two.
                with suppress(AssertionError):
                    await leading.tap("reveal")
                await leading.tap("phase", number=FREE)
                self.moved += 1


def marks(line: Wire, event: str) -> int:
    """How many changes of this test a replica shows in an event."""
    return str(line.root("timeline")[event]["what"]).count("¤")


def said_by(line: Wire) -> set[str]:
    """The words of all notes that a replica shows."""
    return {entry["text"] for entry in (line.root("perspectives").to_py() or {}).values()}
