"""Reading agencies' files while the server goes on serving: a few at a time, each in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from server.imports.refused import FileRefused
from server.imports.sentences import BROKEN
from server.imports.worker import carry_out, order_for
from server.pages import chronology as kept
from server.store import reviews as review_rows
from server.store.books import Books, Store
from sessions.meeting import Review

log = structlog.get_logger()

AT_A_TIME = 2


class Readings:
    """The files that are being read in this process, and how far each is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turns = asyncio.Semaphore(AT_A_TIME)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._parts: dict[str, float] = {}

    def begin(self, review: Review, key: str) -> None:
        """Read a chronology's file, unless that is going on: also one that a restart interrupted."""
        if key not in self._tasks:
            task = self._tasks[key] = asyncio.get_running_loop().create_task(self._read(review, key))
            task.add_done_callback(partial(self._forget, key))

    def part(self, key: str) -> float:
        """How far the reading of a file is, from 0 to 1; 0 while it waits for its turn."""
        return self._parts.get(key, 0.0)

    async def close(self) -> None:
        """Stop reading; it begins anew when somebody looks after the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, key: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(key, None)
        self._parts.pop(key, None)
        if not task.cancelled() and (trouble := task.exception()):
            log.error("chronology not kept", kind=type(trouble).__name__)

    async def _read(self, review: Review, key: str) -> None:
        async with self._turns:
            found, raw = await self._store.read(partial(_take, review=review.id, key=key))
            if found is None:
                return
            try:
                reading = await self._carry_out(review, key, found, raw)
            except FileRefused as refused:
                log.info("chronology refused", code=refused.code)
                await self._store.write(partial(_refuse, review.id, key, found.turn, refused.say))
                return
            plain = await asyncio.to_thread(lambda: json.dumps(reading, ensure_ascii=False).encode())
            sealed = review_rows.sealed_part(self._store.keys, review.id, key, kept.PLAIN, plain)
            await self._store.write(partial(_keep, review.id, key, found.turn, reading, sealed))

    async def _carry_out(
        self, review: Review, key: str, found: kept.Chronology, raw: bytes | None
    ) -> dict[str, Any]:
        if raw is None:
            raise FileRefused("file is gone", BROKEN)
        try:
            with private_file(raw, self._store.settings.folder) as path:
                names = tuple(filter(None, [review.pseudonym]))
                scope = period_of(review)
                order = order_for(path, found.file, found.mapping, found.answers, scope, pseudonyms=names)
                return await carry_out(order, partial(self._parts.__setitem__, key))
        except (OSError, ValueError) as trouble:
            # Whatever the worker's machinery met, the person gets a sentence and the file can be sent again.
            log.error("chronology not read", kind=type(trouble).__name__)
            raise FileRefused("machinery", BROKEN) from trouble


@contextmanager
def private_file(raw: bytes, folder: Path) -> Iterator[Path]:
    """Give a file's bytes a path that only this account's processes can open, gone afterwards.

    In memory where the system can: agencies' words do not touch the disk in plain (promise D4).
    """
    if hasattr(os, "memfd_create"):
        number = os.memfd_create("chronology")
        try:
            with os.fdopen(number, "wb", closefd=False) as file:
                file.write(raw)
            yield Path(f"/proc/{os.getpid()}/fd/{number}")
        finally:
            os.close(number)
        return
    with tempfile.NamedTemporaryFile(dir=folder, prefix="reading-") as named:
        named.write(raw)
        named.flush()
        yield Path(named.name)


def period_of(review: Review) -> tuple[date, date] | None:
    """The review's first and last day, if it has both."""
    if not (review.scope_from and review.scope_to):
        return None
    return date.fromisoformat(review.scope_from), date.fromisoformat(review.scope_to)


def _take(books: Books, review: str, key: str) -> tuple[kept.Chronology | None, bytes | None]:
    found = review_rows.find_chronology(books, review, key)
    if found is None or found["state"] != kept.READING:
        return None, None
    return kept.from_json(found), review_rows.part_of(books, review, key, kept.FILE)


def _still(books: Books, review: str, key: str, turn: int) -> kept.Chronology | None:
    """The chronology, if it still waits for this reading."""
    found = review_rows.find_chronology(books, review, key)
    if found is None or found["state"] != kept.READING or found["turn"] != turn:
        return None
    return kept.from_json(found)


def _keep(review: str, key: str, turn: int, reading: dict[str, Any], sealed: bytes, books: Books) -> None:
    found = _still(books, review, key, turn)
    if found is not None:
        review_rows.keep_part(books, key, kept.PLAIN, sealed)
        counted = kept.counted(replace(found, state=kept.DRAFT, say="", before={}), reading)
        review_rows.save_chronology(books, review, key, counted.to_json())


def _refuse(review: str, key: str, turn: int, say: str, books: Books) -> None:
    """A file that cannot be read is not kept; one that was read before goes back to how it was read then."""
    found = _still(books, review, key, turn)
    if found is None:
        return
    if found.before:
        back = kept.from_json(
            {**found.to_json(), **found.before, "state": kept.DRAFT, "say": say, "before": {}}
        )
        review_rows.save_chronology(books, review, key, back.to_json())
        return
    review_rows.drop_part(books, key, kept.FILE)
    bare = kept.Chronology(found.agency, found.file, kept.REFUSED, say=say, turn=turn)
    review_rows.save_chronology(books, review, key, bare.to_json())
