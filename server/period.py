"""Free text about a period: which words count as about it, by the dates on the board (domain.md section 5).

A phone is never asked. What is about nothing in particular, or about something that is not on the board, counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from server.embargo import target_of
from server.hub import LiveRoom
from server.imports.dates import read_date
from server.slips import shown_as
from sessions import pens
from sessions.contents import Contents, Episode, EventDate


def is_bound(live: LiveRoom, kind: str, key: str | None) -> bool:
    """May words about this event or episode be about the period without free text?

    Args:
        live: the meeting.
        kind: event, episode or free.
        key: id of the event or episode.
    """
    return bool(bound_among(live, kind, [key or ""]))


def bound_among(live: LiveRoom, kind: str, keys: Sequence[str]) -> set[str]:
    """About which of these events or episodes words may be about the period: all of them where no period is set."""
    held = live.review.proceedings
    if not held.has_period:
        return set(keys)
    dates = _dates(live.room.replicas[pens.BOARD].read(), kind)
    return {key for key in keys if any(map(held.may_hold, dates.get(key) or [EventDate("")]))}


def is_asked_bound(live: LiveRoom, form: Mapping[str, Any]) -> bool:
    """The same of the fields of a form; an event that somebody adds is judged by the date they give it."""
    if form.get("kind") == "event":
        return is_event_bound(live, date_of(form))
    return is_bound(live, str(form.get("on_kind") or "free"), str(form.get("on_id") or ""))


def date_of(form: Mapping[str, Any]) -> dict[str, Any]:
    """The date of an event sent by command; one that is not understood keeps its words."""
    words = str(form.get("date") or "")[:200]
    when = read_date(words)
    return {
        "text": words,
        "start": when.start.isoformat() if when.start else None,
        "end": when.end.isoformat() if when.end else None,
        "precision": when.precision,
        "uncertain": when.uncertain,
        "time": when.time_text,
    }


async def is_item_bound(live: LiveRoom, item: str) -> bool:
    """The same of words that were sent already, wherever they are."""
    if not live.review.proceedings.has_period:
        return True
    waiting = await live.store.tray(lambda tray: tray.take(live.meeting.id, item))
    if waiting is not None:
        if waiting.event is not None:
            return is_event_bound(live, waiting.event["date"])
        return is_bound(live, waiting.on_kind, waiting.on_id)
    return any(_is_shown_bound(live, shown) for shown in shown_as(live, item))


def is_event_bound(live: LiveRoom, date: Mapping[str, Any]) -> bool:
    """May an event of this date, as the board holds it, lie in the period?"""
    start, end = date.get("start"), date.get("end")
    read = EventDate("", start, end, str(date.get("precision")), bool(date.get("uncertain")))
    return live.review.proceedings.may_hold(read)


def _is_shown_bound(live: LiveRoom, shown: Mapping[str, Any]) -> bool:
    return is_event_bound(live, shown["date"]) if "date" in shown else is_bound(live, *target_of(shown))


def _dates(contents: Contents, kind: str) -> dict[str, list[EventDate]]:
    """The dates of events, or of episodes with all their events; none for anything else."""
    events = {event.id: [event.date] for event in contents.events}
    if kind == "event":
        return events
    episodes = contents.episodes if kind == "episode" else ()
    return {
        one.id: _within(one, [date for key in one.events for date in events.get(key, ())]) for one in episodes
    }


def _within(episode: Episode, events: list[EventDate]) -> list[EventDate]:
    """An episode's own dates place the uncertain events in it, which else would put every episode into the period."""
    if not episode.start:
        return events
    read = [replace(date, precision="between", uncertain=False) for date in events if date.start]
    return [EventDate("", episode.start, episode.end or episode.start, "between"), *read]
