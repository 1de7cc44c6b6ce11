"""How a meeting moves: each function takes it as it stands, and the time, and gives it as it is then (M10, M17-M19).

Times are seconds since 1970. While the meeting is paused its clock stands still at `paused_at`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sessions.meeting import Meeting, Status
from sessions.people import LEADERS, Role, Seat
from sessions.refusals import UnknownItem


def seconds_left(meeting: Meeting, now: float) -> float | None:
    """Of the step's timer, below nought when it is over; None when the step has none."""
    if meeting.ends_at is not None:
        return meeting.ends_at - _clock(meeting, now)
    return meeting.seconds_left


def is_running(meeting: Meeting) -> bool:
    """Does the step's timer run? It rests when it was stopped, and while the meeting is paused."""
    return meeting.ends_at is not None and meeting.paused_at is None


def opened(meeting: Meeting, number: int, now: float) -> Meeting:
    """Stand in a step: the next, one before, or a later one. A paused meeting stays paused (M17)."""
    phase, at = meeting.phases[number - 1], _clock(meeting, now)
    return replace(
        meeting,
        phase=number,
        status=Status.LIVE if meeting.paused_at is None else Status.PAUSED,
        writing_closed=False,
        ends_at=at + 60 * phase.minutes if phase.minutes else None,
        seconds_left=None,
        steps=(*meeting.steps, (number, now)),
        silent_until=at + 60 * phase.minutes if phase.silent else None,
    )


def extended(meeting: Meeting, minutes: int, now: float) -> Meeting:
    """More or less time for the step. After its end the minutes count from now; it never goes below nought."""
    more, at = 60 * minutes, _clock(meeting, now)
    if meeting.ends_at is None:
        return replace(meeting, seconds_left=max(0.0, (meeting.seconds_left or 0.0) + more))
    start = max(meeting.ends_at, at) if more > 0 else meeting.ends_at
    return replace(meeting, ends_at=max(at, start + more))


def stopped(meeting: Meeting, now: float) -> Meeting:
    """Let the step's timer rest; the meeting goes on."""
    left = seconds_left(meeting, now)
    return (
        meeting
        if meeting.ends_at is None
        else replace(meeting, ends_at=None, seconds_left=max(0.0, left or 0.0))
    )


def started(meeting: Meeting, now: float) -> Meeting:
    """Let it run again."""
    if meeting.ends_at is not None or meeting.seconds_left is None:
        return meeting
    return replace(meeting, ends_at=_clock(meeting, now) + meeting.seconds_left, seconds_left=None)


def paused(meeting: Meeting, now: float) -> Meeting:
    """Every screen goes blank at once, and the clock stands still (M17). Twice is once."""
    return meeting if meeting.paused_at is not None else replace(meeting, status=Status.PAUSED, paused_at=now)


def resumed(meeting: Meeting, now: float) -> Meeting:
    """Go on where it stood: a timer that ran has as long as it had."""
    if meeting.paused_at is None:
        return meeting
    lost = now - meeting.paused_at
    ends, silent = (None if at is None else at + lost for at in (meeting.ends_at, meeting.silent_until))
    return replace(meeting, status=Status.LIVE, paused_at=None, ends_at=ends, silent_until=silent)


def shut(meeting: Meeting, part: str, locked: bool) -> Meeting:
    """Lock a part of the shared work for everybody's pens, or unlock it (M21)."""
    others = tuple(one for one in meeting.shut if one != part)
    return replace(meeting, shut=(*others, part) if locked else others)


def hushed(meeting: Meeting, minutes: int, now: float) -> Meeting:
    """Silent minutes within whatever step, or so many more of them; with none, everybody may talk again (M20)."""
    if minutes <= 0:
        return replace(meeting, silent_until=None)
    start = max(_clock(meeting, now), meeting.silent_until or 0.0)
    return replace(meeting, silent_until=start + 60 * minutes)


def silence_left(meeting: Meeting, now: float) -> float | None:
    """Seconds of the silent minutes, nought when they are over and nobody has ended them; None without."""
    return None if meeting.silent_until is None else max(0.0, meeting.silent_until - _clock(meeting, now))


def _clock(meeting: Meeting, now: float) -> float:
    return now if meeting.paused_at is None else meeting.paused_at


def leads(seat: Seat, meeting: Meeting) -> bool:
    """Is this whose hands the meeting is in? Until somebody takes it over, the facilitator's (M19)."""
    if seat.role not in LEADERS:
        return False
    if not meeting.lead:
        return seat.role is Role.FACILITATOR
    return seat.person is not None and seat.person.id == meeting.lead


def could_lead(seats: Iterable[Seat], besides: Seat | None = None) -> list[Seat]:
    """Who is here to be handed the meeting: facilitators and co-facilitators, by name, besides whoever asks."""
    own = besides.person.id if besides and besides.person else ""
    able = [seat for seat in seats if seat.is_present and seat.role in LEADERS and seat.person]
    return sorted(
        (seat for seat in able if seat.person and seat.person.id != own), key=lambda seat: seat.name
    )


def handed(meeting: Meeting, person: str, seats: Iterable[Seat]) -> Meeting:
    """The meeting in the hands of a named co-facilitator. Raises UnknownItem when they are not here to take it."""
    if not any(seat.person and seat.person.id == person for seat in could_lead(seats)):
        raise UnknownItem("person")
    return replace(meeting, lead=person)
