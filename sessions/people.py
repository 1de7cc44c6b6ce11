"""Who is in the room: roles, agencies, the invited list and seats (domain.md section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a seat may do. `screen` is the big screen: it reads and never writes."""

    FACILITATOR = "facilitator"
    CO_FACILITATOR = "co_facilitator"
    RECORDER = "recorder"
    REVIEW_TEAM = "review_team"
    CASE_GROUP = "case_group"
    OBSERVER = "observer"
    SCREEN = "screen"


LEADERS = frozenset({Role.FACILITATOR, Role.CO_FACILITATOR})
TEAM = LEADERS | {Role.RECORDER, Role.REVIEW_TEAM}


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency of the review. `colour` 1-12 picks colour and pattern together; the code always shows."""

    abbreviation: str
    name: str
    short_label: str
    sector: str
    sector_label: str
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the invited list. Kept under the review's people key; `reports_to` is shown to nobody.

    `duty_lead`: must be told when someone may be at risk now; counts for the review team's side of the room only.
    `witness`: may be heard by the police or a court; left out of meetings while proceedings are open, told to nobody.
    """

    id: str
    name: str
    agency: str
    role: str
    team: str = ""
    group: Role = Role.CASE_GROUP
    seniority: str = "practitioner"
    direct_involvement: bool = True
    reports_to: str = ""
    duty_lead: bool = False
    witness: bool = False

    @property
    def initials(self) -> str:
        """The first letters of the name, for the list that a person picks their own line from."""
        return "".join(word[0] for word in self.name.split() if word[0].isalpha()).upper()


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in one meeting, held by a cookie. The only thing that knows both a line and a person.

    `put_out`: the facilitator asked this person to leave; who had not come yet has a seat for that alone (M13).
    `without_phone`: here, and marked so by whoever leads; no cookie opens this seat (M14). `handed_on`: here, and the
    device they shared is with somebody else now (M16).
    """

    id: str
    meeting: str
    role: Role
    person: Person | None = None
    admitted: bool = False
    accepted: str = ""
    left: bool = False
    put_out: bool = False
    without_phone: bool = False
    handed_on: bool = False

    @property
    def one(self) -> str:
        """Stands for one person: with a new seat, on another device, marked anew, they are still one (promise A2)."""
        return self.person.id if self.person is not None else self.id

    @property
    def is_present(self) -> bool:
        """In the room: admitted and not gone, whether or not the phone is awake (promise A3)."""
        return self.admitted and not self.is_gone

    @property
    def is_gone(self) -> bool:
        """Gone by themselves, or asked to leave."""
        return self.left or self.put_out

    @property
    def name(self) -> str:
        """How a named contribution is signed: name and role."""
        if self.person is None:
            return ""
        return f"{self.person.name}, {self.person.role}" if self.person.role else self.person.name
