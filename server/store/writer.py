"""One writer thread: takes everything queued into one transaction, commits, then answers (promise D1).

The commit in progress is the batching window: no timer, so a slow disk gathers more and a quick one less.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")
_MOST = 512


class NotKept(Exception):
    """The transaction could not be committed: nothing of it is on disk (promise D2)."""


class _Job:
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
        if self.answer.cancelled():
            return
        if self.broken is not None:
            self.answer.set_exception(self.broken)
        else:
            self.answer.set_result(self.result)


class Writer:
    """The only one that writes to its database from this process."""

    def __init__(self, engine: Engine, name: str = "writer") -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def offer(self, act: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Queue an act; the future is done when its transaction is on disk, or raises what the act raised.

        Raises (through the future):
            NotKept: the commit itself went wrong.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(_Job(act, answer))
        return answer

    def submit(self, act: Callable[[Connection], T]) -> Future[T]:
        """The same for callers outside the event loop."""
        answer: Future[T] = Future()
        self._queue.put(_Job(act, answer))
        return answer

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
        self._let_go()

    def _write(self, jobs: list[_Job]) -> None:
        acting = False
        try:
            self._connection = self._connection or self._engine.connect()
            with self._connection.begin():
                acting = True
                for job in jobs:
                    job.run(self._connection, among_others=len(jobs) > 1)
                acting = False
        except Exception as broken:
            _lose(jobs, broken, by_itself=acting and len(jobs) == 1)
            self._let_go()

    def _let_go(self) -> None:
        """Given back, a connection is rolled back whatever state it is in."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _lose(jobs: list[_Job], broken: Exception, by_itself: bool) -> None:
    """Nothing of the transaction is on disk. A job that ran alone is told what it raised itself."""
    for job in jobs:
        job.broken = NotKept(type(broken).__name__)
        job.broken.__cause__ = broken
        if by_itself:
            job.broken = broken


def _answer(jobs: list[_Job]) -> None:
    """One wake-up for each event loop, however many rooms wait in it."""
    waiting: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        if isinstance(job.answer, Future):
            job.tell()
        else:
            waiting.setdefault(job.answer.get_loop(), []).append(job)
    for loop, told in waiting.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_tell, told)


def _tell(jobs: list[_Job]) -> None:
    for job in jobs:
        job.tell()
