"""The store: the databases opened, with one writer for each and readers in threads.

`Books` are what an act gets: the connection, the keys, and the journal on them.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from sqlite3 import OperationalError
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from server.config import Settings
from server.store.engine import migrate, open_engine, open_tray
from server.store.journal import Known, SqlJournal
from server.store.keys import KeyStore, read_secret
from server.store.tables import releases
from server.store.trays import SqlTray, rewrite
from server.store.turn import Done, Turn
from server.store.writer import NotKept, Writer

T = TypeVar("T")
# With less than this nothing is begun again: a small write may still fit where a large one did not.
LEAST_FREE = 4 << 20


class Books:
    """The main database open at one connection, inside a transaction."""

    def __init__(self, connection: Connection, keys: KeyStore, known: Known | None = None) -> None:
        self.connection, self.keys = connection, keys
        self.journal = SqlJournal(connection, keys, known)

    def seal(self, review: str, kind: str, place: str, value: Any) -> bytes:
        """Plain JSON values, encrypted under one of the review's keys and bound to their place."""
        return self.keys.seal(review, kind, place, json.dumps(value, ensure_ascii=False).encode())

    def unseal(self, review: str, kind: str, place: str, sealed: bytes) -> Any:
        """The other way round. Raises KeyGone or Tampered."""
        return json.loads(self.keys.unseal(review, kind, place, sealed))


class Store:
    """Everything on disk of one instance."""

    def __init__(self, settings: Settings) -> None:
        migrate(settings)
        self.settings = settings
        self.keys = KeyStore(settings.keys, read_secret(settings.folder))
        self._reading = open_engine(settings.database)
        self._tray_engine = open_tray(settings.folder)
        self._writer = Writer(open_engine(settings.database, "BEGIN IMMEDIATE"))
        self._turn = Turn(open_engine(settings.database, "BEGIN IMMEDIATE"), self._writer)
        self._tray_writer = Writer(self._tray_engine, "tray")
        self._known = Known()
        self._finish_releases()

    def offer(self, act: Callable[[Books], T]) -> asyncio.Future[T]:
        """Write; the future is done when it is on disk (promise D1)."""
        return self._writer.offer(self._opened(act))

    def keep(self, act: Callable[[Books], object], done: Done, is_plain: bool = True) -> None:
        """Write a beat; `done` hears None when it is on disk, else why not (promise D1).

        Args:
            act: what to write.
            done: called on the event loop.
            is_plain: the act uses the journal only, whose statements go to the driver as they are.
        """
        keep = self._turn.keep if is_plain else self._turn.hand_over
        keep(self._opened(act), done)

    async def write(self, act: Callable[[Books], T]) -> T:
        """Write and wait until it is on disk."""
        return await self.offer(act)

    def write_now(self, act: Callable[[Books], T]) -> T:
        """The same for callers without an event loop: commands of the operator."""
        return self._writer.submit(self._opened(act)).result()

    async def try_out(self, act: Callable[[Books], object]) -> None:
        """Write something small, and see that there is room for more (promise D2). Raises NotKept."""
        if shutil.disk_usage(self.settings.folder).free < LEAST_FREE:
            raise NotKept("the disk is full")
        await self.write(act)

    async def read(self, act: Callable[[Books], T]) -> T:
        """Read in a thread of its own, so that the event loop never waits for the disk."""
        return await asyncio.to_thread(self.read_now, act)

    def read_now(self, act: Callable[[Books], T]) -> T:
        """Read here and now."""
        with self._reading.begin() as connection:
            return act(Books(connection, self.keys, self._known))

    async def tray(self, act: Callable[[SqlTray], T]) -> T:
        """Work on the Tray; only ever through its one writer (promise A6)."""
        return await self._tray_writer.offer(lambda connection: act(SqlTray(connection, self.keys)))

    def tray_now(self, act: Callable[[SqlTray], T]) -> T:
        """The same for callers without an event loop."""
        return self._tray_writer.submit(lambda connection: act(SqlTray(connection, self.keys))).result()

    async def rewrite_tray(self) -> None:
        """Rewrite and cut the Tray's file after a release."""
        await asyncio.to_thread(rewrite, self._tray_engine)

    def close(self) -> None:
        """Finish what is queued and close the files."""
        self._turn.close()
        self._writer.close()
        self._tray_writer.close()
        self._reading.dispose()

    def _opened(self, act: Callable[[Books], T]) -> Callable[[Connection], T]:
        return lambda connection: act(Books(connection, self.keys, self._known))

    def _finish_releases(self) -> None:
        """A release that a crash found half done: shown ones leave the Tray, others wait again (promise A6).

        The file is rewritten in any case: a crash may have come between the rows' going and its rewriting.
        """
        marked = self.tray_now(lambda tray: tray.marked())
        for batch, rows in marked.items():
            self._finish(batch, sorted(rows))
        with suppress(OperationalError):  # another process is at work in it, and rewrites it itself
            rewrite(self._tray_engine)

    def _finish(self, batch: str, rows: list[tuple[str, str]]) -> None:
        done = self.read_now(lambda books: released(books, batch))
        for meeting, item in rows:
            if done:
                self.tray_now(partial(_remove, meeting=meeting, item=item))
            else:
                self.tray_now(partial(_unmark, meeting=meeting, item=item))


def note_release(books: Books, meeting: str, batch: str) -> None:
    """In the transaction that pens a batch into the board: remember that it happened."""
    books.connection.execute(releases.insert().values(meeting=meeting, batch=batch))


def released(books: Books, batch: str) -> bool:
    """Did this batch reach the board?"""
    return books.connection.execute(select(releases).where(releases.c.batch == batch)).first() is not None


def new_id() -> str:
    """A random id that says nothing: 16 hex letters."""
    return secrets.token_hex(8)


def _remove(tray: SqlTray, meeting: str, item: str) -> None:
    tray.remove(meeting, [item])


def _unmark(tray: SqlTray, meeting: str, item: str) -> None:
    tray.mark(meeting, [item], "")
