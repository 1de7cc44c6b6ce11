"""Who of the team looks where: composed from the seats, in memory only, told to the team only (promise G4).

Of what a client says of itself one thing is read, `at`, and only on lines of facilitators and the review team: who
looks is known from the seat. Case group, observers and the big screen neither give nor get anything here.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from server.hub import LiveRoom
from server.live.protocol import NotYjs
from sessions.attendance import blurred
from sessions.lib0 import number, words
from sessions.people import TEAM, Seat
from sessions.refusals import UpdateRefused
from sessions.room import BoardBroken

# A look lasts for seconds; more than five frames a second would tell nobody more.
BEAT_SECONDS = 0.2
MOST_STATES = 8
MOST_STATE_BYTES = 4096
MOST_ITEM_BYTES = 64


class OfAnother(Exception):
    """A client speaks for a Yjs client id that is bound to somebody else's line."""


class Looker(Protocol):
    """A line, as presence sees it."""

    live: LiveRoom
    document: str
    seat: Seat

    @property
    def clients(self) -> frozenset[int]:
        """The Yjs client ids that are its own."""

    def tell(self, words: Mapping[str, Any]) -> bool:
        """Tell it something of which only the newest counts. False when it is behind and must be told later."""


class Presence:
    """Where the lines of the team look in one document: the latest of each, gone with the line."""

    def __init__(self) -> None:
        self._at: dict[Looker, str] = {}
        self._told: dict[Looker, list[dict[str, str]]] = {}
        self._is_due = False
        self._last = 0.0

    def put(self, line: Looker, at: str) -> None:
        """A line looks at an item, or at nothing in particular ("")."""
        self._at[line] = at
        self._mark(line)

    def stand(self, line: Looker) -> None:
        """A line is here, or takes more again: it learns where the others look."""
        self._at.setdefault(line, "")
        self._mark(line)

    def drop(self, line: Looker) -> None:
        """A line is gone."""
        self._told.pop(line, None)
        if self._at.pop(line, ""):
            self._mark(line)

    def _mark(self, line: Looker) -> None:
        """Tell everybody: at once after quiet, else after a beat; and what is looked at is on disk by then (D1)."""
        if self._is_due:
            return
        self._is_due = True
        live, document = line.live, line.document
        loop = asyncio.get_running_loop()
        loop.call_at(
            max(loop.time(), self._last + BEAT_SECONDS),
            lambda: live.beats[document].after(lambda: self._tell(live, document)),
        )

    def _tell(self, live: LiveRoom, document: str) -> None:
        self._is_due, self._last = False, asyncio.get_running_loop().time()
        try:
            seen = {
                line: at for line, at in self._at.items() if at and live.room.replicas[document].holds(at)
            }
        except BoardBroken as broken:
            live.fall(broken)
            return
        for line in list(self._at):
            news = others(seen, line.seat)
            if news != self._told.get(line, []) and line.tell({"presence": news}):
                self._told[line] = news


_here: WeakKeyDictionary[LiveRoom, dict[str, Presence]] = WeakKeyDictionary()


def comes(line: Looker) -> None:
    """A line is ready to be told, or takes more again after it was behind."""
    if line.seat.role in TEAM:
        _of(line).stand(line)


def goes(line: Looker) -> None:
    """A line is closed."""
    if line.seat.role in TEAM:
        _of(line).drop(line)


def looks(line: Looker, at: object) -> None:
    """Our own page says what its person looks at: an item's id, or None. Read on lines of the team only.

    Raises:
        NotYjs: it is neither, or longer than an id may be.
    """
    if line.seat.role in TEAM:
        _of(line).put(line, _item(at))


def heed(line: Looker, awareness: bytes) -> None:
    """Any client's awareness frame (y-protocols): `at` of its own state is read, on lines of the team.

    Raises:
        NotYjs: malformed or too large.
        OfAnother: a state of a client id that belongs to somebody else's line.
    """
    states = read_awareness(awareness)
    strange = states.keys() - line.clients
    if strange and any(
        strange & other.clients and other.seat.id != line.seat.id for other in line.live.lines()
    ):
        raise OfAnother
    own = [state for client, state in states.items() if client in line.clients or not line.clients]
    if own and line.seat.role in TEAM:
        looks(line, _at_of(own[-1]))


def read_awareness(frame: bytes) -> dict[int, str]:
    """The states of an awareness frame, as the JSON that they are, by client id.

    Raises:
        NotYjs: more than eight, one over 4 KiB, cut off, or something behind the last.
    """
    try:
        count, at = number(frame, 0)
        if count > MOST_STATES:
            raise NotYjs("states")
        states = {}
        for _ in range(count):
            client, at = number(frame, at)
            _clock, at = number(frame, at)
            states[client], at = words(frame, at, MOST_STATE_BYTES)
    except (UpdateRefused, IndexError):
        raise NotYjs("awareness") from None
    if at != len(frame):
        raise NotYjs("more than awareness")
    return states


def others(seen: Mapping[Looker, str], seat: Seat) -> list[dict[str, str]]:
    """What one seat is told of the others: at which item, which role of which agency, and about how many.

    Args:
        seen: where each line looks.
        seat: whose own lines are left out.

    Returns:
        Sorted, so that the order tells nothing of who came first; numbers are blurred below three.
    """
    groups: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for line, at in seen.items():
        other = line.seat
        if other.id != seat.id:
            groups[at, str(other.role), other.person.agency if other.person else ""].add(other.id)
    return [
        {"at": at, "role": role, "agency": agency, "number": blurred(len(seats))}
        for (at, role, agency), seats in sorted(groups.items())
    ]


def _of(line: Looker) -> Presence:
    return _here.setdefault(line.live, {}).setdefault(line.document, Presence())


def _at_of(state: str) -> object:
    try:
        claimed = json.loads(state)
    except (ValueError, RecursionError):
        raise NotYjs("state") from None
    if claimed is not None and not isinstance(claimed, dict):
        raise NotYjs("state")
    return claimed.get("at") if claimed else None


def _item(at: object) -> str:
    if at is None:
        return ""
    try:
        # A lone surrogate is no text, and pycrdt would break on it.
        if isinstance(at, str) and len(at.encode()) <= MOST_ITEM_BYTES:
            return at
    except UnicodeEncodeError:
        pass
    raise NotYjs("at")
