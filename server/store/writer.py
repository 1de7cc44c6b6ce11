"""One writer thread: takes everything queued into one transaction, commits, then answers (promise D1).

The commit in progress is the batching window: no timer, so a slow disk gathers more and a quick one less. How long
commits take is remembered: while that is short, rooms keep their beats without a thread (`server.store.turn`).
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

T = TypeVar("T")
_MOST = 512
QUICK_SECONDS = 0.002
# Busy, locked, read-only, an input or output error, full, cannot be opened: not "there is no such table".
_OF_THE_DISK = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_ENOUGH_SEEN = 5


class NotKept(Exception):
    """The transaction could not be committed: nothing of it is on disk (promise D2)."""

    @classmethod
    def because(cls, cause: BaseException) -> NotKept:
        """With what stood in the way: its kind is all that is said of it."""
        not_kept = cls(type(cause).__name__)
        not_kept.__cause__ = cause
        return not_kept


class Pace:
    """How long commits take here, the newer ones counting more."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._seen = 0

    @property
    def is_quick(self) -> bool:
        """Are commits so quick that an event loop may wait for one?"""
        return self._seen >= _ENOUGH_SEEN and self.seconds < QUICK_SECONDS

    def took(self, seconds: float) -> None:
        """One more commit, and how long it took."""
        self.seconds = seconds if self._seen == 0 else 0.8 * self.seconds + 0.2 * seconds
        self._seen += 1


class Job:
    """An act with whoever waits for it."""

    def __init__(self, act: Callable[[Connection], Any], answer: Future[Any] | asyncio.Future[Any]) -> None:
        self.act = act
        self.answer = answer
        self.result: Any = None
        self.broken: BaseException | None = None

    def is_wanted(self) -> bool:
        """Whoever hung up meanwhile is not written for; from here on nobody can take a job back."""
        if isinstance(self.answer, Future):
            return self.answer.set_running_or_notify_cancel()
        return not self.answer.cancelled()

    def run(self, connection: Connection, among_others: bool) -> None:
        """Each in a savepoint of its own: a race lost by one room refuses that room's changes only."""
        if not among_others:
            self.result = self.act(connection)
            return
        cursor = (
            connection.connection.cursor()
        )  # the driver's: SQLAlchemy's savepoints cost more than the job
        cursor.execute("SAVEPOINT job")
        try:
            self.result = self.act(connection)
            cursor.execute("RELEASE SAVEPOINT job")
        except Exception as broken:
            self.broken = broken
            cursor.execute("ROLLBACK TO SAVEPOINT job")

    def tell(self) -> None:
        """Answer what came of it, when it is on disk or lost."""
        if self.answer.cancelled():
            return
        if self.broken is not None:
            self.answer.set_exception(_by_the_disk(self.broken))
        else:
            self.answer.set_result(self.result)


class Writer:
    """The only one that writes to its database from this process."""

    def __init__(self, engine: Engine, name: str = "writer") -> None:
        self._engine = engine
        self.pace = Pace()
        self._is_tidying = False
        self._connection: Connection | None = None
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def offer(self, act: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Queue an act; the future is done when its transaction is on disk, or raises what the act raised.

        Raises (through the future):
            NotKept: the commit itself went wrong.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(Job(act, answer))
        return answer

    def submit(self, act: Callable[[Connection], T]) -> Future[T]:
        """The same for callers outside the event loop."""
        answer: Future[T] = Future()
        self._queue.put(Job(act, answer))
        return answer

    @property
    def is_idle(self) -> bool:
        """Does nothing wait?"""
        return self._queue.empty()

    def tidy(self) -> None:
        """Bring what SQLite's log holds into the database, so that the log stays short; nobody waits for it."""
        self._is_tidying = True
        self._queue.put(Job(lambda connection: None, Future()))

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._queue.put(None)
        self._thread.join()
        self._engine.dispose()

    def _run(self) -> None:
        going = True
        while going:
            jobs = [self._queue.get()]
            while len(jobs) < _MOST and not self._queue.empty():
                jobs.append(self._queue.get())
            going = None not in jobs
            wanted = [job for job in jobs if job is not None and job.is_wanted()]
            if wanted:
                self._write(wanted)
                _answer(wanted)
            self._tidy_up()
        self._let_go()

    def _write(self, jobs: list[Job]) -> None:
        acting = False
        try:
            self._connection = self._connection or self._engine.connect()
            with self._connection.begin():
                acting = True
                for job in jobs:
                    job.run(self._connection, among_others=len(jobs) > 1)
                acting, begun = False, time.perf_counter()
            self.pace.took(time.perf_counter() - begun)
        except Exception as broken:
            lose(jobs, broken, by_itself=acting and len(jobs) == 1)
            self._let_go()

    def _tidy_up(self) -> None:
        if not self._is_tidying:
            return
        self._is_tidying = False
        with suppress(Exception):  # a disk that is full: the next commit says so to whoever needs to know
            raw = self._engine.raw_connection()
            raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
            raw.close()

    def _let_go(self) -> None:
        """Given back, a connection is rolled back whatever state it is in."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def lose(jobs: list[Job], broken: Exception, by_itself: bool) -> None:
    """Nothing of the transaction is on disk. A job that ran alone is told what it raised itself."""
    for job in jobs:
        job.broken = NotKept.because(broken)
        if by_itself:
            job.broken = broken


def _by_the_disk(broken: BaseException) -> BaseException:
    """What the disk refused was not kept, whatever was asked of it: that is all that anybody can be told (D2)."""
    driver = broken.orig if isinstance(broken, OperationalError) else broken
    code = getattr(driver, "sqlite_errorcode", None)
    is_of_it = code & 0xFF in _OF_THE_DISK if code is not None else driver is not broken
    if not is_of_it and not isinstance(broken, OSError):
        return broken
    return NotKept.because(broken)


def _answer(jobs: list[Job]) -> None:
    """One wake-up for each event loop, however many rooms wait in it."""
    waiting: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        if isinstance(job.answer, Future):
            job.tell()
        else:
            waiting.setdefault(job.answer.get_loop(), []).append(job)
    for loop, told in waiting.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_tell, told)


def _tell(jobs: list[Job]) -> None:
    for job in jobs:
        job.tell()
