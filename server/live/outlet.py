"""The socket under a line, as the line sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from server.live.protocol import Close


class Outlet(Protocol):
    """The socket under a line."""

    @property
    def write(self) -> Callable[[bytes], None]:
        """Puts a whole WebSocket frame on the wire."""

    def end(self, close: Close) -> None:
        """Say why, and close."""
