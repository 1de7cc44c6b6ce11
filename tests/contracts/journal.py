"""What every journal must do: one suite, run on each adapter."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from sessions.refusals import Moved


class Opened(Protocol):
    """A journal of a meeting that stands in phase 0, and how to move it, spoil it and look at its rows."""

    journal: Any

    def move(self, phase: int) -> None: ...


class JournalContract:
    """Subclass and give `opened`."""

    @pytest.fixture
    def opened(self) -> Opened:
        raise NotImplementedError

    def test_D1_what_was_appended_is_replayed_in_order(self, opened: Opened) -> None:
        seqs = [opened.journal.append("m1", "board", 0, bytes([n])) for n in range(5)]
        assert seqs == sorted(seqs) and opened.journal.last_seq("m1") == seqs[-1]
        assert [entry.update for entry in opened.journal.replay("m1", "board")] == [
            bytes([n]) for n in range(5)
        ]

    def test_documents_of_a_meeting_are_kept_apart(self, opened: Opened) -> None:
        opened.journal.append("m1", "board", 0, b"a")
        opened.journal.append("m1", "team", 0, b"b")
        assert [entry.update for entry in opened.journal.replay("m1", "team")] == [b"b"]

    def test_replay_can_start_after_a_seq(self, opened: Opened) -> None:
        first = opened.journal.append("m1", "board", 0, b"a")
        opened.journal.append("m1", "board", 0, b"b")
        assert [entry.update for entry in opened.journal.replay("m1", "board", first)] == [b"b"]

    def test_M6_a_write_of_another_phase_loses(self, opened: Opened) -> None:
        opened.move(1)
        with pytest.raises(Moved):
            opened.journal.append("m1", "board", 0, b"late")
        assert opened.journal.append("m1", "board", 1, b"in time") == 1

    def test_D3_a_checkpoint_takes_the_place_of_what_was_before(self, opened: Opened) -> None:
        for word in (b"first", b"withdrawn", b"last"):
            opened.journal.append("m1", "board", 0, word)
        opened.journal.append("m1", "team", 0, b"lane")
        assert opened.journal.checkpoint("m1", 0, {"board": b"state", "team": b"lane state"}) == 4
        opened.journal.append("m1", "board", 0, b"after")
        assert [entry.update for entry in opened.journal.replay("m1", "board")] == [b"state", b"after"]
        assert [entry.update for entry in opened.journal.replay("m1", "team")] == [b"lane state"]

    def test_D3_checkpoints_follow_one_another(self, opened: Opened) -> None:
        for word in (b"one", b"two", b"three"):
            opened.journal.append("m1", "board", 0, word)
            opened.journal.checkpoint("m1", 0, {"board": word})
        assert [entry.update for entry in opened.journal.replay("m1", "board")] == [b"three"]

    def test_forgotten_is_gone(self, opened: Opened) -> None:
        opened.journal.append("m1", "board", 0, b"a")
        opened.journal.forget("m1")
        assert list(opened.journal.replay("m1", "board")) == []
