"""The one writer: everything queued in one transaction, answered only after the commit (promise D1)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from server.store.engine import open_engine
from server.store.writer import NotKept, Writer


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    engine = open_engine(f"sqlite:///{tmp_path / 'w.db'}", "BEGIN IMMEDIATE")
    made = Writer(engine)
    made.submit(lambda c: c.execute(text("CREATE TABLE t(n INTEGER PRIMARY KEY)"))).result()
    yield made
    made.close()


def put(number: int) -> object:
    return lambda connection: connection.execute(text(f"INSERT INTO t VALUES({number})")).rowcount


def kept(path: Path) -> list[int]:
    with open_engine(f"sqlite:///{path / 'w.db'}").connect() as connection:
        return [row[0] for row in connection.execute(text("SELECT n FROM t ORDER BY n"))]


def test_D1_an_answer_means_on_disk(writer: Writer, tmp_path: Path) -> None:
    for number in range(20):
        assert writer.submit(put(number)).result() == 1  # type: ignore[arg-type]
        assert number in kept(tmp_path)


def test_one_job_that_goes_wrong_takes_no_other_with_it(writer: Writer, tmp_path: Path) -> None:
    jobs = [writer.submit(put(number)) for number in (1, 2, 2, 3)]  # type: ignore[arg-type]
    outcomes = [job.exception() is None for job in jobs]
    assert outcomes == [True, True, False, True] and kept(tmp_path) == [1, 2, 3]


def test_D2_when_the_commit_goes_wrong_nobody_is_told_that_it_was_kept(
    writer: Writer, tmp_path: Path
) -> None:
    def spoil(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS c(n INTEGER REFERENCES t(n))")
        connection.exec_driver_sql("INSERT INTO c VALUES(99)")

    broken = writer.submit(spoil)
    with pytest.raises(NotKept):
        broken.result()
    assert writer.submit(put(5)).result() == 1 and kept(tmp_path) == [5]  # type: ignore[arg-type]


async def test_somebody_who_hangs_up_takes_the_writer_not_with_them(writer: Writer, tmp_path: Path) -> None:
    async def waits(number: int) -> None:
        await writer.offer(put(number))  # type: ignore[arg-type]

    for number in range(0, 200, 2):
        gone = asyncio.create_task(waits(number))
        await asyncio.wait([gone], timeout=0)
        gone.cancel()
        await waits(number + 1)
    assert set(range(1, 200, 2)) <= set(kept(tmp_path))


def test_the_database_is_opened_durably(tmp_path: Path) -> None:
    with open_engine(f"sqlite:///{tmp_path / 'w.db'}").connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2}
