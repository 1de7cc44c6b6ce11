"""Who listens to a room, as the room sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sessions.people import Seat


class Listener(Protocol):
    """A line, as the room sees it."""

    seat: Seat
    document: str

    @property
    def clients(self) -> frozenset[int]:
        """The Yjs client ids that are its own."""

    def stage(self) -> None:
        """The stage changed: tell it anew."""

    def saved(self, count: int, shown: bytes = b"") -> None:
        """So many more of its updates are on disk; `shown` is the frame in which all see them."""

    def renew(self) -> None:
        """Give it a new Yjs client id."""

    def leave(self, why: str) -> None:
        """Close it: "seat", "closed", "rebuild" or "restart"."""


Listeners = dict[Listener, Callable[[bytes], None]]
"""Lines that have the board, each with where its frames go: its socket, or its list of what it missed."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How updates become bytes for lines: the wire's business, given by whoever wires the house."""

    change: Callable[[bytes], bytes] = bytes
    whole: Callable[[bytes], bytes] = bytes
