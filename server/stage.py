"""The stage: where the meeting stands, told to every screen beside the board and never kept in it."""

from __future__ import annotations

from typing import Any

from server.hub import LiveRoom
from sessions.meeting import Meeting, Status
from sessions.people import LEADERS, Role, Seat
from sessions.phases import Phase


def stage_of(live: LiveRoom, seat: Seat) -> dict[str, Any]:
    """What one seat is told: step, timer, band words, focus, and what it may do now."""
    meeting = live.meeting
    return {
        "meeting_status": str(meeting.status),
        "phase": meeting.phase,
        "phases": len(meeting.phases),
        **_step(meeting.current, seat),
        **_timer(live),
        "closing": live.closing,
        "locked": meeting.locked or meeting.writing_closed,
        "blank": meeting.status is Status.PAUSED or (seat.role is Role.SCREEN and meeting.view == "blank"),
        "band": live.band,
        "focus": _focus(meeting),
        "view": meeting.view,
        "present": str(len(live.case_group())),
        "writing": seat.is_present and live.room.may_share(seat.role) and not live.broken,
        **({"waiting": live.waiting} if seat.role in LEADERS else {}),
    }


def _step(phase: Phase | None, seat: Seat) -> dict[str, Any]:
    if phase is None:
        return {"name": "", "prompt": "", "minutes": 0, "modes": [], "default_mode": None, "blind": False} | {
            "shared_work": "team"
        }
    modes = [] if seat.role in (Role.OBSERVER, Role.SCREEN) else [str(mode) for mode in phase.modes]
    return {
        "name": phase.name,
        "prompt": phase.prompt,
        "minutes": phase.minutes,
        "modes": modes,
        "default_mode": str(phase.default_mode) if phase.default_mode else None,
        "blind": phase.blind,
        "shared_work": phase.shared_work,
    }


def _timer(live: LiveRoom) -> dict[str, Any]:
    meeting = live.meeting
    if meeting.ends_at is not None:
        return {"seconds_left": round(meeting.ends_at - live.clock()), "running": True}
    rest = None if meeting.seconds_left is None else round(meeting.seconds_left)
    return {"seconds_left": rest, "running": False}


def _focus(meeting: Meeting) -> dict[str, str] | None:
    return {"kind": meeting.focus[0], "id": meeting.focus[1]} if meeting.focus else None
