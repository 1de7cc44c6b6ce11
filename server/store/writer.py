"""One writer thread: takes everything queued into one transaction, commits, then answers (promise D1).

The commit in progress is the batching window: no timer, so a slow disk gathers more and a quick one less.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

T = TypeVar("T")
_MOST = 512


class NotKept(Exception):
    """The transaction could not be committed: nothing of it is on disk (promise D2)."""


class _Job:
    def __init__(self, act: Callable[[Connection], Any]) -> None:
        self.act = act
        self.answer: Future[Any] = Future()
        self.result: Any = None
        self.broken: BaseException | None = None

    def run(self, connection: Connection) -> None:
        """Each job in a savepoint of its own: a race lost by one room refuses that room's changes only."""
        try:
            with connection.begin_nested():
                self.result = self.act(connection)
        except Exception as broken:
            self.broken = broken

    def tell(self) -> None:
        if self.broken is not None:
            self.answer.set_exception(self.broken)
        else:
            self.answer.set_result(self.result)


class Writer:
    """The only one that writes to its database from this process."""

    def __init__(self, engine: Engine, name: str = "writer") -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def offer(self, act: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Queue an act; the future is done when its transaction is on disk, or raises what the act raised.

        Raises (through the future):
            NotKept: the commit itself went wrong.
        """
        return asyncio.wrap_future(self.submit(act))

    def submit(self, act: Callable[[Connection], T]) -> Future[T]:
        """The same for callers outside the event loop."""
        job = _Job(act)
        self._queue.put(job)
        return job.answer

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
            # Whoever hung up meanwhile is not written for; from here on nobody can take a job back.
            wanted = [job for job in jobs if job is not None and job.answer.set_running_or_notify_cancel()]
            self._write(wanted)

    def _write(self, jobs: list[_Job]) -> None:
        if not jobs:
            return
        try:
            with self._engine.begin() as connection:
                for job in jobs:
                    job.run(connection)
        except (SQLAlchemyError, OSError) as broken:
            for job in jobs:
                job.broken = NotKept(str(type(broken).__name__))
                job.broken.__cause__ = broken
        for job in jobs:
            job.tell()
