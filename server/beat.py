"""The beat of one document: collect, keep, then show (architecture: the tick; promises D1, S2).

The first change after quiet goes at once; under load up to TICK later, or when the commit in progress is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from pycrdt import merge_updates

from server.store.books import Books
from server.store.turn import Done
from server.store.writer import NotKept

TICK = 0.008


class Writes(Protocol):
    """A line that wrote: it is told how many of its updates are on disk, together with what all are shown."""

    def saved(self, count: int, shown: bytes = b"") -> None: ...


@dataclass(slots=True)
class Batch:
    """What one beat keeps in one journal row, and what waits for it."""

    updates: list[bytes] = field(default_factory=list)
    writers: dict[Writes, int] = field(default_factory=dict)
    along: list[Callable[[Books], None]] = field(default_factory=list)
    after: list[tuple[Callable[[], None], Callable[[], None]]] = field(default_factory=list)

    def merged(self) -> bytes:
        """One update for the journal and for every screen."""
        return self.updates[0] if len(self.updates) == 1 else bytes(merge_updates(*self.updates))


class Beat:
    """Collects changes of one document; `keep` journals a batch, `show` sends it to every line."""

    def __init__(
        self,
        keep: Callable[[Batch, Done], None],
        show: Callable[[Batch], None],
        broken: Callable[[BaseException], None],
    ) -> None:
        self._keep, self._show, self._broken = keep, show, broken
        self._gathering, self._flying = Batch(), Batch()
        self._due = self._is_flying = False
        self._last = 0.0

    def add(
        self, update: bytes, writer: Writes | None = None, along: Callable[[Books], None] | None = None
    ) -> None:
        """A change that is applied in memory; it is shown when it is on disk.

        Args:
            update: what was applied.
            writer: the line to be told when it is kept.
            along: what must be written in the same transaction.
        """
        self._gathering.updates.append(update)
        if along is not None:
            self._gathering.along.append(along)
        if writer is not None:
            self._gathering.writers[writer] = self._gathering.writers.get(writer, 0) + 1
        self._mark()

    def repeat(self, writer: Writes) -> None:
        """A line sent what was already here: it is acknowledged like the rest, in order."""
        self.after(lambda: writer.saved(1))

    def after(self, act: Callable[[], None], lost: Callable[[], None] = lambda: None) -> None:
        """Do this when everything applied so far is on disk: at once if it is (promise D1); else `lost`."""
        if self._gathering.updates:
            self._gathering.after.append((act, lost))
        elif self._is_flying:
            self._flying.after.append((act, lost))
        else:
            act()

    def unshown(self) -> list[bytes]:
        """What is applied in memory and not shown to everybody yet."""
        return [*self._flying.updates, *self._gathering.updates]

    async def kept(self) -> None:
        """Wait until everything applied so far is on disk. Raises NotKept when it could not be."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.after(
            lambda: None if done.done() else done.set_result(None),
            lambda: None if done.done() else done.set_exception(NotKept("the room is being rebuilt")),
        )
        await done

    def _mark(self) -> None:
        if self._due or self._is_flying:
            return
        self._due = True
        loop = asyncio.get_running_loop()
        wait = self._last + TICK - loop.time()
        if wait <= 0:
            loop.call_soon(self._flush)
        else:
            loop.call_later(wait, self._flush)

    def _flush(self) -> None:
        self._due, self._is_flying = False, True
        self._flying, self._gathering = self._gathering, Batch()
        self._last = asyncio.get_running_loop().time()
        self._keep(self._flying, self._done)

    def _done(self, broken: BaseException | None) -> None:
        batch, self._is_flying = self._flying, False
        if broken is not None:
            self._flying = Batch()
            self._lose(batch, broken)
            return
        # Joiners first: the first thing they get must be the board, not a change to it.
        for act, _ in batch.after:
            act()
        self._show(batch)
        self._flying = Batch()
        if self._gathering.updates:
            self._mark()

    def _lose(self, batch: Batch, why: BaseException) -> None:
        lost, self._gathering = [*batch.after, *self._gathering.after], Batch()
        self._broken(why)
        for _, tell in lost:
            tell()
