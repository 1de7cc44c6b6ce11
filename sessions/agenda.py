"""How the meeting keeps to its plan: for the facilitator alone, in words that press nobody (M18)."""

from __future__ import annotations

from dataclasses import dataclass

from sessions.meeting import Meeting, Status
from sessions.run import seconds_left

# Minutes: below the first it is on time; below the second "a few", for a number would pretend to know.
ON_TIME, A_FEW, ROUND_TO = 3, 3, 5


@dataclass(frozen=True, slots=True)
class Agenda:
    """Where a meeting is against its plan.

    `behind`: minutes, below nought when it is ahead, rounded to fives; 0 within three; 3 or -3 is "a few".
    `ends_at`: when it ends if each step that is left takes its minutes. `opened`: the steps that were ever opened.
    """

    behind: int
    ends_at: float
    opened: frozenset[int]


def agenda(meeting: Meeting, now: float) -> Agenda | None:
    """Hold a meeting against its plan. None before its first step and after its end.

    Args:
        meeting: with its steps as they were opened.
        now: seconds since 1970. A pause counts: what it took is not there any more.
    """
    if not meeting.steps or meeting.status is Status.CLOSED:
        return None
    over = now + max(0.0, _left(meeting, now))
    first, began = meeting.steps[0]
    planned = sum(phase.minutes for phase in meeting.phases[first - 1 : meeting.phase])
    left = sum(phase.minutes for phase in meeting.phases[meeting.phase :])
    late = (over - began) / 60 - planned
    opened = frozenset(number for number, _ in meeting.steps)
    return Agenda(_rounded(late), over + 60 * left, opened)


def _left(meeting: Meeting, now: float) -> float:
    """What is left of the present step; by its plan where it has no timer."""
    left = seconds_left(meeting, now)
    current = meeting.current
    if left is not None or current is None:
        return left or 0.0
    return meeting.steps[-1][1] + 60 * current.minutes - now


def _rounded(minutes: float) -> int:
    if abs(minutes) < ON_TIME:
        return 0
    whole = ROUND_TO * round(abs(minutes) / ROUND_TO) if abs(minutes) >= ROUND_TO else A_FEW
    return whole if minutes > 0 else -whole
