"""Phases and the templates they come from: who writes, how they are shown, when it opens (domain.md section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sessions.labels import Mode

SHARED_WORK = ("nobody", "team", "everyone")
ABOUT = ("free", "event", "episode")
BLOCKS = ("", "open", "close")
# Of `fits`: whatever the review's method is.
ANY = "any"


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a meeting.

    `blind`: what is sent is hidden from everyone until the reveal (promise B1). `shared_work`: who may edit
    timeline and episodes letter by letter. `modes` empty: the phase takes no contributions. `silent`: it is a few
    minutes in which everybody reads, thinks or writes, and nobody talks. `out`: what comes out of it. `block`: it
    belongs to the opening or the closing that all meetings share. `allowed`: the modes that its template offers,
    which a changed copy never goes beyond (M22); None when it is as its template has it.
    """

    number: int
    id: str
    name: str
    minutes: int
    prompt: str = ""
    modes: tuple[Mode, ...] = ()
    default_mode: Mode | None = None
    blind: bool = False
    shared_work: str = "team"
    on: str = "free"
    hint: str = ""
    locks: bool = False
    silent: bool = False
    out: tuple[str, ...] = ()
    block: str = ""
    allowed: tuple[Mode, ...] | None = None

    @property
    def takes_contributions(self) -> bool:
        """May anything be sent in this step?"""
        return bool(self.modes)

    @property
    def can_offer(self) -> tuple[Mode, ...]:
        """The modes that its template offers, whatever it offers now."""
        return self.modes if self.allowed is None else self.allowed


@dataclass(frozen=True, slots=True)
class Switches:
    """What a method does differently from all others; the meeting keeps them with its copy of the template.

    Attributes:
        appraisal_of_problems: may practice be called problematic? Not in Appreciative Inquiry.
        private_mode: may anybody write to the review team alone? Not in SILP: everybody sees all the material.
        reports_confirmed_read: does everybody say that they have read the agency reports? In SILP.
        patterns_only_from_episodes: does a pattern need an episode, or a recorded reason? In Learning Together.
        case_group: is the case group invited? Not to the review team's own analysis (row 6).
    """

    appraisal_of_problems: bool = True
    private_mode: bool = True
    reports_confirmed_read: bool = False
    patterns_only_from_episodes: bool = False
    case_group: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    """A meeting template: method, version, switches and its phases in order.

    `fits`: the methods of a review that it is offered for, or "any". `source`: where its run comes from.
    """

    id: str
    name: str
    version: str
    method: str
    phases: tuple[Phase, ...]
    fits: tuple[str, ...] = ()
    source: str = ""
    switches: Switches = field(default_factory=Switches)

    @property
    def minutes(self) -> int:
        """How long it takes by its plan."""
        return sum(phase.minutes for phase in self.phases)

    def suits(self, method: str) -> bool:
        """Is it for reviews of this method?"""
        return ANY in self.fits or method in self.fits


def phase_to_json(phase: Phase) -> dict[str, Any]:
    """A phase as plain values, for the meeting's own copy of its template."""
    allowed = None if phase.allowed is None else [str(mode) for mode in phase.allowed]
    return asdict(phase) | {
        "modes": [str(mode) for mode in phase.modes],
        "allowed": allowed,
        "out": list(phase.out),
    }


def phase_from_json(entry: Mapping[str, Any]) -> Phase:
    """The other way round."""
    default, allowed = entry.get("default_mode"), entry.get("allowed")
    return Phase(
        **{
            **entry,
            "modes": _modes(entry.get("modes", ())),
            "allowed": None if allowed is None else _modes(allowed),
            "default_mode": Mode(default) if default else None,
            "out": tuple(entry.get("out", ())),
        }
    )


def _modes(names: Iterable[str]) -> tuple[Mode, ...]:
    return tuple(Mode(name) for name in names)
