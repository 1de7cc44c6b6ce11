"""A meeting and a review, as plain values (domain.md section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sessions.frameworks import Framework, framework_from_json
from sessions.labels import Mode, Thresholds
from sessions.people import Agency
from sessions.phases import Phase, Switches, phase_from_json, phase_to_json
from sessions.proceedings import Proceedings, proceedings_from_json


class Status(StrEnum):
    """Where a meeting is in its life."""

    LOBBY = "lobby"
    LIVE = "live"
    PAUSED = "paused"
    CLOSED = "closed"


VIEWS = ("lobby", "timeline", "focus", "board", "priorities", "blank")


@dataclass(frozen=True, slots=True)
class Review:
    """One review of one case. Words are kept under its working key (promise D4)."""

    id: str
    reference: str = ""
    title: str = ""
    pseudonym: str = ""
    review_type: str = ""
    method: str = "Learning Together"
    commissioner: str = ""
    classification: str = "OFFICIAL-SENSITIVE"
    scope_from: str = ""
    scope_to: str = ""
    gap_days: int = 28
    correct_days: int = 5
    legal_hold: bool = False
    notice: str = ""
    rules_version: str = "1"
    rules_text: str = ""
    support_name: str = ""
    support_number: str = ""
    duty_person: str = ""
    family_text: str = ""
    family_lane: str = ""
    agencies: tuple[Agency, ...] = ()
    thresholds: Thresholds = field(default_factory=Thresholds)
    proceedings: Proceedings = field(default_factory=Proceedings)
    sealing: bool = False
    lead_key: str = ""
    board_key: str = ""
    frameworks: tuple[Framework, ...] = ()

    def modes_of(self, phase: Phase) -> tuple[Mode, ...]:
        """What a step offers in this review: *sealed* comes beside *anonymous* where the Board switched it on."""
        seals = self.sealing and self.lead_key and self.board_key and Mode.ANONYMOUS in phase.modes
        return (*phase.modes, Mode.SEALED) if seals else phase.modes

    @property
    def by_abbreviation(self) -> dict[str, Agency]:
        """The agencies by their code."""
        return {agency.abbreviation: agency for agency in self.agencies}

    @property
    def holds(self) -> bool:
        """Is nothing to be destroyed?"""
        return self.legal_hold or self.proceedings.on

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be sealed."""
        return asdict(self)


def review_from_json(entry: Mapping[str, Any]) -> Review:
    """The other way round."""
    agencies = tuple(Agency(**agency) for agency in entry.get("agencies", ()))
    thresholds = Thresholds().raised(**entry.get("thresholds", {}))
    open_ones = proceedings_from_json(entry.get("proceedings", {}))
    own = tuple(framework_from_json(one) for one in entry.get("frameworks", ()))
    made = {"agencies": agencies, "thresholds": thresholds, "proceedings": open_ones, "frameworks": own}
    return Review(**{**entry, **made})


@dataclass(frozen=True, slots=True)
class Meeting:
    """One facilitated meeting of a review, with its own copy of its template.

    `phase` is the number of the step it stands in, 0 before the first. `ends_at` (seconds since 1970) or, while
    the timer rests, `seconds_left`, belong to the step's timer, which never locks by itself (promise G6). `closed_at`
    says how long a phone may still raise a risk alert; `archived`: put away, nothing changes any more.
    `paused_at`: since when every screen is blank (M17). `steps`: which step was opened when, for the plan (M18).
    `lead`: the id of the person whose hands it is in, "" for the facilitator's (M19). `shows_time`: to everybody.
    `silent_until`: when the silent minutes are over, which do not end by themselves (M20). `shut`: parts of the
    shared work in which nobody writes, "timeline" or the id of an episode (M21). `method`, `switches`: of the
    template it was opened with. `edited`: its steps are not as the template has them any more (M22).
    """

    id: str
    review: str
    title: str
    date: str = ""
    place: str = ""
    template: str = ""
    template_name: str = ""
    template_version: str = ""
    phases: tuple[Phase, ...] = ()
    phase: int = 0
    status: Status = Status.LOBBY
    ends_at: float | None = None
    seconds_left: float | None = None
    writing_closed: bool = False
    view: str = "lobby"
    focus: tuple[str, str] | None = None
    epochs: Mapping[str, str] = field(default_factory=dict)
    correct_until: str = ""
    closed_at: float | None = None
    archived: bool = False
    paused_at: float | None = None
    steps: tuple[tuple[int, float], ...] = ()
    lead: str = ""
    shows_time: bool = False
    silent_until: float | None = None
    shut: tuple[str, ...] = ()
    method: str = ""
    switches: Switches = field(default_factory=Switches)
    edited: bool = False

    @property
    def current(self) -> Phase | None:
        """The step it stands in."""
        return self.phases[self.phase - 1] if 0 < self.phase <= len(self.phases) else None

    @property
    def locked(self) -> bool:
        """Nothing is taken any more, not even late: the meeting is closed, or the step locks."""
        current = self.current
        return self.status is Status.CLOSED or bool(current and current.locks)

    @property
    def pens_down(self) -> bool:
        """Nobody's pen writes on shared work, the facilitator's neither, until a recorded unlock (promise G6)."""
        return self.locked or self.writing_closed

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be sealed."""
        plain = asdict(self) | {"phases": [phase_to_json(phase) for phase in self.phases]}
        return plain | {"status": str(self.status), "epochs": dict(self.epochs)}


def meeting_from_json(entry: Mapping[str, Any]) -> Meeting:
    """The other way round."""
    return Meeting(
        **{
            **entry,
            "phases": tuple(phase_from_json(phase) for phase in entry["phases"]),
            "status": Status(entry["status"]),
            "focus": tuple(entry["focus"]) if entry.get("focus") else None,
            "shut": tuple(entry.get("shut", ())),
            "steps": tuple((number, at) for number, at in entry.get("steps", ())),
            "switches": Switches(**entry.get("switches", {})),
        }
    )
