"""A link between a phone and the server that dies as mobile links do: nothing comes through, nobody is told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.running import free_port

PIECE = 64 * 1024


class Tunnel:
    """Passes bytes on between its own port and another one of this machine.

    What was connected when it died stays silent for good, as after a change of mast; what connects while it is dead
    is taken and hears nothing.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.to = 0
        self._is_dead = False
        self._life = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends: list[asyncio.StreamWriter] = []

    @property
    def url(self) -> str:
        """The address of its near end."""
        return f"http://127.0.0.1:{self.port}"

    def dies(self) -> None:
        """From now on nothing passes, in either direction."""
        self._is_dead = True
        self._life += 1

    def heals(self) -> None:
        """New connections pass again."""
        self._is_dead = False

    async def take(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection."""
        life, dead = self._life, self._is_dead
        self._ends.append(back)
        if dead:
            return
        far, forth = await asyncio.open_connection("127.0.0.1", self.to)
        self._ends.append(forth)
        for pair in ((near, forth), (far, back)):
            task = asyncio.create_task(self._pass(*pair, life))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def ends(self) -> None:
        """Take the whole link away."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for end in self._ends:
            end.transport.abort()
            with contextlib.suppress(ConnectionError):
                await end.wait_closed()

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, life: int) -> None:
        try:
            while piece := await source.read(PIECE):
                if life == self._life:
                    target.write(piece)
            # The end of one side is told to the other only where the link lives.
            if life == self._life:
                target.close()
        except ConnectionError:
            target.close()


@asynccontextmanager
async def tunnel() -> AsyncIterator[Tunnel]:
    """Open one; `to` must be set before somebody connects."""
    link = Tunnel()
    server = await asyncio.start_server(link.take, "127.0.0.1", link.port)
    try:
        yield link
    finally:
        server.close()
        await link.ends()
