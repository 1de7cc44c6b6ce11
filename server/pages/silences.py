"""Stretches in which the record is silent: measured, not judged. It does not mean that nobody did anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sessions.contents import Event


@dataclass(frozen=True, slots=True)
class Silence:
    """No contact recorded from `first` to `last` (ISO dates, both inside): `days` until the event `before`."""

    first: str
    last: str
    days: int
    before: str


def silences(events: Iterable[Event], least: int, agencies: Collection[str]) -> list[Silence]:
    """Stretches of more than `least` days from one contact recorded between agencies to the next.

    The same rule as `gaps` in static/src/live/axis.js: only events with a known day count, and none that says
    there was no contact; events of the person's own lane do not count either.

    Args:
        events: of the timeline, in its order.
        least: days, the review's threshold.
        agencies: the codes that count.
    """
    contacts = sorted(
        (*_days(event), place, event.id) for place, event in enumerate(events) if _is_contact(event, agencies)
    )
    found: list[Silence] = []
    reached = contacts[0][1] if contacts else date.min
    for first, last, _, before in contacts:
        quiet = (first - reached).days
        if quiet > least:
            start, end = reached + timedelta(days=1), first - timedelta(days=1)
            found.append(Silence(start.isoformat(), end.isoformat(), quiet, before))
        reached = max(reached, last)
    return found


def _is_contact(event: Event, agencies: Collection[str]) -> bool:
    when = event.date
    is_known = when.precision == "day" and bool(when.start) and not when.uncertain
    return is_known and event.agency in agencies and "no_contact" not in event.flags


def _days(event: Event) -> tuple[date, date]:
    first = date.fromisoformat(str(event.date.start)[:10])
    return first, date.fromisoformat(str(event.date.end)[:10]) if event.date.end else first
