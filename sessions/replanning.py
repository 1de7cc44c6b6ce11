"""Another plan for the steps that are still to come: a meeting's own copy of its template (M22)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sessions.labels import Mode
from sessions.meeting import Meeting, Status
from sessions.phases import Phase
from sessions.refusals import PutAway, StepClosed
from sessions.templates import MOST_PHASES


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step as somebody wants it. `place`: where it shall stand, as they counted. `gone`: it is left out."""

    name: str
    minutes: int
    prompt: str = ""
    hint: str = ""
    modes: tuple[Mode, ...] = ()
    place: int = 0
    gone: bool = False


def begun(meeting: Meeting) -> int:
    """How many of the first steps stay as they are: all up to the last that was ever opened."""
    return max([meeting.phase, *(number for number, _ in meeting.steps)])


def offers(meeting: Meeting) -> tuple[Mode, ...]:
    """All modes that the template offers in any step; a step that is added may have these."""
    found = {mode for phase in meeting.phases for mode in phase.can_offer}
    return tuple(mode for mode in Mode if mode in found)


def may_go(phase: Phase) -> bool:
    """Can a step be left out or stand elsewhere? Opening, closing and the lock cannot."""
    return not phase.block and not phase.locks


def replanned(meeting: Meeting, wanted: Mapping[str, Wanted], further: Sequence[Wanted] = ()) -> Meeting:
    """The meeting with another plan.

    Steps that were opened, or skipped before one that was, stay: words may still answer them, and what was said to
    their authors holds. Of the others a step that is blind stays blind, and none offers a mode beyond its template's.

    Args:
        meeting: as it stands.
        wanted: by the id of the step; one that is not there stays as it is, one that has begun too.
        further: steps to add.

    Raises:
        StepClosed: the meeting is over.
        PutAway: it is archived.
    """
    if meeting.archived:
        raise PutAway("archived")
    if meeting.status is Status.CLOSED:
        raise StepClosed("the meeting is over")
    first = begun(meeting)
    stay, come = meeting.phases[:first], meeting.phases[first:]
    placed = [(_place(phase, wanted), _changed(phase, wanted.get(phase.id))) for phase in come]
    kept = [(place, phase) for place, phase in placed if phase is not None]
    # After the lock nothing comes any more.
    room = 0 if stay and stay[-1].locks else max(0, MOST_PHASES - len(stay) - len(kept))
    ids = {phase.id for phase in meeting.phases}
    for one in further[:room]:
        made = _made(one, ids, offers(meeting))
        ids.add(made.id)
        kept.append(((1, one.place), made))
    # A step that is added stands after the one whose place it shares.
    ordered = [*stay, *(phase for _, phase in sorted(kept, key=lambda pair: pair[0]))]
    phases = tuple(replace(phase, number=number) for number, phase in enumerate(ordered, start=1))
    return replace(meeting, phases=phases, edited=meeting.edited or phases != meeting.phases)


def _place(phase: Phase, wanted: Mapping[str, Wanted]) -> tuple[int, int]:
    """Opening first, closing and the lock last, whatever is asked."""
    rank = 0 if phase.block == "open" else 1 if may_go(phase) else 2
    asked = wanted.get(phase.id)
    return rank, asked.place if asked and rank == 1 else phase.number


def _changed(phase: Phase, asked: Wanted | None) -> Phase | None:
    if asked is None:
        return phase
    if asked.gone and may_go(phase):
        return None
    modes = tuple(mode for mode in phase.can_offer if mode in asked.modes)
    return replace(
        phase,
        name=asked.name or phase.name,
        minutes=asked.minutes,
        prompt=asked.prompt,
        hint=asked.hint,
        modes=modes,
        default_mode=phase.default_mode if phase.default_mode in modes else _first(modes),
        allowed=phase.can_offer,
    )


def _made(asked: Wanted, known: Collection[str], allowed: tuple[Mode, ...]) -> Phase:
    """A new step. What is written in it waits for the reveal, as the safest way to write."""
    modes = tuple(mode for mode in allowed if mode in asked.modes)
    key = next(f"own_{number}" for number in range(1, len(known) + 2) if f"own_{number}" not in known)
    return Phase(
        number=0,
        id=key,
        name=asked.name,
        minutes=asked.minutes,
        prompt=asked.prompt,
        hint=asked.hint,
        modes=modes,
        default_mode=_first(modes),
        blind=bool(modes),
        allowed=allowed,
    )


def _first(modes: Collection[Mode]) -> Mode | None:
    """What is offered first where the template's own default is not offered: by role, else the most private."""
    order = (Mode.ROLE, Mode.ANONYMOUS, Mode.PRIVATE, Mode.NAMED)
    return next((mode for mode in order if mode in modes), None)
