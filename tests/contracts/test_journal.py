"""The journal contract on SQLite (and on PostgreSQL where one answers)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import OperationalError

from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.accounts import add_account
from server.store.books import Books
from server.store.engine import open_engine
from server.store.journal import SqlJournal
from server.store.keys import KeyStore, Tampered
from server.store.tables import metadata, referees
from sessions.meeting import Meeting, Review
from tests.contracts.journal import JournalContract


class SqlOpened:
    """A journal on one connection, with a review and a meeting."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self.connection = connection
        self.keys = KeyStore(folder / "keys", bytes(32))
        books = Books(connection, self.keys)
        review_rows.add_review(books, Review("r1"), add_account(books, "Ada"))
        meeting_rows.add_meeting(books, Meeting("m1", "r1", "Meeting"), "ABC234", "screen")
        self.journal: SqlJournal = books.journal

    def move(self, phase: int) -> None:
        self.connection.execute(update(referees).values(phase_number=phase))


def _opened(address: str, folder: Path) -> Iterator[SqlOpened]:
    engine = open_engine(address)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    with engine.connect() as connection, connection.begin() as transaction:
        yield SqlOpened(connection, folder)
        transaction.rollback()
    metadata.drop_all(engine)
    engine.dispose()


class TestOnSqlite(JournalContract):
    """On the embedded default."""

    @pytest.fixture
    def opened(self, tmp_path: Path) -> Iterator[SqlOpened]:  # type: ignore[override]
        yield from _opened(f"sqlite:///{tmp_path / 'main.db'}", tmp_path)

    @pytest.mark.parametrize(
        "change", ["sealed = zeroblob(40)", "seq = 7", "document = 'team'", "head = zeroblob(32)"]
    )
    def test_D3_a_changed_row_is_found(self, opened: SqlOpened, change: str) -> None:
        for word in (b"a", b"b", b"c"):
            opened.journal.append("m1", "board", 0, word)
        opened.connection.execute(text(f"UPDATE journal SET {change} WHERE seq = 2"))
        with pytest.raises(Tampered):
            list(opened.journal.replay("m1", "board"))

    def test_D3_a_dropped_row_is_found(self, opened: SqlOpened) -> None:
        for word in (b"a", b"b", b"c"):
            opened.journal.append("m1", "board", 0, word)
        opened.connection.execute(text("DELETE FROM journal WHERE seq = 2"))
        with pytest.raises(Tampered):
            list(opened.journal.replay("m1", "board"))

    def test_D4_no_word_stands_in_a_row(self, opened: SqlOpened) -> None:
        opened.journal.append("m1", "board", 0, b"the words of somebody")
        rows = opened.connection.execute(text("SELECT sealed FROM journal")).all()
        assert rows and all(b"words" not in row[0] for row in rows)


class TestOnPostgres(JournalContract):
    """On PostgreSQL, where SIGHTLINE_TEST_POSTGRES or the local one answers."""

    @pytest.fixture
    def opened(self, tmp_path: Path) -> Iterator[SqlOpened]:  # type: ignore[override]
        pytest.importorskip("psycopg", reason="SKIPPED ALOUD: the extra `postgres` is not installed")
        address = os.environ.get("SIGHTLINE_TEST_POSTGRES", "postgresql+psycopg:///test")
        engine = open_engine(address)
        try:
            engine.connect().close()
        except OperationalError:
            pytest.skip(f"SKIPPED ALOUD: no PostgreSQL answers at {address}")
        finally:
            engine.dispose()
        yield from _opened(address, tmp_path)
