"""The people of the tests: Ada facilitates; a case group of the training case's shape; nobody real."""

from __future__ import annotations

from sessions.meeting import Meeting, Status
from sessions.people import Agency, Person, Role, Seat
from sessions.phases import Phase
from sessions.templates import read_template
from tests.running import ROOT

AGENCIES = {
    agency.abbreviation: agency
    for agency in (
        Agency("ASC", "Council", "Adult social care", "Social care", "Social care practitioner", 1),
        Agency("GP", "Surgery", "Surgery", "Health", "Health practitioner", 2),
        Agency("DN", "Nursing", "Community nursing", "Health", "Health practitioner", 3),
        Agency("TVH", "Housing", "Housing", "Housing", "Housing practitioner", 4),
    )
}


def person(key: str, agency: str, role: str, team: str = "", boss: str = "") -> Person:
    """A practitioner of the case group."""
    return Person(key, f"Name {key}", agency, role, team, reports_to=boss)


NURSES = [person(f"n{n}", "DN", "District nurse", "East") for n in range(3)]
SURGERY = [
    person("g1", "GP", "GP"),
    person("g2", "GP", "Practice pharmacist"),
    person("g3", "GP", "Receptionist"),
]
HOUSING = [person("h1", "TVH", "Housing officer"), person("h2", "TVH", "Repairs operative")]
CASE_GROUP = NURSES + SURGERY + HOUSING


def template() -> list[Phase]:
    """The phases of follow-on meeting 1."""
    text = (ROOT / "sessions/methods/learning_together_follow_on_1.toml").read_text()
    return list(read_template(text).phases)


def meeting(phase: str = "kpe_a", **facts: object) -> Meeting:
    """A live meeting that stands in a phase of follow-on meeting 1."""
    phases = tuple(template())
    number = next((p.number for p in phases if p.id == phase), 0)
    made = Meeting("m1", "r1", "Follow-on meeting 1", phases=phases, phase=number, status=Status.LIVE)
    return Meeting(**{**{name: getattr(made, name) for name in made.__slots__}, **facts})


def seat(role: Role, who: Person | None = None) -> Seat:
    """An admitted seat."""
    return Seat(f"seat-{role}-{who.id if who else ''}", "m1", role, who or NURSES[0], admitted=True)
