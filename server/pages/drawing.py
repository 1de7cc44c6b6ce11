"""Lists that look alike on every phone, drawn once for all who open a page at the same moment (promise S5)."""

from __future__ import annotations

import time
from typing import Any
from weakref import WeakKeyDictionary

from server.hub import LiveRoom
from server.languages import spoken
from server.pages.silences import silences
from server.templating import fragment
from sessions import pens
from sessions.contents import Contents

# While somebody types, a list may be this much behind: the page's own script draws the newest at once.
_SECONDS = 1.0
_Key = tuple[Any, ...]
_drawn: WeakKeyDictionary[LiveRoom, dict[_Key, tuple[int, float, str]]] = WeakKeyDictionary()


def event_list(live: LiveRoom, contents: Contents, *, add: bool, episode: str = "") -> str:
    """The <event-list> of the timeline, with the stretches without contact where it is only read.

    Args:
        live: the meeting.
        contents: of its board.
        add: for writing: with "Add an event" and without silences.
        episode: id of the one episode whose events it shows, or "" for all.
    """
    known = _drawn.setdefault(live, {})
    key = (add, episode, live.meeting.focus, spoken())
    version, now = live.room.replicas[pens.BOARD].version, time.monotonic()
    drawn = known.get(key)
    if drawn is not None and (drawn[0] == version or now - drawn[1] < _SECONDS):
        return drawn[2]
    known[key] = (version, now, _draw(live, contents, add, episode))
    if len(known) > 8:
        known.pop(next(iter(known)))
    return known[key][2]


def _draw(live: LiveRoom, contents: Contents, add: bool, episode: str) -> str:
    codes = live.review.by_abbreviation.keys()
    focus = live.meeting.focus
    looked_at = {"kind": focus[0], "id": focus[1]} if focus else None
    quiet = None if add else silences(contents.events, live.review.gap_days, codes)
    own = next((entry.events for entry in contents.episodes if entry.id == episode), ())
    events = [event for event in contents.events if not own or event.id in own]
    given = (events, live.review.agencies, looked_at, add, quiet, episode if own else "")
    return fragment("board/_event.html", "event_list", *given)
