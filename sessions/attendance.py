"""Who was there, as a record may say it: by group and agency, small numbers blurred, names never.

The lead counts; from here on there are only numbers (design.md section 12, promise R3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sessions.people import Person, Role, Seat

FEW, MORE = "1 or 2", "3 or more"
SMALLEST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Attendance:
    """Plain numbers about one meeting.

    `present`: group ("case_group", "review_team", ...) -> agency abbreviation -> people. `absent`: agency ->
    people of the case group who were invited and did not come. `accepted`: who accepted the ground rules.
    """

    present: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    absent: Mapping[str, int] = field(default_factory=dict)
    accepted: int = 0


def count(seats: Iterable[Seat], invited: Iterable[Person]) -> Attendance:
    """Numbers from a meeting's seats and its invited list; whoever came counts, also if they left early."""
    came = [seat for seat in seats if seat.admitted and seat.role is not Role.SCREEN]
    seen = {seat.person.id for seat in came if seat.person}
    missing = Counter(p.agency for p in invited if p.group is Role.CASE_GROUP and p.id not in seen)
    groups = {str(seat.role) for seat in came}
    return Attendance(
        present={group: _by_agency(seat for seat in came if seat.role == group) for group in sorted(groups)},
        absent=dict(missing),
        accepted=sum(bool(seat.accepted) and seat.role is Role.CASE_GROUP for seat in came),
    )


def blurred(number: int) -> str:
    """ "none", "1 or 2" or "3 or more"."""
    if number <= 0:
        return "none"
    return FEW if number < SMALLEST_SHOWN else MORE


def whole(number: int) -> str:
    """A number of the whole group: exact from three, blurred below."""
    return str(number) if number >= SMALLEST_SHOWN else blurred(number)


def gives_away(agencies: Mapping[str, int]) -> bool:
    """Do the whole and the blurred words together tell one agency's number? Then agencies are left out."""
    numbers = [number for number in agencies.values() if number > 0]
    total = sum(numbers)
    ranges = [(1, 2) if number < SMALLEST_SHOWN else (SMALLEST_SHOWN, total) for number in numbers]
    least, most = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    return any(max(low, total - most + high) == min(high, total - least + low) for low, high in ranges)


def _by_agency(seats: Iterable[Seat]) -> dict[str, int]:
    return dict(Counter(seat.person.agency if seat.person else "" for seat in seats))
