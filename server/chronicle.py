"""The combined timeline on the boards of meetings that have not begun: brought in by the server's pen.

A meeting's board is born with the timeline of that moment (`opening.open_meeting`). While it waits in the lobby,
what is confirmed later can be brought in; once it has begun, its numbers stay (design section 8). What people
added is never touched, nor an event that somebody changed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from server.hub import LiveRoom
from server.opening import combined
from sessions import pens
from sessions.board import Board
from sessions.contents import Event
from sessions.meeting import Meeting, Status

Marks = Mapping[str, Collection[str]]
LAST = "9999"
# What the key of the marks is derived for: without it nobody can test a guess at somebody's words.
PURPOSE = "imported event"


@dataclass(frozen=True, slots=True)
class Changes:
    """What bringing a timeline in does to one board.

    Attributes:
        put: new events and those that changed in their file, by id.
        numbers: new numbers of events that stay as they are.
        gone: ids of events that no chronology has any more.
        kept: how many events stay because people changed them, although their chronology says otherwise.
    """

    put: Mapping[str, Mapping[str, Any]]
    numbers: Mapping[str, str]
    gone: tuple[str, ...]
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.put or self.numbers or self.gone)


def can_take(meeting: Meeting) -> bool:
    """Whether a meeting still waits in the lobby, before its first step."""
    return meeting.status is Status.LOBBY and meeting.phase == 0


def marks_of(secret: bytes, chronologies: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """How every event looked whenever it was confirmed, as keyed hashes by id; also of removed chronologies."""
    found: dict[str, set[str]] = {}
    for chronology in chronologies:
        for key, marks in chronology.get("given", {}).items():
            found.setdefault(key, set()).update(marks)
        for event in chronology["events"]:
            found.setdefault(event["id"], set()).add(mark_of(secret, event))
    return found


def mark_of(secret: bytes, event: Mapping[str, Any]) -> str:
    """A keyed hash of what people could change in an event."""
    date = event["date"]
    words = [event["agency"], event["what"], event.get("source") or "", date["text"]]
    facts = [date["start"] or "", date["end"] or "", date["precision"], bool(date["uncertain"])]
    plain = json.dumps([*words, *facts, date["time"] or ""], ensure_ascii=False)
    return blake2b(plain.encode(), key=secret, digest_size=12).hexdigest()


def changes(
    secret: bytes, board: Sequence[Event], wanted: Sequence[Mapping[str, Any]], marks: Marks
) -> Changes:
    """Work out what bringing a timeline in would do.

    Args:
        secret: derived for `PURPOSE`.
        board: the events of the meeting.
        wanted: the combined timeline.
        marks: of everything that was ever confirmed, by id.
    """
    imported = {event.id: event for event in board if not event.added}
    own = {
        key: event
        for key, event in imported.items()
        if mark_of(secret, _plain(event)) not in marks.get(key, ())
    }
    numbers = _numbers(own.values(), wanted)
    fresh = {
        event["id"]: {**event, "number": numbers[event["id"]]} for event in wanted if event["id"] not in own
    }
    return Changes(
        {key: event for key, event in fresh.items() if not _is_same(secret, imported.get(key), event)},
        {
            key: numbers[key]
            for key, event in imported.items()
            if key in numbers and event.number != numbers[key] and _stays(secret, event, fresh)
        },
        tuple(sorted(key for key in imported if key not in numbers)),
        len(own),
    )


async def bring_in(live: LiveRoom, chronologies: Sequence[Mapping[str, Any]]) -> Changes | None:
    """Bring the combined timeline of a review's chronologies into a meeting.

    Returns:
        What was changed, on disk; None when the meeting has begun and nothing was.
    """
    secret, wanted = live.store.keys.derive(PURPOSE), combined(chronologies, live.review.proceedings.apart)
    marks = marks_of(secret, chronologies)
    async with live.turn:
        if not can_take(live.meeting):
            return None
        # No await between looking and writing: what somebody types meanwhile waits its turn.
        found = changes(secret, live.room.contents().events, wanted, marks)
        if found:
            live.perform(pens.BOARD, lambda board: _write(board, found))
        await live.kept()
    return found


def _write(board: Board, found: Changes) -> None:
    board.remove("timeline", found.gone)
    board.put_events(found.put)
    board.renumber(found.numbers)


def _numbers(own: Iterable[Event], wanted: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Numbers in the order of time for what will be there: the wanted, and what people changed."""
    places = {
        event["id"]: (event["date"]["start"] or LAST, event["date"]["end"] or LAST, place)
        for place, event in enumerate(wanted)
    }
    for event in own:
        place = places[event.id][2] if event.id in places else len(wanted)
        places[event.id] = (event.date.start or LAST, event.date.end or LAST, place)
    ordered = sorted(places, key=lambda key: (*places[key], key))
    return {key: str(number) for number, key in enumerate(ordered, start=1)}


def _stays(secret: bytes, event: Event, fresh: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether an event of the board is only renumbered: nobody's words are written anew."""
    return event.id not in fresh or _is_same(secret, event, fresh[event.id])


def _is_same(secret: bytes, event: Event | None, wanted: Mapping[str, Any]) -> bool:
    if event is None or mark_of(secret, _plain(event)) != mark_of(secret, wanted):
        return False
    return dict(event.origin or {}) == wanted["origin"] and list(event.flags) == list(wanted["flags"])


def _plain(event: Event) -> dict[str, Any]:
    date = event.date
    facts = {name: getattr(date, name) for name in ("text", "start", "end", "precision", "uncertain", "time")}
    return {"agency": event.agency, "what": event.what, "source": event.source, "date": facts}
