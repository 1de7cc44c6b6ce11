"""One line: a socket that belongs to a seat. It reads, is judged, and is shown what is on disk."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.hub import LiveRoom, fresh_client
from server.live import protocol
from server.live.protocol import Close, Frame, NotYjs
from server.stage import stage_of
from server.store import seats as seat_rows
from sessions.people import Seat
from sessions.refusals import ReadOnly, Refused, UpdateRefused
from sessions.room import BoardBroken
from sessions.updates import peek_client, read_state_vector

log = structlog.get_logger()

HANDSHAKE_SECONDS = 5
SCREEN = "screen"
MOST_QUEUED_BYTES = 4 << 20


class Hangup(Exception):
    """Close this line, saying why."""

    def __init__(self, close: Close) -> None:
        super().__init__(close.reason)
        self.close = close


@dataclass(slots=True)
class Bucket:
    """A token bucket of messages and of bytes (promise G4)."""

    rate: float
    burst: float
    level: float = 0.0
    last: float = field(default_factory=time.monotonic)

    def takes(self, amount: float) -> bool:
        """Is there room for so much now?"""
        now = time.monotonic()
        self.level = max(0.0, self.level - (now - self.last) * self.rate) + amount
        self.last = now
        return self.level <= self.burst


class Line:
    """The listener of one socket. `speaks` is true for our own browser (subprotocol sightline.1)."""

    def __init__(self, socket: WebSocket, live: LiveRoom, seat: Seat, document: str, speaks: bool) -> None:
        self.socket, self.live, self.seat, self.document, self.speaks = socket, live, seat, document, speaks
        settings = live.store.settings
        self._messages = Bucket(settings.line_rate, 4 * settings.line_rate)
        self._bytes = Bucket(settings.line_bytes, 4 * settings.line_bytes)
        self._out: deque[bytes | str] = deque()
        self._queued = 0
        self._wake = asyncio.Event()
        self._end: Close | None = None
        self._client: int | None = None
        self._offered: int | None = None
        self._saved = 0
        self._behind = False
        self._greeted = False

    async def run(self) -> None:
        """Greet, then read until the line ends."""
        pump = asyncio.create_task(self._pump())
        self.live.open_lines[self] = None
        if self.seat.id != SCREEN:
            self.live.make_room(self.seat.id, self.live.store.settings.lines_per_seat)
        try:
            await self._greet()
            while True:
                await self._read(await self.socket.receive())
        except Hangup as hangup:
            self._hang_up(hangup.close)
        except WebSocketDisconnect:
            self._end = self._end or protocol.RESTARTING
        except Exception as broken:
            # Nothing of one line may reach the others or the log; the kind is enough to find it.
            log.error("line broke", kind=type(broken).__name__, exc_info=True)
            self._hang_up(protocol.RESYNC)
        finally:
            self._forget()
            self._wake.set()
            with contextlib.suppress(asyncio.TimeoutError, RuntimeError, WebSocketDisconnect):
                await asyncio.wait_for(pump, HANDSHAKE_SECONDS)

    # What the room tells it -------------------------------------------------------------------------------

    def show(self, update: bytes) -> None:
        """A change that is on disk."""
        if not self._behind:
            self._send(protocol.update_frame(update))

    def stage(self) -> None:
        """Where the meeting stands now; nothing before the greeting."""
        if self._greeted:
            self._say({"stage": stage_of(self.live, self.seat)})

    def saved(self, count: int) -> None:
        """So many more of this line's updates are on disk: the only acknowledgement there is (promise D1)."""
        self._saved += count
        self._say({"saved": self._saved})

    def renew(self) -> None:
        """A new Yjs client id, at each change of phase."""
        if self._greeted:
            self._offered = fresh_client()
            self._say({"client": self._offered})

    def leave(self, why: str) -> None:
        """The room sends it away."""
        self._hang_up(protocol.LEAVING[why])

    # Reading ----------------------------------------------------------------------------------------------

    async def _greet(self) -> None:
        if self.speaks:
            try:
                hello = await asyncio.wait_for(self._first_words(), HANDSHAKE_SECONDS)
            except TimeoutError:
                raise Hangup(protocol.NOT_YJS) from None
            await self._say_hello(hello)
        frame = protocol.step_1_frame(self.live.room.replicas[self.document].vector())
        self.live.beats[self.document].after(lambda: self._send(frame))

    async def _first_words(self) -> dict[str, Any]:
        message = await self.socket.receive()
        words = _words_of(message)
        hello = words.get("hello") if isinstance(words.get("hello"), dict) else {}
        return hello or {}

    async def _say_hello(self, hello: dict[str, Any]) -> None:
        meeting = self.live.meeting
        epoch = meeting.epochs.get(self.document, "")
        old = hello.get("client")
        returning = isinstance(old, int) and 0 < old < 1 << 32 and hello.get("epoch") == epoch
        if returning and isinstance(old, int) and await self._claim(old):
            self._client = old
        else:
            self._offered = fresh_client()
        answer = {"client": self._client or self._offered, "epoch": epoch, "role": str(self.seat.role)}
        self._say({"hello": answer | {"document": self.document}})
        self._greeted = True
        self.stage()

    async def _read(self, message: Any) -> None:
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        if self._end is not None:
            raise Hangup(self._end)
        frame, text = message.get("bytes"), message.get("text")
        size = len(frame or text or "")
        if not self._messages.takes(1) or not self._bytes.takes(size):
            raise Hangup(protocol.TOO_FAST)
        if frame is None:
            self._listen(_words_of(message))
        else:
            await self._read_frame(frame)

    def _listen(self, words: dict[str, Any]) -> None:
        if not self.speaks:
            raise Hangup(protocol.NOT_YJS)
        if "ping" in words and isinstance(words["ping"], int):
            self._say({"pong": words["ping"]})

    async def _read_frame(self, frame: bytes) -> None:
        try:
            read = protocol.read_frame(frame)
        except NotYjs:
            raise Hangup(protocol.NOT_YJS) from None
        if read.kind == protocol.AWARENESS:
            # Who is here is composed by the server; a client's own claim is neither read nor passed on.
            self._send(protocol.KEEP_ALIVE)
        elif read.step == protocol.STEP_1:
            self._answer(read)
        elif read.body != protocol.NOTHING:
            await self._receive(read.body)

    def _answer(self, read: Frame) -> None:
        """What this line lacks, as soon as all of it is on disk (promise D1)."""
        try:
            known = read_state_vector(read.body)
        except UpdateRefused:
            raise Hangup(protocol.NOT_YJS) from None
        replica = self.live.room.replicas[self.document]
        lacking = replica.since(read.body) if known else replica.state()
        frame = protocol.step_2_frame(lacking)

        def join() -> None:
            if self._end is None:
                self._send(frame)
                self.live.listeners[self.document].add(self)

        self.live.beats[self.document].after(join)

    async def _receive(self, update: bytes) -> None:
        await self.live.open.wait()
        try:
            await self._bind(update)
            change = self.live.room.receive(self.document, update, self._client or 0, self.seat.role)
        except Refused as refused:
            self._refuse(refused)
            raise Hangup(protocol.RESYNC) from refused
        except BoardBroken as broken:
            self.live.fall(broken)
            raise Hangup(protocol.RESYNC) from broken
        beat = self.live.beats[self.document]
        if change is None:
            beat.repeat(self)
        else:
            self.live.wrote_at = self.live.clock()
            beat.add(change.update, self)

    async def _bind(self, update: bytes) -> None:
        """One client id a line, bound to this seat and to nobody else, ever (promise G2)."""
        client = peek_client(update)
        if client is None or client == self._client:
            return
        if self.speaks and client != self._offered:
            raise UpdateRefused("client", "not the id of this line")
        if not self.speaks and self._client is not None:
            raise UpdateRefused("client", "a line writes with one id")
        if not await self._claim(client):
            raise UpdateRefused("client", "the id belongs to somebody else")
        self._client = client

    async def _claim(self, client: int) -> bool:
        meeting, seat = self.live.meeting.id, self.seat.id
        return await self.live.store.write(lambda books: seat_rows.claim_client(books, meeting, client, seat))

    def _refuse(self, refused: Refused) -> None:
        log.info("update refused", code=refused.code, role=str(self.seat.role), phase=self.live.meeting.phase)
        if isinstance(refused, ReadOnly):
            return self._say({"refused": {"code": refused.code, "say": refused.say}})
        client = self._client
        if client is not None:
            meeting = self.live.meeting.id
            self.live.store.offer(lambda books: seat_rows.burn_client(books, meeting, client))
        return self._say({"refused": {"code": refused.code, "say": refused.say}})

    # Sending ----------------------------------------------------------------------------------------------

    def _say(self, words: dict[str, Any]) -> None:
        if self.speaks:
            self._send(json.dumps(words))

    def _send(self, frame: bytes | str) -> None:
        """Queue a frame. A line whose socket is full is marked behind and gets one difference later (L2)."""
        if self._end is not None:
            return
        if self._queued > MOST_QUEUED_BYTES:
            self._behind = True
            return
        self._out.append(frame)
        self._queued += len(frame)
        self._wake.set()

    def _hang_up(self, close: Close) -> None:
        if self._end is None:
            self._end = close
            self._forget()
            self._wake.set()

    def _forget(self) -> None:
        self.live.open_lines.pop(self, None)
        self.live.listeners[self.document].discard(self)

    async def _pump(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._out:
                frame = self._out.popleft()
                self._queued -= len(frame)
                await self._put(frame)
            if self._behind and self._end is None:
                self._catch_up()
            elif self._end is not None and not self._out:
                return await self._finish(self._end)

    async def _put(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes):
            await self.socket.send_bytes(frame)
        else:
            await self.socket.send_text(frame)

    def _catch_up(self) -> None:
        self._behind = False
        frame = protocol.step_2_frame(self.live.room.replicas[self.document].state())
        self.live.beats[self.document].after(lambda: self._send(frame))
        self.stage()

    async def _finish(self, close: Close) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self.socket.close(close.code, close.reason)


def _words_of(message: Any) -> dict[str, Any]:
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    try:
        words = json.loads(message.get("text") or "")
    except ValueError:
        raise Hangup(protocol.NOT_YJS) from None
    if not isinstance(words, dict):
        raise Hangup(protocol.NOT_YJS)
    return words
