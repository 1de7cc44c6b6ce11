"""What a meeting needs from outside: a journal. Adapters live in the store; one contract suite runs on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal: no person on it, and no time finer than the phase (promise D3)."""

    meeting: str
    document: str
    seq: int
    phase: int
    update: bytes


class Journal(Protocol):
    """The order of all changes of a meeting's documents, kept before anything is shown (promise D1)."""

    def append(self, meeting: str, document: str, phase: int, update: bytes) -> int:
        """Keep one merged update; return its seq. Raises Moved when the meeting stands in another phase."""

    def replay(self, meeting: str, document: str, after: int = 0) -> Iterable[Entry]:
        """The updates of one document in order, decrypted and checked against the chain."""

    def checkpoint(self, meeting: str, phase: int, states: Mapping[str, bytes]) -> int:
        """Replace all rows by the states of the meeting's documents, read back and compared (promise D3)."""

    def forget(self, meeting: str) -> None:
        """Remove all rows of a meeting."""

    def last_seq(self, meeting: str) -> int:
        """The seq of the newest row; 0 when there is none."""
