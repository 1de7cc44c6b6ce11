"""What others see of who spoke, and when a label would say too much (promise A3).

The tests are on the people present, never on texts. A label needs three who would be shown with it; it is left
out when everyone who shares it, apart from a manager present, reports to that one manager; and whoever's own line
manager is in the room is only "A participant".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sessions.people import Agency, Person

PARTICIPANT = "A participant"
_LEVELS = 4


class Mode(StrEnum):
    """How a contribution is shown (domain.md section 5)."""

    NAMED = "named"
    ROLE = "role"
    ANONYMOUS = "anonymous"
    PRIVATE = "private"
    # The author's name is locked away for two people together; never called anonymous.
    SEALED = "sealed"


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


@dataclass(frozen=True)
class Present:
    """Who is in the room, as far as labels count them: build it with `gathered`.

    Args:
        people: those present who could have written it (promise A3).
        agencies: by abbreviation.
        least: how many must share a label (3 or more).
        here: ids of everyone in the room whatever their part: a manager may sit with the review team.
    """

    people: Sequence[Person]
    agencies: Mapping[str, Agency]
    least: int
    here: frozenset[str]

    def is_watched(self, person: Person) -> bool:
        """Is this person's line manager in the room?"""
        return bool(person.reports_to) and person.reports_to in self.here

    def labels_of(self, person: Person) -> list[str]:
        """All that could be said of a person, narrowest first, whether or not it would hide them."""
        return list(dict.fromkeys(label for label in _steps(person, self.agencies) if label))

    @cached_property
    def shown(self) -> dict[str, str]:
        """The label that each person present would be shown with now, by the person's id.

        A label hides among those who would be shown with just this label, not among all who might claim it: of
        three from the surgery and one other from health, "Health practitioner" could only be the fourth.
        """
        people = {person.id: person for person in self.people}.values()
        carried: dict[str, str] = {}
        for level in range(_LEVELS):
            free = [p for p in people if p.id not in carried and not self.is_watched(p)]
            for label, group in self._groups(free, level).items():
                if _hides(group, self.least):
                    carried |= {person.id: label for person in group}
        return self._with_companions({person.id: carried.get(person.id, PARTICIPANT) for person in people})

    @cached_property
    def colleagues(self) -> Counter[str]:
        """How many of each agency are present."""
        return Counter(person.agency for person in self.people)

    @cached_property
    def hiding(self) -> frozenset[str]:
        """The labels that enough of those present could claim, so that they may stand in a chain (promise A3)."""
        free = [person for person in self.people if not self.is_watched(person)]
        groups = [self._groups(free, level) for level in range(_LEVELS)]
        return frozenset(
            label for group in groups for label, held in group.items() if _hides(held, self.least)
        )

    def _groups(self, people: Iterable[Person], level: int) -> dict[str, list[Person]]:
        groups: dict[str, list[Person]] = {}
        for person in people:
            label = _steps(person, self.agencies)[level]
            if label:
                groups.setdefault(label, []).append(person)
        return groups

    def _with_companions(self, carried: dict[str, str]) -> dict[str, str]:
        """Where only one or two would be "A participant", the smallest other group joins them."""
        count = Counter(carried.values())
        while 0 < count[PARTICIPANT] < self.least and len(count) > 1:
            label = min((size, label) for label, size in count.items() if label != PARTICIPANT)[1]
            count[PARTICIPANT] += count.pop(label)
            carried = {key: PARTICIPANT if held == label else held for key, held in carried.items()}
        return carried


def gathered(
    people: Sequence[Person], agencies: Mapping[str, Agency], least: int = 3, others: Iterable[str] = ()
) -> Present:
    """Those present who could write, with the ids of `others` who are in the room too."""
    return Present(people, agencies, least, frozenset(others) | {person.id for person in people})


def chain(author: Person, present: Present) -> list[str]:
    """The labels that hide the author among those present, narrowest first; the first is the one shown now.

    Nobody whose line manager is in the room gets more than "A participant": the manager knows their own
    people, and the rest of a label's people may send nothing (decision 27).

    Args:
        author: whose words it is, among those present; not kept.
        present: who is in the room.

    Returns:
        Role in team, role, agency, sector, as far as each hides the author; always ends with "A participant".
    """
    shown = present.shown.get(author.id, PARTICIPANT)
    if shown == PARTICIPANT:
        return [PARTICIPANT]
    own = present.labels_of(author)
    wider = [label for label in own[own.index(shown) + 1 :] if label in present.hiding]
    return [shown, *wider, PARTICIPANT]


def no_narrower(labels: Sequence[str], promised: str, own: Sequence[str]) -> list[str]:
    """What is left of a chain when its author was told that they would be shown as `promised`.

    The room may have changed since: what was promised may become wider, never narrower.

    Args:
        labels: the chain as the room stands now.
        promised: the label that stood beside Send; "" or an unknown one promises nothing.
        own: all that could be said of the author, narrowest first.
    """
    ladder = [*own, PARTICIPANT]
    if promised not in ladder:
        return list(labels)
    return [label for label in labels if ladder.index(label) >= ladder.index(promised)]


def watched_labels(present: Present, people: Iterable[Person]) -> set[str]:
    """What could be said of those of some people whose line manager is in the room."""
    watched = [person for person in people if present.is_watched(person)]
    return {label for person in watched for label in present.labels_of(person)}


def settle(labels: Sequence[str], present: Present, spoiled: Collection[str] = ()) -> str:
    """The first label of a stored chain that still hides among those present at the reveal.

    Args:
        labels: the chain as it was stored.
        present: who is in the room now.
        spoiled: labels shared by people whose manager came in after they could have written.
    """
    shown = set(present.shown.values()) - set(spoiled)
    return next((label for label in labels if label in shown), PARTICIPANT)


def offer_of_anonymous(could_have_written: int, thresholds: Thresholds) -> Offer:
    """Free from 8, warned at 5-7, off below 5 (promise A3)."""
    if could_have_written < thresholds.anonymous_floor:
        return Offer.OFF
    return Offer.FREE if could_have_written >= thresholds.anonymous else Offer.WARNED


def _steps(person: Person, agencies: Mapping[str, Agency]) -> tuple[str, ...]:
    """Role in team, role, agency, sector; "" where there is none."""
    agency = agencies.get(person.agency)
    team = person.team if person.team != person.agency else ""
    role = (f"{person.role}, {team}" if team and person.role else "", person.role)
    return (*role, agency.short_label, agency.sector_label) if agency else (*role, "", "")


def _hides(sharers: Sequence[Person], least: int) -> bool:
    here = {person.id for person in sharers}
    if len(here) < least:
        return False
    bosses = {person.reports_to for person in sharers if person.reports_to}
    return not any(_all_report_to(boss, sharers) for boss in bosses)


def _all_report_to(boss: str, sharers: Sequence[Person]) -> bool:
    others = [person for person in sharers if person.id != boss]
    return bool(others) and all(person.reports_to == boss for person in others)
