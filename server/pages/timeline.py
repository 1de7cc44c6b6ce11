"""The combined timeline of a review: every confirmed row in order, what may be told twice, and where all is silent.

Nothing is merged: rows that may tell the same event lead to each other, and people decide in the meeting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, hub_of, own_review, store_of
from server.chronicle import PURPOSE, Changes, bring_in, can_take, changes, marks_of
from server.hub import LiveRoom
from server.imports.merge import Link
from server.opening import CONFIRMED, combined
from server.pages.comparisons import Comparisons
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
    found = await _chronologies(request, review)
    chronologies = list(found.values())
    events = events_of(chronologies)
    pages = max(1, -(-len(events) // PAGE))
    page = min(pages, _number(request.query_params.get("page", "")))
    comparisons: Comparisons = request.app.state.comparisons
    links = await comparisons.of(review.id, found)
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
        links=linked(links or (), events),
        is_comparing=links is None,
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
    chronologies = list((await _chronologies(request, review)).values())
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


def linked(links: Iterable[Link], events: Iterable[Event]) -> dict[str, list[Linked]]:
    """What may be the same, for each event that has such others."""
    by_id = {event.id: event for event in events}
    found: dict[str, list[Linked]] = {}
    for link in links:
        for key in link.rows:
            others = tuple(by_id[other] for other in link.rows if other != key and other in by_id)
            found.setdefault(key, []).append(Linked(link.kind, others))
    return found


async def _chronologies(request: Request, review: Review) -> dict[str, dict[str, Any]]:
    return await store_of(request).read(lambda books: review_rows.chronologies_of(books, review.id))


async def _waiting(request: Request, review: Review, chronologies: Chronologies) -> list[Waiting]:
    """The meetings that have not begun."""
    meetings = await store_of(request).read(lambda books: meeting_rows.meetings_of(books, review.id))
    apart = review.proceedings.apart
    secret, wanted = store_of(request).keys.derive(PURPOSE), combined(chronologies, apart)
    marks = marks_of(secret, chronologies)
    rooms = [await hub_of(request).room(meeting.id) for meeting in meetings if can_take(meeting)]
    return [Waiting(live, changes(secret, live.room.contents().events, wanted, marks)) for live in rooms]


def _number(text: str, least: int = 1) -> int:
    return max(least, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else least
