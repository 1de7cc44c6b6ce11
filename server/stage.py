"""The stage: where the meeting stands, told to every screen beside the board and never kept in it."""

from __future__ import annotations

from typing import Any

from server.balloting import open_ones
from server.hub import LiveRoom
from server.templating import say
from sessions import attendance, pens, run
from sessions.meeting import Meeting, Review, Status
from sessions.people import LEADERS, TEAM, Agency, Role, Seat
from sessions.phases import Phase


def stage_of(live: LiveRoom, seat: Seat) -> dict[str, Any]:
    """What one seat is told: step, timer, band words, focus, and what it may do now."""
    meeting, is_paused = live.meeting, is_blank(live)
    return {
        "meeting_status": str(Status.PAUSED if is_paused else meeting.status),
        "phase": meeting.phase,
        "phases": len(meeting.phases),
        **_step(meeting.current, seat, live.review),
        **_timer(live, seat),
        "closing": live.closing,
        "locked": meeting.pens_down,
        "blank": is_paused or (seat.role is Role.SCREEN and meeting.view == "blank"),
        "shut": list(meeting.shut),
        "band": live.band,
        "focus": _focus(meeting),
        "view": meeting.view,
        "asked": open_ones(live),
        "present": attendance.whole(len(live.case_group())),
        "keeps": live.keeps,
        "writing": seat.is_present
        and live.room.may_share(live.review.proceedings.pen_of(seat))
        and not live.broken,
        **({"waiting": live.may_wait()} if seat.role in LEADERS else {}),
        **({"alerts": live.alerts} if seat.role in TEAM else {}),
        **({"banner": banner_of(live)} if seat.role is Role.SCREEN else {}),
    }


def is_blank(live: LiveRoom) -> bool:
    """Is every screen blank just now? (M17)"""
    return live.meeting.status is Status.PAUSED or (live.curtain and live.meeting.status is Status.LIVE)


def banner_of(live: LiveRoom) -> str:
    """What the police, the coroner or the court asked that everybody reads; "" while no proceedings are open."""
    return live.review.proceedings.banner if live.review.proceedings.on else ""


def curtain_of(live: LiveRoom) -> dict[str, Any]:
    """What a page beside the console needs to be covered at once when the meeting is paused (M17)."""
    return {"live": place_of(live), "paused": is_blank(live)}


def place_of(live: LiveRoom, line: str = pens.BOARD) -> dict[str, Any]:
    """What the scripts of a live page must know besides the stage: where its line is, and the timeline's frame.

    Args:
        live: the meeting.
        line: "board", "team", or "screen" for the big screen's own line to the board.
    """
    document = pens.TEAM_BOARD if line == pens.TEAM_BOARD else pens.BOARD
    first, last = _stretch(live)
    return {
        "meeting": live.meeting.id,
        "document": document,
        "socket": f"/live/{live.meeting.id}/{line}",
        "from": first,
        "to": last,
        "gap_days": live.review.gap_days,
        "agencies": [
            {key: getattr(lane, key) for key in ("abbreviation", "name", "short_label", "colour")}
            for lane in lanes_of(live.review)
        ],
    }


def page_of(live: LiveRoom, seat: Seat) -> str:
    """Whom a page was drawn for, in letters that say nothing: a shared device may have been handed on (M16)."""
    return live.store.keys.mac("page", live.meeting.id, seat.one)[:16]


def lanes_of(review: Review) -> list[Agency]:
    """The lanes of the timeline in their fixed order: the person's own, uncoloured, then the agencies."""
    if not review.pseudonym:
        return list(review.agencies)
    own = Agency(review.pseudonym.upper()[:5], review.pseudonym, say("Own story"), "", "", colour=0)
    return [own, *review.agencies]


def _stretch(live: LiveRoom) -> tuple[str, str]:
    """The period under review; where none is set, from the first dated event to the last."""
    review = live.review
    if review.scope_from and review.scope_to:
        return review.scope_from, review.scope_to
    events = live.room.replicas[pens.BOARD].read().events
    starts = [event.date.start for event in events if event.date.start]
    ends = [event.date.end or event.date.start for event in events if event.date.start]
    first = review.scope_from or min(starts, default="2000-01-01")
    last = review.scope_to or max((end for end in ends if end), default=first)
    return first, max(first, last)


def _step(phase: Phase | None, seat: Seat, review: Review) -> dict[str, Any]:
    if phase is None:
        return {"name": "", "prompt": "", "minutes": 0, "modes": [], "default_mode": None, "blind": False} | {
            "shared_work": "team"
        }
    modes = (
        [] if seat.role in (Role.OBSERVER, Role.SCREEN) else [str(mode) for mode in review.modes_of(phase)]
    )
    return {
        "name": phase.name,
        "prompt": phase.prompt,
        "minutes": phase.minutes,
        "modes": modes,
        "default_mode": str(phase.default_mode) if phase.default_mode else None,
        "blind": phase.blind,
        "shared_work": phase.shared_work,
    }


def _timer(live: LiveRoom, seat: Seat) -> dict[str, Any]:
    """The time left: for those at the console, and for everybody where the facilitator shows it."""
    meeting, now = live.meeting, live.clock()
    left, silence = run.seconds_left(meeting, now), run.silence_left(meeting, now)
    told: dict[str, Any] = {"seconds_left": None, "running": False, "silent": silence is not None}
    if silence is not None and seat.role in TEAM:
        told["silence_left"] = round(silence)
    if left is not None and (meeting.shows_time or seat.role in TEAM):
        told |= {"seconds_left": round(left), "running": run.is_running(meeting)}
    return told


def _focus(meeting: Meeting) -> dict[str, str] | None:
    return {"kind": meeting.focus[0], "id": meeting.focus[1]} if meeting.focus else None
