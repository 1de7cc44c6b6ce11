"""What a frame says, or why its line must be closed."""

from __future__ import annotations

import json
from typing import Any

from server.live import protocol
from server.live.protocol import Close, Frame, NotYjs
from sessions.refusals import UpdateRefused
from sessions.updates import read_state_vector


class Hangup(Exception):
    """Close this line, saying why."""

    def __init__(self, close: Close) -> None:
        super().__init__(close.reason)
        self.close = close


def read_frame(frame: bytes) -> Frame:
    """A binary frame. Raises Hangup when it is no y-protocols message."""
    try:
        return protocol.read_frame(frame)
    except NotYjs:
        raise Hangup(protocol.NOT_YJS) from None


def words_of(text: str) -> dict[str, Any]:
    """What a text frame of our own browser says. Raises Hangup when it is no JSON object."""
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        raise Hangup(protocol.NOT_YJS) from None
    if not isinstance(words, dict):
        raise Hangup(protocol.NOT_YJS)
    return words


def state_vector(vector: bytes) -> dict[int, int]:
    """What a client says it has. Raises Hangup when it is no state vector (promise G4)."""
    try:
        return read_state_vector(vector)
    except UpdateRefused:
        raise Hangup(protocol.NOT_YJS) from None
