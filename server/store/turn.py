"""What the rooms of one turn of the event loop keep, in one transaction, in its own thread while the disk is quick.

Handing a beat to the writer's thread and back costs more than a quick disk needs to commit it. So the loop waits for
the commit itself, as long as commits are quick and nobody else writes; else the beats go to the thread (promise D1
holds either way: nothing is answered before it is on disk).
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine

from server.store.writer import NotKept, Writer

Act = Callable[[Connection], object]
Done = Callable[[BaseException | None], None]
_SHORT_LOG = 128


class Turn:
    """Keeps small acts that use the driver's own statements only; everything else goes to the writer."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine, self._writer = engine, writer
        self._is_ours = engine.dialect.name == "sqlite"
        self._connection: Connection | None = None
        self._waiting: list[tuple[Act, Done]] = []
        self._kept = 0

    def keep(self, act: Act, done: Done) -> None:
        """Do this with whatever else comes in this turn; `done` hears None when it is on disk, else why not.

        Raises (through `done`):
            NotKept: the commit went wrong.
        """
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._commit)
        self._waiting.append((act, done))

    def hand_over(self, act: Act, done: Done) -> None:
        """The same by the writer's thread, for acts that use more than the driver's own statements."""
        self._writer.offer(act).add_done_callback(partial(_pass_on, done))

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()

    def _commit(self) -> None:
        waiting, self._waiting = self._waiting, []
        is_near = self._is_ours and self._writer.is_idle and self._writer.pace.is_quick
        if is_near and self._begin():
            self._write(waiting)
            return
        for act, done in waiting:
            self.hand_over(act, done)

    def _begin(self) -> bool:
        """Begin, unless somebody else is writing: nobody waits for them here."""
        try:
            self._driver.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            return False
        return True

    def _write(self, waiting: list[tuple[Act, Done]]) -> None:
        begun = time.perf_counter()
        outcomes = self._outcomes(waiting)
        self._writer.pace.took(time.perf_counter() - begun)
        self._kept += 1
        if self._kept % _SHORT_LOG == 0:
            self._writer.tidy()
        for (_, done), outcome in zip(waiting, outcomes, strict=True):
            done(outcome)

    def _outcomes(self, waiting: list[tuple[Act, Done]]) -> list[BaseException | None]:
        try:
            outcomes = [self._run(act, among_others=len(waiting) > 1) for act, _ in waiting]
            self._driver.execute("COMMIT")
            return outcomes
        except _Alone as alone:
            self._driver.execute("ROLLBACK")
            return [alone.__cause__]
        except Exception as broken:
            self._let_go()
            return [NotKept.because(broken)] * len(waiting)

    def _run(self, act: Act, among_others: bool) -> BaseException | None:
        """Each in a savepoint of its own: a race lost by one room refuses that room's changes only."""
        assert self._connection is not None
        if among_others:
            self._driver.execute("SAVEPOINT act")
        try:
            act(self._connection)
        except sqlite3.Error:
            raise
        except Exception as refused:
            if not among_others:
                raise _Alone from refused
            self._driver.execute("ROLLBACK TO act")
            return refused
        return None

    @property
    def _driver(self) -> Any:
        """SQLite's own connection; SQLAlchemy's transactions cost more than the whole beat."""
        if self._connection is None:
            self._connection = self._engine.connect()
            driver = self._connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA busy_timeout=0")
            driver.execute("PRAGMA wal_autocheckpoint=0")
        return self._connection.connection.driver_connection

    def _let_go(self) -> None:
        """Given up, whatever state it is in; what it held is rolled back."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


class _Alone(Exception):
    """The only act of a transaction was refused: nothing of it stays."""


def _pass_on(done: Done, kept: asyncio.Future[Any]) -> None:
    done(asyncio.CancelledError() if kept.cancelled() else kept.exception())
