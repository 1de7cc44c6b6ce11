"""What an adversary holds of one meeting, and the answer that nobody gives them.

*before* is what was there until the reveal, read without the instance's secret; *after* is everything, with every
key. Nothing here was received by an author alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Heard:
    """One frame that somebody received, or one line of the log: how many notes had been sent by then, and what."""

    sent: int
    where: str
    content: bytes


@dataclass
class Held:
    """Files by name with their bytes, and when each was changed (nanoseconds)."""

    files: dict[str, bytes] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)


@dataclass
class Evidence:
    """All of one meeting. Seats and items are listed in an order of the adversary's own."""

    seats: list[dict[str, Any]] = field(default_factory=list)
    """The attendance list: id, name, role, agency; with `watched`, when each was seen to send, by number."""

    items: list[dict[str, Any]] = field(default_factory=list)
    """What the board shows: id and every field, and `clients`, `clock` and `row` of its entry in the journal."""

    before: Held = field(default_factory=Held)
    after: Held = field(default_factory=Held)
    frames: list[Heard] = field(default_factory=list)
    log: list[Heard] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)
    exports: dict[str, bytes] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)
    """Every row of every table after the reveal, with all its sealed values opened."""

    arguments: str = ""
    sizes: dict[str, int] = field(default_factory=dict)
    """Seat -> bytes of its request on the wire, as a proxy's log would have them."""

    bindings: dict[str, set[int]] = field(default_factory=dict)
    """Seat -> the Yjs client ids that its lines were bound to, found with the keys."""

    waiting: dict[str, dict[str, float]] = field(default_factory=dict)
    """Item -> how long its sealed row in the Tray was before the reveal, and how much of that was not its words."""

    witnesses: dict[str, str] = field(default_factory=dict)
    """Seat -> whose frames these are, in words that fit every meeting."""

    groups: list[tuple[list[int], list[int]]] = field(default_factory=list)
    """(items, seats) by place in the lists above: within one, everything public is the same for all of them."""


Truth = dict[str, str]
"""Item -> seat. Only the judge has it."""
