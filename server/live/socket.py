"""The board's sockets: a protocol class of ours for uvicorn, below ASGI (decision 14).

Plain frames are read here; every other one (in pieces, too long, closing, wrong) by websockets' own sans-I/O
`Protocol`, which is made when the first comes: an idle line keeps none (promise S6). What a frame means is the line's
business. Frames to browsers are encoded once by the room and written here as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from re import Pattern
from typing import Any, cast

import structlog
from starlette.requests import HTTPConnection
from starlette.routing import compile_path
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode, apply_mask  # type: ignore[attr-defined]
from websockets.protocol import Protocol, Side, State

from server.live import handshake, protocol
from server.live.handshake import NoUpgrade, Opening
from server.live.line import Line
from server.live.protocol import Close
from server.live.rounds import Rounds

log = structlog.get_logger()

MOST_FRAME = 64 * 1024
PING_SECONDS = 4.0
HANDSHAKE_SECONDS = 5.0
LEAVING_SECONDS = 1.0
MOST_BUFFERED = 256 * 1024
# What may still be added for a line that takes nothing: acknowledgements and answers to its own pings.
SPARE = 64 * 1024

Door = Callable[[HTTPConnection, "BoardSocket"], Awaitable[None]]


class BoardSocket(asyncio.Protocol):
    """One socket. Subclassed with the application, its doors and its rounds by `socket_class`."""

    app: Any
    doors: tuple[tuple[Pattern[str], Door], ...]
    rounds: Rounds
    write: Callable[[bytes], None]
    """Puts a whole WebSocket frame on the wire: the transport's own, for three hundred lines call it each beat."""

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        self._sockets: set[Any] = server_state.connections
        self._tasks: set[asyncio.Task[None]] = server_state.tasks
        self._loop = asyncio.get_running_loop()
        self._wire: Protocol | None = None
        self._transport: asyncio.Transport
        self._heard = self._pinged = self._loop.time()
        self._brim = self._unsent = 0
        self._tail = b""
        self._parts: list[bytes] | None = None
        self._line: Line | None = None
        self._key = ""
        self._is_over = self._is_leaving = False

    # What the loop tells it ------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The upgrade was asked for; nothing of it is read yet."""
        self._transport = cast(asyncio.Transport, transport)
        self.write = self._transport.write
        self._transport.set_write_buffer_limits(high=MOST_BUFFERED)
        self._sockets.add(self)
        self.rounds.join(self)

    def data_received(self, octets: bytes) -> None:
        """Bytes: the request, frames, or pieces of them."""
        self._heard = self._loop.time()
        if self._is_leaving and octets.startswith(protocol.CLOSING):
            self._transport.close()  # they have read ours
        elif self._brim and self._transport.get_write_buffer_size() > self._brim:
            self._transport.abort()
        elif self._line is not None:
            self._read(self._tail + octets if self._tail else octets)
        elif not self._key:
            self._begin(octets)
        elif len(self._tail) <= MOST_FRAME:
            self._tail += octets  # frames that came before the seat was known
        else:
            self._transport.abort()

    def eof_received(self) -> None:
        """The other side sends no more."""
        if self._wire is not None:
            self._wire.receive_eof()

    def connection_lost(self, _reason: Exception | None) -> None:
        """It is gone."""
        self._is_over = True
        self._sockets.discard(self)
        self.rounds.leave(self)
        if self._line is not None:
            self._line.gone()

    def pause_writing(self) -> None:
        """A slow phone."""
        self._brim = self._transport.get_write_buffer_size() + SPARE
        if self._line is not None:
            self._line.full()

    def resume_writing(self) -> None:
        """It caught up."""
        self._brim = 0
        if self._line is not None:
            self._line.drained()

    def shutdown(self) -> None:
        """The server stops: browsers are told to come back."""
        if self._line is not None:
            self._line.leave("restart")
        else:
            self._transport.close()

    def keep_alive(self) -> None:
        """A ping every four seconds, answered within four, or the link is dead: within ten (promises G4, L3)."""
        if self._transport.is_closing():
            return
        now, unsent = self._loop.time(), self._transport.get_write_buffer_size()
        if unsent < self._unsent:
            # A slow phone answers a ping when it has taken what was sent before, and it is taking it.
            self._heard = now
        self._unsent = unsent
        if self._heard < self._pinged or now - self._heard > 2 * PING_SECONDS:
            self._transport.abort()
            return
        if now - self._heard > PING_SECONDS / 2 and self._line is not None and not self._is_over:
            self._pinged = now
            self._transport.write(protocol.PING_FRAME)

    # What the line asks for ------------------------------------------------------------------------------

    def end(self, close: Close) -> None:
        """Say why, and close."""
        if not self._is_over:
            self._transport.write(protocol.close_frame(close))
            self._leave()

    # The handshake ---------------------------------------------------------------------------------------

    def accept(self, speaks: bool) -> None:
        """101: the seat is known."""
        self._transport.write(handshake.accepted(self._key, speaks))

    def refuse(self, status: HTTPStatus) -> None:
        """No upgrade."""
        self._is_over = True
        self._transport.write(handshake.refused(status))
        self._transport.close()

    def start(self, line: Line) -> None:
        """From here on the line takes the frames, those that came early first."""
        self._line = line
        line.start()
        self._read(self._tail)

    def _begin(self, octets: bytes) -> None:
        try:
            opening = handshake.read_opening(octets)
        except NoUpgrade as why:
            self.refuse(why.status)
            return
        self._key = opening.key
        task = self._loop.create_task(self._open(opening))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _open(self, opening: Opening) -> None:
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await self._knock(opening.connection(self.app))
        except Exception as broken:
            log.error("handshake broke", kind=type(broken).__name__, exc_info=True)
            if not self._is_over and self._line is None:
                self._transport.close()

    async def _knock(self, connection: HTTPConnection) -> None:
        for pattern, door in self.doors:
            found = pattern.match(connection.scope["path"])
            if found:
                connection.scope["path_params"] = found.groupdict()
                return await door(connection, self)
        return self.refuse(HTTPStatus.NOT_FOUND)

    # Frames ----------------------------------------------------------------------------------------------

    def _read(self, octets: bytes) -> None:
        """Take whole plain frames here, which nearly all are; leave every other to websockets, whole too."""
        at, size = 0, len(octets)
        while at < size and not self._is_over:
            start, end = protocol.extent(octets, at)
            if end - start > MOST_FRAME:
                break
            if end > size:
                self._tail = octets[at:]
                return
            kind, mask = octets[at], octets[at + 1] & protocol.MASKED
            if kind == protocol.BINARY and mask and self._parts is None:
                self._give(apply_mask(octets[start:end], octets[start - 4 : start]))
            elif kind != protocol.TEXT and self._line is not None and not self._line.pays(end - start):
                break
            elif not mask or not self._takes(kind, octets, start, end):
                self._feed(octets[at:end])
            at = end
        self._tail = b""
        if at < size and not self._is_over:
            self._feed(octets[at:])

    def _takes(self, kind: int, octets: bytes, start: int, end: int) -> bool:
        """Text, ping and pong in one piece each; False for everything else."""
        if kind == protocol.PONG and end - start < 126:
            return True
        if kind == protocol.PING and end - start < 126:
            payload = apply_mask(octets[start:end], octets[start - 4 : start])
            self._transport.write(protocol.pong_frame(payload))
            return True
        if kind == protocol.TEXT and self._parts is None:
            self._give_words(apply_mask(octets[start:end], octets[start - 4 : start]))
            return True
        return False

    def _feed(self, octets: bytes) -> None:
        if self._wire is None:
            self._wire = Protocol(Side.SERVER, state=State.OPEN, max_size=MOST_FRAME)
        wire = self._wire
        wire.receive_data(octets)
        for event in wire.events_received():
            self._take(cast(WireFrame, event))
        for piece in wire.data_to_send():
            if piece and not self._is_over:
                self._transport.write(piece)
        if wire.state is not State.OPEN:
            self._leave(LEAVING_SECONDS if wire.close_rcvd is None else 0.0)

    def _take(self, frame: WireFrame) -> None:
        if frame.opcode not in (Opcode.BINARY, Opcode.TEXT, Opcode.CONT):
            return
        # Its first byte tells the kind of a message in pieces; websockets bounds their sum.
        parts = self._parts = self._parts or [b"t" if frame.opcode is Opcode.TEXT else b"b"]
        parts.append(bytes(frame.data))
        if frame.fin:
            self._parts = None
            message = b"".join(parts[1:])
            if parts[0] == b"t":
                self._give_words(message)
            else:
                self._give(message)

    def _give_words(self, message: bytes) -> None:
        try:
            words = message.decode()
        except UnicodeDecodeError:
            self.end(protocol.NOT_WORDS)
        else:
            self._give(words)

    def _give(self, message: bytes | str) -> None:
        if self._line is not None:
            self._line.take(message)

    def _leave(self, seconds: float = LEAVING_SECONDS) -> None:
        """Whoever closed it, nothing more is said on it.

        Who closed it first sends no more, and is let go at once. Else bytes of theirs that nobody reads would make
        the system drop our close frame.
        """
        if not self._is_leaving:
            self._is_over = self._is_leaving = True
            self._loop.call_later(seconds, self._let_go)

    def _let_go(self) -> None:
        """Closing waits until all is taken that was written before, and who never reads would never be gone."""
        self._transport.close()
        if self._transport.get_write_buffer_size():
            self._loop.call_later(PING_SECONDS, self._transport.abort)


def socket_class(app: Any, lines: Mapping[str, Door]) -> type[BoardSocket]:
    """The class that uvicorn makes a socket of for each upgrade.

    Args:
        app: whose state the doors need.
        lines: path (as in a route) -> door.
    """
    doors = tuple((compile_path(path)[0], door) for path, door in lines.items())
    return type("AppSocket", (BoardSocket,), {"app": app, "doors": doors, "rounds": Rounds(PING_SECONDS)})
