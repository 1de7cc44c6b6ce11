"""What may be told twice in the files of each review: worked out aside, and known until the files change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from server.imports.linking import link_in_worker
from server.imports.merge import Link
from server.opening import CONFIRMED

log = structlog.get_logger()

# A page waits so long for the comparison; beyond that it is shown without, and asks again.
PATIENCE_SECONDS = 2.0
MOST_REVIEWS = 20

Chronologies = Mapping[str, Mapping[str, Any]]


class Comparisons:
    """The comparisons of this process, one a review, the oldest forgotten first."""

    def __init__(self) -> None:
        self._tasks: dict[str, tuple[object, asyncio.Task[list[Link]]]] = {}

    async def of(self, review: str, chronologies: Chronologies) -> list[Link] | None:
        """What may be told twice, by ids of events; None while that is being worked out."""
        confirmed = {key: one for key, one in chronologies.items() if one["state"] == CONFIRMED}
        state = [(key, one.get("turn")) for key, one in confirmed.items()]
        known = self._tasks.get(review)
        if known is None or known[0] != state:
            files = [(one["agency"], one["events"]) for one in confirmed.values()]
            known = self._begin(review, state, files)
        task = known[1]
        await asyncio.wait([task], timeout=PATIENCE_SECONDS)
        return task.result() if task.done() and not task.cancelled() else None

    async def close(self) -> None:
        """Stop comparing."""
        tasks = [task for _, task in self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(
        self, review: str, state: object, files: Sequence[Any]
    ) -> tuple[object, asyncio.Task[list[Link]]]:
        before = self._tasks.pop(review, None)
        if before is not None:
            before[1].cancel()
        task = asyncio.get_running_loop().create_task(_compare(files))
        self._tasks[review] = (state, task)
        while len(self._tasks) > MOST_REVIEWS:
            self._tasks.pop(next(iter(self._tasks)))[1].cancel()
        return state, task


async def _compare(files: Sequence[Any]) -> list[Link]:
    if len(files) == 0:
        return []
    try:
        return await link_in_worker(files)
    except (OSError, TimeoutError, ValueError) as trouble:
        log.warning("events not compared", kind=type(trouble).__name__)
        return []
