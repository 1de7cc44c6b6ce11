"""Requests that arrive slowly or never, and answers that nobody takes: uvicorn waits for all of them, for ever (G4).

It stands before the handshake of a socket, too: until the head of its request is whole, a socket is a request.
"""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle
from socket import SO_LINGER, SOL_SOCKET
from struct import pack
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS, MOST_HEAD = 5.0, 64 * 1024
# A phone at the edge of a hall's wifi is slow, and never as slow as this.
BODY_SECONDS, LEAST_RATE = 20.0, 512
ANSWER_SECONDS = 20.0
# Beyond so many that have said nothing whole, the oldest goes; a hall that joins at once is younger than a second.
MOST_WAITING, YOUNG_SECONDS = 200, 1.0
AT_ONCE = pack("ii", 1, 0)


class Arriving(HttpToolsProtocol):
    """uvicorn's HTTP, with an end to everything that it waits for.

    A head: five seconds, 64 KiB. A body: twenty seconds, and afterwards at least 512 bytes a second on the whole. An
    answer: some of it taken every twenty seconds.
    """

    waiting: ClassVar[dict[Arriving, float]] = {}
    _head: TimerHandle | None = None
    _body: TimerHandle | None = None
    _answer: TimerHandle | None = None
    _head_bytes = _body_bytes = 0
    _body_began = 0.0
    _is_inside = False  # of a request: its head has begun, its body is not over
    _has_taken = False  # something of an answer, since that was last looked at

    def connection_made(self, transport: BaseTransport) -> None:
        """Somebody connected, and may never say a word."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._await_head()
        oldest, since = next(iter(self.waiting.items()))
        if len(self.waiting) > MOST_WAITING and self.loop.time() - since > YOUNG_SECONDS:
            oldest._give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, octets: bytes) -> None:
        """Bytes of a request. Empty lines between two requests are not the begin of one, and may not go on."""
        if not self._is_inside and self._head is None:
            self._await_head()
        self._head_bytes += len(octets)
        super().data_received(octets)
        if self._head is not None and self._head_bytes > MOST_HEAD:
            self._give_up()

    def handle_websocket_upgrade(self) -> None:
        """From here on it is a line, with limits of its own."""
        self._stop()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """The other side takes the answer slowly, or not at all."""
        super().pause_writing()
        self._await_reading()

    def resume_writing(self) -> None:
        """It has taken most of it."""
        super().resume_writing()
        self._has_taken = True

    # What the parser tells it ----------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """The first letter of a request."""
        self._is_inside = True
        self._has_taken = self._has_taken or not self.transport.get_write_buffer_size()
        self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._end_head()
        self._body_bytes, self._body_began = 0, self.loop.time()
        self._body = self.loop.call_later(BODY_SECONDS, self._look_at_body)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Some of the body."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._is_inside = False
        self._end_body()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """All of the answer was written, which is not yet to say that anybody takes it."""
        super().on_response_complete()
        self._await_reading()

    # How long it waits -----------------------------------------------------------------------------------

    def _await_head(self) -> None:
        if self._head is None:
            self._head_bytes = 0
            self._head = self.loop.call_later(HEAD_SECONDS, self._give_up)
            self.waiting[self] = self.loop.time()

    def _end_head(self) -> None:
        self.waiting.pop(self, None)
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _end_body(self) -> None:
        if self._body is not None:
            self._body.cancel()
            self._body = None

    def _look_at_body(self) -> None:
        if self.flow.read_paused:
            self._body_began = self.loop.time()  # it is we who let it wait
        late = self.loop.time() - self._body_began - BODY_SECONDS
        if self._body_bytes < late * LEAST_RATE:
            self._give_up()
        else:
            self._body = self.loop.call_later(HEAD_SECONDS, self._look_at_body)

    def _await_reading(self) -> None:
        unsent = self.transport.get_write_buffer_size()
        if self._answer is None and unsent:
            self._has_taken = False
            self._answer = self.loop.call_later(ANSWER_SECONDS, self._look_at_answer, unsent)

    def _look_at_answer(self, before: int) -> None:
        self._answer = None
        if self._has_taken or self.transport.get_write_buffer_size() < before:
            self._await_reading()
        else:
            self._give_up()

    def _give_up(self) -> None:
        """Not closed in good order: the system would go on keeping for them what they do not take."""
        self._stop()
        self.transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, AT_ONCE)
        self.transport.abort()

    def _stop(self) -> None:
        self._end_head()
        self._end_body()
        if self._answer is not None:
            self._answer.cancel()
            self._answer = None
