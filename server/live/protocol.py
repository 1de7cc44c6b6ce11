"""The bytes of a line: y-protocols messages in WebSocket frames, and named close codes. Knows no socket, no room.

What is sent is encoded once, frame header included, and written as it is to every line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SYNC, AWARENESS = 0, 1
STEP_1, STEP_2, UPDATE = 0, 1, 2
SUBPROTOCOL = "sightline.1"
NOTHING = b"\x00\x00"
BINARY, TEXT, PING, PONG, MASKED = 0x82, 0x81, 0x89, 0x8A, 0x80
_CLOSE = 0x88


@dataclass(frozen=True, slots=True)
class Close:
    """Why a line is closed: a WebSocket close code of ours and a word for it."""

    code: int
    reason: str


NOT_YJS = Close(4400, "not a y-protocol message")
FORGED = Close(4400, "presence of another")
SIGNED_OUT = Close(4401, "no seat")
NOT_ADMITTED = Close(4403, "not admitted")
NO_MEETING = Close(4404, "no such meeting")
RESYNC = Close(4409, "resync")
MEETING_CLOSED = Close(4410, "meeting closed")
HANDED_ON = Close(4411, "handed on")
NOT_WORDS = Close(1007, "invalid UTF-8")
TOO_LARGE = Close(4413, "too large")
TOO_FAST = Close(4429, "too fast")
TOO_MANY = Close(4429, "too many lines")
RESTARTING = Close(1012, "restarting")

LEAVING = {
    "seat": SIGNED_OUT,
    "handed": HANDED_ON,
    "closed": MEETING_CLOSED,
    "rebuild": RESYNC,
    "restart": RESTARTING,
    "many": TOO_MANY,
}


class NotYjs(ValueError):
    """The frame is no y-protocols message."""


class Frame(NamedTuple):
    """A frame as read: its kind, the step of a sync frame, and the payload."""

    kind: int
    step: int
    body: bytes


def read_frame(frame: bytes) -> Frame:
    """Read one binary frame; the payload's length must equal the rest exactly (security rule D3).

    Raises:
        NotYjs: another kind, a length that is off, or a number that is too long.
    """
    if len(frame) < 2:
        raise NotYjs("short")
    if frame[0] == SYNC and frame[1] <= UPDATE:
        return Frame(SYNC, frame[1], _rest(frame, 2))
    if frame[0] == AWARENESS:
        return Frame(AWARENESS, 0, _rest(frame, 1))
    raise NotYjs("kind")


def extent(octets: bytes, at: int) -> tuple[int, int]:
    """Where the payload of a client's frame starts and ends (RFC 6455 section 5.2).

    The end lies beyond the octets when the frame, or its header, is not all here.
    """
    if len(octets) - at < 2:
        return at, at + 2
    short = octets[at + 1] & 127
    start = at + (2 if short < 126 else 4 if short == 126 else 10)
    if start > len(octets):
        return at, start
    size = short if short < 126 else int.from_bytes(octets[at + 2 : start])
    start += 4 if octets[at + 1] & MASKED else 0
    return start, start + size


def saved_frame(count: int) -> bytes:
    """The acknowledgement: so many of this line's updates are on disk."""
    return _framed(TEXT, b'{"saved": %d}' % count)


def update_frame(update: bytes) -> bytes:
    """A change, for every line."""
    return _sync(UPDATE, update)


def step_1_frame(state_vector: bytes) -> bytes:
    """What we have: the other side answers with what we lack."""
    return _sync(STEP_1, state_vector)


def step_2_frame(update: bytes) -> bytes:
    """What the other side lacks."""
    return _sync(STEP_2, update)


def text_frame(words: str) -> bytes:
    """A text frame, for our own browser only."""
    return _framed(TEXT, words.encode())


def close_frame(close: Close) -> bytes:
    """The last frame: a code and a word for it."""
    return _framed(_CLOSE, close.code.to_bytes(2) + close.reason.encode())


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping."""
    return _framed(PONG, payload)


def _sync(step: int, body: bytes) -> bytes:
    return _framed(BINARY, bytes((SYNC, step)) + _varint(len(body)) + body)


def _framed(kind: int, payload: bytes) -> bytes:
    """A whole frame of a server: final, not masked (RFC 6455 section 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((kind, size)) + payload
    if size < 1 << 16:
        return bytes((kind, 126)) + size.to_bytes(2) + payload
    return bytes((kind, 127)) + size.to_bytes(8) + payload


def _rest(frame: bytes, at: int) -> bytes:
    length = shift = 0
    for at in range(at, min(at + 4, len(frame))):  # noqa: B020
        length |= (frame[at] & 127) << shift
        shift += 7
        if frame[at] < 128:
            break
    else:
        raise NotYjs("length")
    body = frame[at + 1 :]
    if len(body) != length:
        raise NotYjs("length")
    return body


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(128 | number & 127)
        number >>= 7
    out.append(number)
    return bytes(out)


PING_FRAME = _framed(PING, b"")
CLOSING = bytes((_CLOSE,))
# An update that changes nothing: the answer to a presence beat of clients that hang up when they hear nothing.
KEEP_ALIVE = update_frame(NOTHING)
