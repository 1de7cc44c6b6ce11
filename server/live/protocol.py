"""The bytes of a line: y-protocols frames and named close codes. Knows no socket and no room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SYNC, AWARENESS = 0, 1
STEP_1, STEP_2, UPDATE = 0, 1, 2
SUBPROTOCOL = "sightline.1"
NOTHING = b"\x00\x00"
# An update that changes nothing: the answer to a presence beat of clients that hang up when they hear nothing.
KEEP_ALIVE = b"\x00\x02\x02\x00\x00"


@dataclass(frozen=True, slots=True)
class Close:
    """Why a line is closed: a WebSocket close code of ours and a word for it."""

    code: int
    reason: str


NOT_YJS = Close(4400, "not a y-protocol message")
SIGNED_OUT = Close(4401, "no seat")
NOT_ADMITTED = Close(4403, "not admitted")
NO_MEETING = Close(4404, "no such meeting")
RESYNC = Close(4409, "resync")
MEETING_CLOSED = Close(4410, "meeting closed")
TOO_LARGE = Close(4413, "too large")
TOO_FAST = Close(4429, "too fast")
TOO_MANY = Close(4429, "too many lines")
RESTARTING = Close(1012, "restarting")

LEAVING = {
    "seat": SIGNED_OUT,
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


def update_frame(update: bytes) -> bytes:
    """A change, for every line."""
    return bytes((SYNC, UPDATE)) + _varint(len(update)) + update


def step_1_frame(state_vector: bytes) -> bytes:
    """What we have: the other side answers with what we lack."""
    return bytes((SYNC, STEP_1)) + _varint(len(state_vector)) + state_vector


def step_2_frame(update: bytes) -> bytes:
    """What the other side lacks."""
    return bytes((SYNC, STEP_2)) + _varint(len(update)) + update


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
