"""Opening a meeting: its rows, its codes, and its boards born by the server (journal entry 1)."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.books import Books, new_id
from sessions import pens
from sessions.meeting import Meeting, Review
from sessions.phases import Template
from sessions.room import newborn

# No I, L, O, U, 0 or 1: a code is read aloud and typed on a phone (design: 6 letters, shown as 3 + 3).
CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
# The state of a chronology whose events are on the timeline.
CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Opened:
    """A new meeting with what lets people in."""

    meeting: Meeting
    join_code: str
    screen_token: str


def open_meeting(
    books: Books,
    review: Review,
    template: Template,
    *,
    date: str = "",
    place: str = "",
    episodes: Sequence[Mapping[str, Any]] = (),
) -> Opened:
    """Make a meeting from a template; its board starts with the review's combined timeline and episodes.

    Args:
        books: the store, in a transaction.
        review: whose meeting it is.
        template: copied into the meeting, which may then change its own copy.
        date: ISO day of the meeting.
        place: in words.
        episodes: {"id", "number", "title", "start", "end", "status", "events"} each.
    """
    meeting = Meeting(
        id=new_id(),
        review=review.id,
        title=template.name,
        date=date,
        place=place,
        template=template.id,
        template_name=template.name,
        template_version=template.version,
        method=template.method,
        switches=template.switches,
        phases=template.phases,
        epochs={name: new_id() for name in (pens.BOARD, pens.TEAM_BOARD)},
    )
    opened = Opened(meeting, _free_code(books), secrets.token_urlsafe(24))
    meeting_rows.add_meeting(books, meeting, opened.join_code, opened.screen_token)
    apart = review.proceedings.apart
    chronologies = review_rows.chronologies_of(books, review.id).values()
    events, shared = combined(chronologies, apart), [one for one in episodes if one["id"] not in apart]
    born = newborn(lambda board: board.bear(events, [_without(one, apart) for one in shared]))
    books.journal.append(meeting.id, pens.BOARD, 0, born)
    if apart:
        kept = [event for event in combined(chronologies) if event["id"] in apart]
        lane = newborn(lambda board: board.bear(kept, [one for one in episodes if one["id"] in apart]))
        books.journal.append(meeting.id, pens.TEAM_BOARD, 0, lane)
    return opened


def _without(episode: Mapping[str, Any], apart: Collection[str]) -> dict[str, Any]:
    """An episode that does not name what only the review team sees."""
    return {**episode, "events": [key for key in episode.get("events", ()) if key not in apart]}


def combined(chronologies: Iterable[Mapping[str, Any]], apart: Collection[str] = ()) -> list[dict[str, Any]]:
    """The events of the confirmed chronologies as one timeline, numbered in the order of time.

    Events of one day stand by their clock times, then as their files have them; what has no date comes last.
    What is kept `apart` (ids of events) is not on it, and leaves no hole in the numbers (promise B4).
    """
    confirmed = (one for one in chronologies if one.get("state") == CONFIRMED)
    wanted = (event for one in confirmed for event in one["events"] if event["id"] not in apart)
    events = sorted(wanted, key=_by_time)
    return [{**event, "number": str(number)} for number, event in enumerate(events, start=1)]


def _by_time(event: Mapping[str, Any]) -> tuple[str, str, str]:
    date = event["date"]
    return date["start"] or "9999", date["end"] or "9999", event.get("clock") or "99"


def plain_code(typed: str) -> str:
    """A join code as typed, in any case, with spaces or dashes."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def shown_code(code: str) -> str:
    """A join code as shown: 3 + 3."""
    return f"{code[:3]} {code[3:]}"


def _free_code(books: Books) -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(6))
        if meeting_rows.meeting_by_code(books, code) is None:
            return code
