"""A phone on the wire: a real socket with a seat cookie and a Yjs replica, as any client may bring one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from pycrdt import Doc, Map, create_sync_message, create_update_message, handle_sync_message
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 10.0
OURS = "sightline.1"


class Wire:
    """One line. `texts` holds what the server said in text frames; `frames` counts binary ones."""

    def __init__(self, socket: ClientConnection, speaks: bool) -> None:
        self.socket, self.speaks = socket, speaks
        self.doc: Doc[Any] = Doc()
        self.texts: list[dict[str, Any]] = []
        self.received: list[bytes] = []
        self.sent = 0
        self._news = asyncio.Condition()
        self._closed: tuple[int, str] | None = None
        self._reader = asyncio.create_task(self._read())

    def root(self, name: str) -> Map[Any]:
        """A root map of this replica."""
        found: Map[Any] = self.doc.get(name, type=Map)
        return found

    async def until(self, look: Callable[[], Any], wish: str, patience: float = PATIENCE) -> Any:
        """Wait for something that a frame brings, for so many seconds."""
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(lambda: look() or self._closed), patience)
            except TimeoutError:
                raise AssertionError(
                    f"not seen in {patience:.0f} s: {wish}; texts {self.texts[-3:]}"
                ) from None
        found = look()
        assert found, f"the line closed with {self._closed} before: {wish}"
        return found

    async def synced(self) -> Wire:
        """Wait for the first answer: the board."""
        await self.until(lambda: any(frame[:2] == b"\x00\x01" for frame in self.received), "step 2")
        return self

    async def writes(self, change: Callable[[Wire], None]) -> bytes:
        """Change the replica and send what that made, as one update frame."""
        before = self.doc.get_state()
        change(self)
        update = self.doc.get_update(before)
        await self.socket.send(create_update_message(update))
        self.sent += 1
        return bytes(update)

    async def saved(self, count: int | None = None) -> None:
        """Wait until the server says that so many of this line's updates are on disk (all when None)."""
        wanted = self.sent if count is None else count
        await self.until(
            lambda: any(text.get("saved", 0) >= wanted for text in self.texts), f"saved {wanted}"
        )

    async def closed(self) -> tuple[int, str]:
        """Wait for the end of the line; its close code and reason."""
        await asyncio.wait_for(asyncio.shield(self._reader), PATIENCE)
        assert self._closed is not None
        return self._closed

    async def text(self, key: str) -> Any:
        """Wait for a text frame with this key."""
        return await self.until(lambda: [text[key] for text in self.texts if key in text], key)

    async def close(self) -> None:
        """Hang up."""
        await self.socket.close()
        await self._reader

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                await self._take(frame)
        except ConnectionClosed:
            pass
        async with self._news:
            self._closed = (self.socket.close_code or 1006, self.socket.close_reason or "")
            self._news.notify_all()

    async def _take(self, frame: str | bytes) -> None:
        async with self._news:
            if isinstance(frame, str):
                self.texts.append(json.loads(frame))
            else:
                self.received.append(frame)
                answer = handle_sync_message(frame[1:], self.doc) if frame[0] == 0 else None
                if answer is not None:
                    await self.socket.send(answer)
            self._news.notify_all()


@asynccontextmanager
async def wire(
    address: str,
    cookie: str | None,
    *,
    speaks: bool = False,
    origin: str | None = None,
    greets: bool = True,
    **options: Any,
) -> AsyncIterator[Wire]:
    """Open a line; with `speaks` as our own browser does. `options` are those of websockets' `connect`."""
    headers = {**({"Cookie": cookie} if cookie else {}), **({"Origin": origin} if origin else {})}
    options |= {"subprotocols": [OURS]} if speaks else {}
    async with connect(
        address, additional_headers=headers, max_size=None, compression=None, **options
    ) as socket:
        line = Wire(socket, speaks)
        try:
            if greets:
                await greet(line)
            yield line
        finally:
            await line.close()


async def greet(line: Wire, client: int | None = None, epoch: str | None = None) -> None:
    """Say hello, take the client id that the server dictates, and ask for the board."""
    if line.speaks:
        await line.socket.send(json.dumps({"hello": {"client": client, "epoch": epoch}}))
        hello = (await line.text("hello"))[0]
        line.doc = Doc(client_id=hello["client"])
    await line.socket.send(create_sync_message(line.doc))
