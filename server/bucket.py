"""How much is let through: a token bucket, of messages, of bytes and of the server's own time (promise G4)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from server.config import Settings

T = TypeVar("T")


@dataclass(slots=True)
class Bucket:
    """`rate` a second, and `burst` at once after a rest."""

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

    def owes(self) -> bool:
        """Must what comes next wait, because `timing` took more than there was?"""
        return self.level > self.burst and not self.takes(0)

    def timing(self, act: Callable[[], T]) -> T:
        """Do something and charge the seconds that it took, which nobody could know before."""
        began = time.perf_counter()
        try:
            return act()
        finally:
            self.level += time.perf_counter() - began


class Allowance:
    """What one line may send a second, and what its seat may take of this process (promise G4)."""

    __slots__ = ("_bytes", "_messages", "time")

    def __init__(self, settings: Settings, time: Bucket) -> None:
        self._messages = Bucket(settings.line_rate, 4 * settings.line_rate)
        self._bytes = Bucket(settings.line_bytes, 4 * settings.line_bytes)
        self.time = time

    def takes(self, size: int) -> bool:
        """Is there room for one more message of so many bytes now?"""
        return self._messages.takes(1) and self._bytes.takes(size) and not self.time.owes()
