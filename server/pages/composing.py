"""The box to write in, as one seat may use it now: modes, who will see what, and what the words are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.audience import audiences, sees, takes
from server.hub import LiveRoom
from server.period import bound_among
from server.templating import say
from sessions.contents import Contents, Episode, Event
from sessions.meeting import Meeting
from sessions.people import Seat
from sessions.phases import Phase
from sessions.proceedings import CONDITIONS, EFFECTS
from sessions.refusals import N_

WHOLE_STORY = N_("The whole story")
_CLIP = 56


def composing(
    live: LiveRoom, seat: Seat, contents: Contents, typed: Mapping[str, str]
) -> dict[str, Any] | None:
    """What the composer shows, or None when this seat has nothing to write now.

    Args:
        live: the meeting.
        seat: of the person who would write.
        contents: of the board, for what the words can be about.
        typed: fields of a form that is shown again with its words.
    """
    phase = live.meeting.current
    if phase is None or not takes(live, seat):
        return None
    heard = audiences(live, seat)
    offered = [entry.mode for entry in heard if entry.offered]
    chosen = typed.get("mode") if typed.get("mode") in offered else None
    about = _about(live, phase, contents, typed)
    bound = _bound(live, seat, about)
    return {
        "phase": phase.number,
        "prompt": phase.prompt,
        "hint": phase.hint,
        "modes": [entry.mode for entry in heard],
        "offered": offered,
        "chosen": chosen or (offered[0] if offered else None),
        "sees": {entry.mode: sees(entry) for entry in heard},
        "label": next((entry.label for entry in heard if entry.mode in ("role", "private")), ""),
        "on": {**about, "bound": bound},
        "text": typed.get("text", ""),
        "statements": _statements() if bound else [],
        "is_bound": about["id"] in bound,
        "is_free": len(bound) < max(1, len(about["choices"])),
        "hindsight": typed.get("hindsight", ""),
    }


def clip(words: str, most: int = _CLIP) -> str:
    """The beginning of something long, cut between words."""
    flat = " ".join(words.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + "…"


def _bound(live: LiveRoom, seat: Seat, about: Mapping[str, Any]) -> set[str]:
    """About which of the choices this seat chooses among statements and writes no words of its own."""
    held, choices = live.review.proceedings, [key for key, _ in about["choices"]] or [about["id"]]
    among = bound_among(live, about["kind"], choices)
    return {key for key in choices if held.binds(seat.person, key in among)}


def _about(live: LiveRoom, phase: Phase, contents: Contents, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the words can be about in this step; what everyone is looking at comes first to hand."""
    if phase.on == "episode":
        choices = [(entry.id, _episode_words(entry)) for entry in contents.episodes]
    elif phase.on == "event":
        choices = [(entry.id, _event_words(entry)) for entry in contents.events]
    else:
        return {"kind": "free", "id": "", "choices": []}
    known = {key for key, _ in choices}
    chosen = typed.get("on_id", _looked_at(live.meeting, phase.on, contents))
    return {
        "kind": phase.on,
        "id": chosen if chosen in known else "",
        "choices": [("", say(WHOLE_STORY)), *choices],
    }


def _looked_at(meeting: Meeting, kind: str, contents: Contents) -> str:
    """The focus, or for an event in focus the episode that holds it."""
    if meeting.focus is None:
        return ""
    if meeting.focus[0] == kind:
        return meeting.focus[1]
    if kind != "episode":
        return ""
    return next((entry.id for entry in contents.episodes if meeting.focus[1] in entry.events), "")


def _episode_words(episode: Episode) -> str:
    title = episode.title or say(N_("No title yet"))
    return say(N_("Episode {number}: {words}")).format(number=episode.number, words=clip(title))


def _event_words(event: Event) -> str:
    return say(N_("{number}. {agency}, {date}: {words}")).format(
        number=event.number, agency=event.agency, date=event.date.text, words=clip(event.what)
    )


def _statements() -> list[tuple[str, list[tuple[str, str]]]]:
    """By condition: each statement as it is kept, which is English, and as it is read here."""
    return [
        (say(condition), [(f"{condition} {effect}", f"{say(condition)} {say(effect)}") for effect in EFFECTS])
        for condition in CONDITIONS
    ]
