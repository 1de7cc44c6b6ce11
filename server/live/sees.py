"""Who will see what, told to each phone anew as people come and go (promises A3, A9).

Computed from the room alone, never from what anybody wrote, and told to the own lines of a seat: other seats learn
nothing of it. A page without script shows the same sentences as of when it was opened.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from server.audience import audiences, labels_of, sees, takes
from server.hub import LiveRoom
from server.languages import speaking
from server.templating import say
from sessions.labels import Mode
from sessions.people import TEAM, Role, Seat

# When three hundred people join at once, the last word a second later is enough.
BEAT_SECONDS = 1.0
AT_ONCE = 16


class Writer(Protocol):
    """A line of somebody who may write."""

    live: LiveRoom
    seat: Seat
    speaks: bool
    language: str

    def tell(self, words: Mapping[str, Any]) -> bool:
        """Tell it something of which only the newest counts. False when it is behind and must be told later."""


class _Told:
    """What each line of one room was told last: its hash, for the words of a hall would fill a megabyte."""

    def __init__(self) -> None:
        self.lines: dict[Writer, int] = {}
        self.is_due = False
        self.last = 0.0


_rooms: WeakKeyDictionary[LiveRoom, _Told] = WeakKeyDictionary()


def stands(line: Writer) -> None:
    """The room changed, or a line is ready to be told: at once after quiet, else after a beat."""
    if not line.speaks or not (line.seat.role in TEAM or line.seat.role is Role.CASE_GROUP):
        return
    told = _rooms.setdefault(line.live, _Told())
    told.lines.setdefault(line, 0)
    if not told.is_due:
        told.is_due, live = True, line.live
        loop = asyncio.get_running_loop()
        loop.call_at(max(loop.time(), told.last + BEAT_SECONDS), lambda: _tell(live, told))


def goes(line: Writer) -> None:
    """A line is closed."""
    if line.live in _rooms:
        _rooms[line.live].lines.pop(line, None)


def news_for(live: LiveRoom, seat: Seat) -> dict[str, Any]:
    """What the composer of one seat shows of each mode now; nothing where there is nothing to write."""
    heard = audiences(live, seat) if takes(live, seat) else []
    return {
        "phase": live.meeting.phase,
        "you": say(labels_of(live, seat, Mode.ROLE)[0]),
        "modes": {entry.mode: sees(entry) for entry in heard},
    }


def _tell(live: LiveRoom, told: _Told) -> None:
    told.is_due, told.last = False, asyncio.get_running_loop().time()
    _tell_some(live, told, list(told.lines))


def _tell_some(live: LiveRoom, told: _Told, lines: list[Writer]) -> None:
    """A few lines in a turn of the loop, so that nobody's edit waits until three hundred phones were told."""
    for line in lines[:AT_ONCE]:
        before = told.lines.get(line)
        if before is None:
            continue
        with speaking(line.language):
            news = news_for(live, line.seat)
        mark = hash(json.dumps(news))
        if mark != before and line.tell({"sees": news}):
            told.lines[line] = mark
    if lines[AT_ONCE:]:
        asyncio.get_running_loop().call_soon(_tell_some, live, told, lines[AT_ONCE:])
