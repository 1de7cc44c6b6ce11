"""The rounds: every socket is looked after once every few seconds, by one timer for all of them (promise G4, S6).

A timer of its own for each of a thousand idle lines cost more than all else that they did.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

SLOTS = 8


class Visited(Protocol):
    """What is looked after."""

    def keep_alive(self) -> None:
        """One look, every `seconds`."""


class Rounds:
    """Looks after each socket every `seconds` from when it came, an eighth of that early at most."""

    def __init__(self, seconds: float) -> None:
        self._pause = seconds / SLOTS
        self._slots: list[dict[Visited, None]] = [{} for _ in range(SLOTS)]
        self._at = 0
        self._places: dict[Visited, int] = {}
        self._timer: asyncio.TimerHandle | None = None

    def join(self, socket: Visited) -> None:
        """Look after one more."""
        self._places[socket] = self._at
        self._slots[self._at][socket] = None
        if self._timer is None:
            self._wait()

    def leave(self, socket: Visited) -> None:
        """It is gone."""
        at = self._places.pop(socket, None)
        if at is not None:
            del self._slots[at][socket]

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._pause, self._go)

    def _go(self) -> None:
        self._timer = None
        if self._places:
            self._wait()  # first, so that one that goes wrong does not stop the rounds of all others
        self._at = (self._at + 1) % SLOTS
        for socket in list(self._slots[self._at]):
            socket.keep_alive()
