"""Comparing all agencies' events in a process of its own: 10,000 of them take seconds, and meetings go on meanwhile.

Run as `python -m server.imports.linking`, with one line of JSON in and one out.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from .codec import as_plain, from_plain
from .dates import When
from .merge import Link, combine, numbered_rows
from .reading import Place, Reading, Row
from .worker import GIVES_WAY, MEGABYTE, end, start

LONGEST_SECONDS = 120
MEMORY = 2048 * MEGABYTE

Files = Sequence[tuple[str, Sequence[Mapping[str, Any]]]]


async def link_in_worker(files: Files) -> list[Link]:
    """What may be told twice, by the ids of the events; see `links_of`. Raises OSError when that was too much."""
    child = await start("server.imports.linking")
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            asked = await asyncio.to_thread(json.dumps, files)
            told, _ = await child.communicate(asked.encode())
        if child.returncode:
            raise OSError("comparing ended early")
        return [from_plain(Link, link) for link in await asyncio.to_thread(json.loads, told)]
    finally:
        await end(child)


def links_of(files: Files) -> list[Link]:
    """Compare events.

    Args:
        files: pairs of an agency's abbreviation and the events of one of its files (`events.events_in`).

    Returns:
        The links of `merge.combine`, their rows being ids of events.
    """
    readings = [(agency, _reading(str(place), events)) for place, (agency, events) in enumerate(files)]
    ids = [event["id"] for _, events in files for event in events]
    names = {row.id: key for row, key in zip(numbered_rows(readings), ids, strict=True)}
    return [
        Link(link.kind, tuple(names[row] for row in link.rows), link.days, link.shared)
        for link in combine(readings).links
    ]


def _reading(file: str, events: Sequence[Mapping[str, Any]]) -> Reading:
    """An event holds all of its row that the comparison asks for."""
    return Reading(file, "", rows=tuple(_row(file, event) for event in events))


def _row(file: str, event: Mapping[str, Any]) -> Row:
    date, origin = event["date"], event["origin"]
    when = {**date, "time_text": date["time"], "time_start": event.get("clock")}
    place = Place(file, origin.get("sheet"), origin.get("table"), origin["row"])
    return Row(place, (), from_plain(When, when), event["what"], flags=tuple(event["flags"]))


def main() -> int:
    """Answer the one order on standard input."""
    os.nice(GIVES_WAY)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_SECONDS, LONGEST_SECONDS + 1))
    sys.stdout.write(json.dumps([as_plain(link) for link in links_of(json.load(sys.stdin))]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
