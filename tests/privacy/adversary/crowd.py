"""Hundreds of simulated meetings, in as many processes as there are cores, each on a disk of its own in memory."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tests.privacy.adversary import case
from tests.privacy.adversary.guesses import judged
from tests.privacy.adversary.leaks import planted
from tests.privacy.adversary.odds import Tally, merged
from tests.privacy.adversary.play import Play, hurry, played

AT_A_TIME = 5
EVERYTHING = ("edits", "pages", "exports")


class Crowd:
    """Plays meetings and lets the adversary guess."""

    def __init__(self, pool: ProcessPoolExecutor, folder: Path) -> None:
        self._pool, self._folder = pool, folder
        self._begun = folder / "begun"
        self._meeting = case.begin(self._begun).id

    def meets(
        self, meetings: int, first: int = 0, leaks: Sequence[str] = (), parts: Sequence[str] = EVERYTHING
    ) -> dict[str, Tally]:
        """What every guess found over so many meetings.

        Args:
            meetings: how many.
            first: number of the first; the number is the seed of its script.
            leaks: names of leaks that are planted in all of them.
            parts: what is looked at besides disk, lines and log: "edits", "pages", "exports".
        """
        numbers = range(first, first + meetings)
        pieces = [numbers[start : start + AT_A_TIME] for start in range(0, meetings, AT_A_TIME)]
        work = partial(_work, self._begun, self._folder, self._meeting, tuple(leaks), tuple(parts))
        return merged(self._pool.map(work, pieces))


@contextmanager
def crowd() -> Iterator[Crowd]:
    """A crowd with its processes, until the end."""
    memory = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder,
        ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=hurry) as pool,
    ):
        yield Crowd(pool, Path(folder))


def _work(
    begun: Path,
    folder: Path,
    meeting: str,
    leaks: Sequence[str],
    parts: Sequence[str],
    numbers: Sequence[int],
) -> dict[str, Tally]:
    return merged(asyncio.run(_one(begun, folder, meeting, leaks, parts, number)) for number in numbers)


async def _one(
    begun: Path, folder: Path, meeting: str, leaks: Sequence[str], parts: Sequence[str], number: int
) -> dict[str, Tally]:
    own = folder / f"{os.getpid()}-{number}"
    play = Play(number, case.copied(begun, own), meeting, parts)
    with planted(play, leaks):
        await played(play)
    return judged(play.evidence, play.truth)
