"""The box to write in, as one seat may use it now: modes, who will see what, and what the words are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.audience import Audience, audiences
from server.hub import LiveRoom
from server.templating import say
from sessions.contents import Contents, Episode, Event
from sessions.meeting import Meeting, Status
from sessions.people import Role, Seat
from sessions.phases import Phase
from sessions.refusals import N_

WHOLE_STORY = N_("The whole story")
_CLIP = 56

_ROOM = N_("The room:")
_TEAM = N_("Facilitator and review team:")
_RECORD = N_("The record and reports:")
_SERVER = N_("Whoever runs the server")
_AT_ONCE = N_("your words and “{label}”, as soon as you send it.")
_LATER = N_("your words and “{label}”, after the reveal.")
_NOTHING_OF_YOU = N_("your words and nothing about you, after the reveal.")
_NO_ROOM = N_("nothing, not even that you sent something.")
_THE_SAME = N_("the same, no more.")
_THE_SAME_SHORT = N_("the same.")
_TEAM_PART = N_("the review team’s part of the record only.")
_READS = N_("could read it too.")
_WITH_EFFORT = N_("could with effort find out during the meeting; afterwards nothing links the words to you.")


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
    if phase is None or not _takes(live.meeting, phase, seat):
        return None
    heard = audiences(live, seat)
    offered = [entry.mode for entry in heard if entry.offered]
    chosen = typed.get("mode") if typed.get("mode") in offered else None
    return {
        "phase": phase.number,
        "prompt": phase.prompt,
        "hint": phase.hint,
        "modes": [entry.mode for entry in heard],
        "offered": offered,
        "chosen": chosen or (offered[0] if offered else None),
        "sees": {entry.mode: onlookers(entry, phase) for entry in heard},
        "on": _about(live.meeting, phase, contents, typed),
        "text": typed.get("text", ""),
        "hindsight": typed.get("hindsight", ""),
    }


def onlookers(heard: Audience, phase: Phase) -> dict[str, Any]:
    """Who will see words sent in one mode: the sentence, the warning, and exactly the four (promise A9)."""
    if heard.mode == "private":
        team = _LATER
        parts = [(_ROOM, _NO_ROOM), (_TEAM, team), (_RECORD, _TEAM_PART), (_SERVER, _WITH_EFFORT)]
    elif heard.mode == "named":
        room = _LATER if phase.blind else _AT_ONCE
        parts = [(_ROOM, room), (_TEAM, _THE_SAME), (_RECORD, _THE_SAME_SHORT), (_SERVER, _READS)]
    else:
        room = _LATER if heard.mode == "role" else _NOTHING_OF_YOU
        parts = [(_ROOM, room), (_TEAM, _THE_SAME), (_RECORD, _THE_SAME), (_SERVER, _WITH_EFFORT)]
    exactly = [(say(who), say(what).format(label=heard.label)) for who, what in parts]
    return {"say": heard.sentence, "warning": heard.warning, "exactly": exactly, "offered": heard.offered}


def clip(words: str, most: int = _CLIP) -> str:
    """The beginning of something long, cut between words."""
    flat = " ".join(words.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0] + "…"


def _takes(meeting: Meeting, phase: Phase, seat: Seat) -> bool:
    is_open = meeting.status is Status.LIVE and not meeting.locked and not meeting.writing_closed
    return is_open and phase.takes_contributions and seat.role not in (Role.OBSERVER, Role.SCREEN)


def _about(meeting: Meeting, phase: Phase, contents: Contents, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the words can be about in this step; what everyone is looking at comes first to hand."""
    if phase.on == "episode":
        choices = [(entry.id, _episode_words(entry)) for entry in contents.episodes]
    elif phase.on == "event":
        choices = [(entry.id, _event_words(entry)) for entry in contents.events]
    else:
        return {"kind": "free", "id": "", "choices": []}
    known = {key for key, _ in choices}
    chosen = typed.get("on_id", _looked_at(meeting, phase.on, contents))
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
