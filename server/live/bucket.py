"""How much one line may send: a token bucket, of messages and of bytes (promise G4)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


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
