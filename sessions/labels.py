"""What others see of who spoke, and when a label would say too much (promise A3).

The tests are on the people present, never on texts. A label needs three who share it; it is also left out
when everyone who shares it, apart from a manager present, reports to that one manager.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sessions.people import Agency, Person

PARTICIPANT = "A participant"


class Mode(StrEnum):
    """How a contribution is shown (domain.md section 5)."""

    NAMED = "named"
    ROLE = "role"
    ANONYMOUS = "anonymous"
    PRIVATE = "private"


class Offer(StrEnum):
    """Whether *anonymous* can be offered in this room."""

    FREE = "free"
    WARNED = "warned"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The smallest numbers that hide a person. A Board may raise them, never lower (promise A3)."""

    label: int = 3
    anonymous: int = 8
    anonymous_floor: int = 5
    poll: int = 5
    batch_texts: int = 3
    batch_seats: int = 3
    batch_texts_after_restart: int = 5

    def raised(self, **wanted: int) -> Thresholds:
        """These thresholds with each wanted number where it is higher; lower ones are ignored."""
        higher = {name: max(number, getattr(self, name)) for name, number in wanted.items()}
        return Thresholds(**{**{name: getattr(self, name) for name in self.__slots__}, **higher})


def chain(
    author: Person, present: Sequence[Person], agencies: Mapping[str, Agency], least: int = 3
) -> list[str]:
    """The labels that at least `least` of those present share with the author, narrowest first.

    Args:
        author: whose words it is; not kept.
        present: the case group in the room, the author among them.
        agencies: by abbreviation.
        least: how many must share a label (promise A3; 3 or more).

    Returns:
        Role in team, role, agency, sector, as far as each hides the author; always ends with "A participant".
    """
    steps = _steps(author, agencies)
    return [label for label, shares in steps if _hides([p for p in present if shares(p)], least)] + [
        PARTICIPANT
    ]


def settle(
    labels: Sequence[str], present: Sequence[Person], agencies: Mapping[str, Agency], least: int = 3
) -> str:
    """The first label of a stored chain that still hides among those present at the reveal."""
    held = _holders(present, agencies)
    for label in labels:
        if label == PARTICIPANT or _hides(held.get(label, []), least):
            return label
    return PARTICIPANT


def offer_of_anonymous(could_have_written: int, thresholds: Thresholds) -> Offer:
    """Free from 8, warned at 5-7, off below 5 (promise A3)."""
    if could_have_written < thresholds.anonymous_floor:
        return Offer.OFF
    return Offer.FREE if could_have_written >= thresholds.anonymous else Offer.WARNED


def _labels_of(person: Person, agencies: Mapping[str, Agency]) -> Iterator[str]:
    agency = agencies.get(person.agency)
    if person.role and person.team and person.team != person.agency:
        yield f"{person.role}, {person.team}"
    if person.role:
        yield person.role
    if agency is not None:
        yield agency.short_label
        yield agency.sector_label


def _steps(author: Person, agencies: Mapping[str, Agency]) -> Iterator[tuple[str, _Shares]]:
    seen: set[str] = set()
    for label in _labels_of(author, agencies):
        if label not in seen:
            seen.add(label)
            yield label, _Shares(label, agencies)


class _Shares:
    """Does a person carry this label?"""

    def __init__(self, label: str, agencies: Mapping[str, Agency]) -> None:
        self.label, self.agencies = label, agencies

    def __call__(self, person: Person) -> bool:
        return self.label in _labels_of(person, self.agencies)


def _holders(present: Iterable[Person], agencies: Mapping[str, Agency]) -> dict[str, list[Person]]:
    held: dict[str, list[Person]] = {}
    for person in present:
        for label in set(_labels_of(person, agencies)):
            held.setdefault(label, []).append(person)
    return held


def _hides(sharers: Sequence[Person], least: int) -> bool:
    here = {person.id for person in sharers}
    if len(here) < least:
        return False
    bosses = {person.reports_to for person in sharers if person.reports_to}
    return not any(_all_report_to(boss, sharers) for boss in bosses | here)


def _all_report_to(boss: str, sharers: Sequence[Person]) -> bool:
    others = [person for person in sharers if person.id != boss]
    return bool(others) and all(person.reports_to == boss for person in others)
