"""Small numbers of the case group are blurred, and nothing beside them undoes the blur."""

from __future__ import annotations

from itertools import product

import pytest

from sessions.attendance import Attendance, blurred, count, gives_away
from sessions.meeting import Review
from sessions.people import Agency, Person, Role, Seat
from tests.exports.record import frozen

AGENCIES = tuple(Agency(code, f"Agency {code}", code, "Health", "Health") for code in ("A", "B", "C"))
REVIEW = Review("r", agencies=AGENCIES)


def told(attendance: Attendance, part: str = "attendance") -> list[tuple[object, ...]]:
    items = frozen(review=REVIEW, attendance=attendance).items(part)
    return [tuple(value for key, value in item.items() if key != "kind") for item in items]


@pytest.mark.parametrize(("number", "said"), [(0, "none"), (1, "1 or 2"), (2, "1 or 2"), (3, "3 or more")])
def test_R3_small_numbers_are_blurred(number: int, said: str) -> None:
    assert blurred(number) == said


def test_R3_the_whole_is_told_and_agencies_only_in_words() -> None:
    assert told(Attendance(present={"case_group": {"A": 5, "B": 2, "C": 4}})) == [
        ("case_group", None, "11"),
        ("case_group", "A", "3 or more"),
        ("case_group", "B", "1 or 2"),
        ("case_group", "C", "3 or more"),
    ]


def test_R3_the_review_team_is_not_hidden() -> None:
    assert told(Attendance(present={"review_team": {"A": 1, "B": 2}})) == [
        ("review_team", None, "3"),
        ("review_team", "A", "1"),
        ("review_team", "B", "2"),
    ]


@pytest.mark.parametrize(
    "agencies", [{"A": 1}, {"A": 1, "B": 1}, {"A": 2, "B": 2}, {"A": 7}, {"A": 3, "B": 3}, {"A": 3, "B": 1}]
)
def test_R3_agencies_are_left_out_where_whole_and_words_give_a_number_away(agencies: dict[str, int]) -> None:
    lines = told(Attendance(present={"case_group": agencies}))
    assert [line[1] for line in lines] == [None]


def test_R3_the_check_of_what_gives_a_number_away_is_exact() -> None:
    for numbers in product(range(1, 6), repeat=3):
        agencies = dict(zip("ABC", numbers, strict=True))
        possible = [
            other
            for other in product(range(1, 16), repeat=3)
            if sum(other) == sum(numbers)
            and all(blurred(a) == blurred(b) for a, b in zip(other, numbers, strict=True))
        ]
        certain = any(len({other[place] for other in possible}) == 1 for place in range(3))
        assert gives_away(agencies) == certain, numbers


def test_R3_missing_people_are_told_by_agency_and_blurred() -> None:
    present = {"case_group": {"A": 5, "C": 2}}
    assert told(Attendance(present=present, absent={"A": 1, "B": 4}), "method_limits") == [
        ("A", "1 or 2", False),
        ("B", "3 or more", True),
    ]


def test_R3_who_came_is_not_told_by_the_list_of_who_did_not() -> None:
    one_each = Attendance(present={"case_group": {"A": 1, "B": 1}}, absent={"A": 1})
    assert told(one_each, "method_limits") == [("A", "1 or 2", None)]


def test_R3_counting_takes_numbers_and_leaves_the_names() -> None:
    ada, ben, cleo, dov = (Person(name, name, "A", "Nurse") for name in ("Ada", "Ben", "Cleo", "Dov"))
    eve = Person("Eve", "Eve", "B", "Chair", group=Role.REVIEW_TEAM)
    seats = [
        Seat("1", "m", Role.CASE_GROUP, ada, admitted=True, accepted="1"),
        Seat("2", "m", Role.CASE_GROUP, ben, admitted=True, left=True),
        Seat("3", "m", Role.CASE_GROUP, cleo),
        Seat("4", "m", Role.REVIEW_TEAM, eve, admitted=True, accepted="1"),
        Seat("5", "m", Role.SCREEN, admitted=True),
        Seat("6", "m", Role.FACILITATOR, admitted=True),
    ]
    assert count(seats, [ada, ben, cleo, dov, eve]) == Attendance(
        present={"case_group": {"A": 2}, "facilitator": {"": 1}, "review_team": {"B": 1}},
        absent={"A": 2},
        accepted=1,
    )
