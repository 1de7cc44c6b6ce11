"""The board's sockets: a protocol class of ours for uvicorn, below ASGI (decision 14).

The handshake, framing, limits and close are websockets' own (its sans-I/O `ServerProtocol`); what a frame means is
the line's business. Frames to browsers are encoded once by the room and written here as they are.
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
from websockets.frames import (  # type: ignore[attr-defined]
    CloseCode,
    Opcode,
    apply_mask,
)
from websockets.frames import Frame as WireFrame
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from server.live import protocol
from server.live.line import Line
from server.live.protocol import Close

log = structlog.get_logger()

MOST_FRAME = 64 * 1024
PING_SECONDS = 4.0
HANDSHAKE_SECONDS = 5.0
LEAVING_SECONDS = 1.0
MOST_BUFFERED = 256 * 1024

Door = Callable[[HTTPConnection, "BoardSocket"], Awaitable[None]]


class BoardSocket(asyncio.Protocol):
    """One socket. Subclassed with the application and its doors by `socket_class`."""

    app: Any
    doors: tuple[tuple[Pattern[str], Door], ...]
    write: Callable[[bytes], None]
    """Puts a whole WebSocket frame on the wire: the transport's own, for three hundred lines call it each beat."""

    def __init__(self, config: Any, server_state: Any, app_state: Any, _loop: Any = None) -> None:
        self._sockets: set[Any] = server_state.connections
        self._tasks: set[asyncio.Task[None]] = server_state.tasks
        self._loop = asyncio.get_running_loop()
        self._wire = ServerProtocol(max_size=MOST_FRAME)
        self._transport: asyncio.Transport
        self._heard = self._loop.time()
        self._tail = b""
        self._parts: list[bytes] = []
        self._fragments = 0
        self._line: Line | None = None
        self._request: Request | None = None
        self._is_over = self._is_leaving = False

    # What the loop tells it ------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The upgrade was asked for; nothing of it is read yet."""
        self._transport = cast(asyncio.Transport, transport)
        self.write = self._transport.write
        self._transport.set_write_buffer_limits(high=MOST_BUFFERED)
        self._sockets.add(self)
        self._loop.call_later(PING_SECONDS, self._keep_alive)

    def data_received(self, octets: bytes) -> None:
        """Bytes: the request, frames, or pieces of them."""
        self._heard = self._loop.time()
        if self._line is not None:
            self._read(self._tail + octets if self._tail else octets)
        elif self._request is None:
            self._feed(octets)
        elif len(self._tail) <= MOST_FRAME:
            self._tail += octets  # frames that came before the seat was known
        else:
            self._transport.abort()

    def eof_received(self) -> None:
        """The other side sends no more."""
        self._wire.receive_eof()

    def connection_lost(self, _reason: Exception | None) -> None:
        """It is gone."""
        self._is_over = True
        self._sockets.discard(self)
        if self._line is not None:
            self._line.gone()

    def pause_writing(self) -> None:
        """A slow phone."""
        if self._line is not None:
            self._line.full()

    def resume_writing(self) -> None:
        """It caught up."""
        if self._line is not None:
            self._line.drained()

    def shutdown(self) -> None:
        """The server stops: browsers are told to come back."""
        if self._line is not None:
            self._line.leave("restart")
        else:
            self._transport.close()

    # What the line asks for ------------------------------------------------------------------------------

    def end(self, close: Close) -> None:
        """Say why, and close."""
        if not self._is_over:
            self._is_over = True
            self._wire.send_close(close.code, close.reason)
            self._flush()

    # The handshake ---------------------------------------------------------------------------------------

    def accept(self, speaks: bool) -> None:
        """101: the seat is known."""
        assert self._request is not None
        response = self._wire.accept(self._request)
        if speaks:
            response.headers["Sec-WebSocket-Protocol"] = protocol.SUBPROTOCOL
        self._wire.send_response(response)
        self._flush()

    def refuse(self, status: HTTPStatus) -> None:
        """No upgrade."""
        self._is_over = self._is_leaving = True
        self._wire.send_response(self._wire.reject(status, ""))
        self._flush()
        self._transport.close()

    def start(self, line: Line) -> None:
        """From here on the line takes the frames, those that came early first."""
        self._line = line
        line.start()
        self._read(self._tail)

    def _begin(self, request: Request) -> None:
        self._request = request
        task = self._loop.create_task(self._open(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _open(self, request: Request) -> None:
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await self._knock(_as_connection(self.app, request))
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
        """Take whole binary frames here, which nearly all are; leave every other to websockets, whole too."""
        at, size = 0, len(octets)
        while at < size and not self._is_over:
            start, end = protocol.extent(octets, at)
            if end - start > MOST_FRAME:
                break
            if end > size:
                self._tail = octets[at:]
                return
            if self._fragments == 0 and octets[at] == protocol.BINARY and octets[at + 1] & protocol.MASKED:
                self._give(apply_mask(octets[start:end], octets[start - 4 : start]))
            else:
                self._feed(octets[at:end])
            at = end
        self._tail = b""
        if at < size:
            self._feed(octets[at:])

    def _feed(self, octets: bytes) -> None:
        self._wire.receive_data(octets)
        for event in self._wire.events_received():
            if isinstance(event, Request):
                self._begin(event)
            else:
                self._take(cast(WireFrame, event))
        self._flush()

    def _take(self, frame: WireFrame) -> None:
        if frame.opcode in (Opcode.BINARY, Opcode.TEXT, Opcode.CONT):
            whole = self._whole(frame)
            if whole is not None:
                self._give(whole)

    def _whole(self, frame: WireFrame) -> bytes | str | None:
        """A message, its fragments put together; websockets bounds their sum."""
        if frame.opcode is not Opcode.CONT:
            self._parts = [b"t" if frame.opcode is Opcode.TEXT else b"b"]
        self._parts.append(bytes(frame.data))
        self._fragments = 0 if frame.fin else len(self._parts)
        if not frame.fin:
            return None
        kind, *parts = self._parts
        message = parts[0] if len(parts) == 1 else b"".join(parts)
        return self._as_text(message) if kind == b"t" else message

    def _as_text(self, message: bytes) -> str | None:
        try:
            return message.decode()
        except UnicodeDecodeError:
            self._wire.fail(CloseCode.INVALID_DATA)
            return None

    def _give(self, message: bytes | str) -> None:
        if self._line is not None:
            self._line.take(message)

    def _flush(self) -> None:
        for piece in self._wire.data_to_send():
            if piece:
                self._transport.write(piece)
        self._is_over = self._is_over or self._wire.state is not State.OPEN and self._line is not None
        if self._wire.close_expected() and not self._is_leaving:
            # Not at once: bytes of theirs that nobody reads would make the system drop our close frame.
            # Whoever closed it, nothing more is said on it: a phone that leaves closes its line first.
            self._is_over = self._is_leaving = True
            self._loop.call_later(LEAVING_SECONDS, self._transport.close)

    def _keep_alive(self) -> None:
        """A ping every four seconds, answered within four, or the link is dead (promises G4, L3)."""
        if self._transport.is_closing():
            return
        silent = self._loop.time() - self._heard
        if silent > 2 * PING_SECONDS:
            self._transport.abort()
            return
        if silent > PING_SECONDS / 2 and self._line is not None and not self._is_over:
            self._wire.send_ping(b"")
            self._flush()
        self._loop.call_later(PING_SECONDS, self._keep_alive)


def socket_class(app: Any, lines: Mapping[str, Door]) -> type[BoardSocket]:
    """The class that uvicorn makes a socket of for each upgrade.

    Args:
        app: whose state the doors need.
        lines: path (as in a route) -> door.
    """
    doors = tuple((compile_path(path)[0], door) for path, door in lines.items())
    return type("AppSocket", (BoardSocket,), {"app": app, "doors": doors})


def _as_connection(app: Any, request: Request) -> HTTPConnection:
    path, _, query = request.path.partition("?")
    headers = [(key.lower().encode(), value.encode("latin-1")) for key, value in request.headers.raw_items()]
    scope: Mapping[str, Any] = {
        "type": "websocket",
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
        "app": app,
    }
    return HTTPConnection(dict(scope))
