"""The combined timeline of a review: every confirmed row in order, what may be told twice, and where all is silent.

Nothing is merged: rows that may tell the same event lead to each other, and people decide in the meeting.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, hub_of, own_review, store_of
from server.chronicle import PURPOSE, Changes, bring_in, can_take, changes, marks_of
from server.hub import LiveRoom
from server.imports.codec import from_plain
from server.imports.dates import When
from server.imports.merge import Link, combine, numbered_rows
from server.imports.reading import Place, Reading, Row
from server.opening import CONFIRMED, combined
from server.pages.desk import desk
from server.pages.fields import N_
from server.pages.silences import Silence, silences
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from sessions.board import contents_of
from sessions.contents import Event
from sessions.meeting import Review

PAGE = 300
KINDS = {
    "duplicate": N_("Perhaps the same event:"),
    "clash": N_("Perhaps the same event, with another date:"),
    "twice": N_("The same words stand twice in this agency’s files:"),
}

Chronologies = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Linked:
    """Events that may tell the same as another: `kind` is a key of `KINDS`."""

    kind: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A meeting in the lobby, and what bringing the timeline in would do to its board."""

    live: LiveRoom
    changes: Changes


async def show(request: Request) -> Response:
    """`GET /reviews/{review}/timeline`"""
    review = await own_review(request, request.path_params["review"])
    chronologies = await _chronologies(request, review)
    events = events_of(chronologies)
    pages = max(1, -(-len(events) // PAGE))
    page = min(pages, _number(request.query_params.get("page", "")))
    found = await links_of(request, review, chronologies, events)
    return await desk(
        request,
        "chronologies/timeline.html",
        review=review,
        tab="review_timeline",
        agencies=review.by_abbreviation,
        events=events[PAGE * (page - 1) : PAGE * page],
        total=len(events),
        files=sum(one["state"] == CONFIRMED for one in chronologies),
        page=page,
        pages=pages,
        page_of={event.id: 1 + place // PAGE for place, event in enumerate(events)},
        links=found,
        kinds=KINDS,
        quiet={silence.before: silence for silence in quiet_times(review, events)},
        waiting=await _waiting(request, review, chronologies),
        added=_number(request.query_params.get("added", ""), 0),
        brought=_number(request.query_params.get("brought", ""), 0),
    )


async def create(request: Request) -> Response:
    """`POST /reviews/{review}/timeline`: bring it into the chosen meetings, as long as they have not begun."""
    review = await own_review(request, request.path_params["review"])
    await check_form(request)
    chosen = set(map(str, (await request.form()).getlist("meeting")))
    chronologies = await _chronologies(request, review)
    meetings = await store_of(request).read(lambda books: meeting_rows.meetings_of(books, review.id))
    done = 0
    for meeting in meetings:
        if meeting.id in chosen:
            live = await hub_of(request).room(meeting.id)
            done += await bring_in(live, chronologies) is not None
    return RedirectResponse(f"/reviews/{review.id}/timeline?brought={done}", 303)


def events_of(chronologies: Chronologies) -> tuple[Event, ...]:
    """The combined timeline as a board would show it."""
    return contents_of({"timeline": {event["id"]: event for event in combined(chronologies)}}).events


def quiet_times(review: Review, events: Iterable[Event]) -> list[Silence]:
    """Stretches of the review's period without a recorded contact, by its threshold."""
    first, last = review.scope_from or "0000", review.scope_to or "9999"
    inside = [event for event in events if first <= (event.date.start or "") <= last]
    return silences(inside, review.gap_days, review.by_abbreviation.keys())


async def links_of(
    request: Request, review: Review, chronologies: Chronologies, events: Sequence[Event]
) -> dict[str, list[Linked]]:
    """What may be the same, for each event that has such others; worked out once for each state of the files."""
    known: dict[str, tuple[object, list[Link]]] = request.app.state.links
    state = [(len(one["events"]), one.get("turn"), one["file"]) for one in chronologies]
    if review.id not in known or known[review.id][0] != state:
        known[review.id] = (state, await asyncio.to_thread(_links, chronologies))
    by_id = {event.id: event for event in events}
    found: dict[str, list[Linked]] = {}
    for link in known[review.id][1]:
        for key in link.rows:
            others = tuple(by_id[other] for other in link.rows if other != key and other in by_id)
            found.setdefault(key, []).append(Linked(link.kind, others))
    return found


def _links(chronologies: Chronologies) -> list[Link]:
    """Compare what was confirmed: the events hold all that the comparison asks for."""
    confirmed = [one for one in chronologies if one["state"] == CONFIRMED]
    readings = [
        (one["agency"], Reading(str(place), "", rows=tuple(_row(place, event) for event in one["events"])))
        for place, one in enumerate(confirmed)
    ]
    ids = [event["id"] for one in confirmed for event in one["events"]]
    names = {row.id: key for row, key in zip(numbered_rows(readings), ids, strict=True)}
    return [
        Link(link.kind, tuple(names[row] for row in link.rows), link.days, link.shared)
        for link in combine(readings).links
    ]


def _row(file: int, event: Mapping[str, Any]) -> Row:
    date, origin = event["date"], event["origin"]
    when = {**date, "time_text": date["time"], "time_start": event.get("clock")}
    place = Place(str(file), origin.get("sheet"), origin.get("table"), origin["row"])
    return Row(place, (), from_plain(When, when), event["what"], flags=tuple(event["flags"]))


async def _chronologies(request: Request, review: Review) -> list[dict[str, Any]]:
    found = await store_of(request).read(lambda books: review_rows.chronologies_of(books, review.id))
    return list(found.values())


async def _waiting(request: Request, review: Review, chronologies: Chronologies) -> list[Waiting]:
    """The meetings that have not begun."""
    meetings = await store_of(request).read(lambda books: meeting_rows.meetings_of(books, review.id))
    secret, wanted = store_of(request).keys.derive(PURPOSE), combined(chronologies)
    marks = marks_of(secret, chronologies)
    rooms = [await hub_of(request).room(meeting.id) for meeting in meetings if can_take(meeting)]
    return [Waiting(live, changes(secret, live.room.contents().events, wanted, marks)) for live in rooms]


def _number(text: str, least: int = 1) -> int:
    return max(least, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else least
