"""Labels and thresholds (promise A3): the tests are on people present, never on texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.labels import (
    PARTICIPANT,
    Offer,
    Present,
    Thresholds,
    chain,
    gathered,
    offer_of_anonymous,
    settle,
)
from sessions.people import Person
from tests.sessions.cast import AGENCIES, CASE_GROUP, HOUSING, NURSES, SURGERY, person

PHARMACISTS = [person(f"p{n}", "GP", "Practice pharmacist") for n in range(2)]
CARERS = [person(f"c{n}", "LHC", "Care worker") for n in range(3)]
BOSSES = [person("b1", "DN", "Team lead"), person("b2", "GP", "Practice manager")]


def room(*people: Person, others: Sequence[str] = (), least: int = 3) -> Present:
    """These people are in the room."""
    return gathered(people, AGENCIES, least, others)


def test_A3_a_label_needs_three_who_share_it_narrowest_first() -> None:
    assert chain(NURSES[0], room(*NURSES, *SURGERY))[:2] == ["District nurse, East", "District nurse"]


def test_A3_a_role_held_by_one_widens_to_the_agency_that_three_share() -> None:
    assert chain(SURGERY[2], room(*NURSES, *SURGERY))[0] == "Surgery"


def test_A3_two_from_an_agency_are_only_participants() -> None:
    assert chain(HOUSING[0], room(*CASE_GROUP, *CARERS)) == [PARTICIPANT]


def test_A3_a_wider_label_does_not_count_those_who_carry_a_narrower_one() -> None:
    visitor = person("a1", "ASC", "Social worker")
    alone = replace(visitor, agency="DN", role="Healthcare assistant")
    labels = chain(alone, room(*NURSES, *SURGERY, *CARERS, alone))
    assert labels == [PARTICIPANT], (
        "seven share 'Health practitioner', but six of them would not be shown with it"
    )


def test_A3_one_or_two_participants_are_joined_by_the_smallest_group() -> None:
    people = [*NURSES, *SURGERY, person("g4", "GP", "Nurse"), *HOUSING]
    labels = {who.id: chain(who, room(*people))[0] for who in people}
    assert labels["h1"] == labels["n0"] == PARTICIPANT and labels["g3"] == "Surgery"


def test_A3_a_label_is_left_out_when_all_who_share_it_report_to_one_manager() -> None:
    boss = person("b", "DN", "Team lead")
    staff = [replace(nurse, reports_to="b") for nurse in NURSES]
    assert chain(staff[0], room(*staff, boss, *SURGERY)) == [PARTICIPANT]


def test_A3_a_manager_who_stayed_away_still_hides_nobody() -> None:
    staff = [replace(nurse, reports_to="away") for nurse in NURSES]
    assert chain(staff[0], room(*staff)) == [PARTICIPANT]


def test_A3_whoever_has_their_manager_in_the_room_is_only_a_participant_even_from_the_review_team() -> None:
    staff = [replace(NURSES[0], reports_to="boss"), *NURSES[1:], person("n3", "DN", "District nurse", "East")]
    assert chain(staff[0], room(*staff, *SURGERY))[0] == "District nurse, East"
    assert chain(staff[0], room(*staff, *SURGERY, others=["boss"])) == [PARTICIPANT]


def test_A3_at_the_reveal_the_first_label_that_still_has_three_is_taken() -> None:
    labels = chain(NURSES[0], room(*NURSES, *SURGERY))
    aide = person("x", "DN", "Healthcare assistant")
    fewer = room(NURSES[0], NURSES[1], aide, *SURGERY)
    assert settle(labels, fewer) == "Community nursing"


def test_A3_when_people_left_only_a_participant_remains() -> None:
    assert settle(chain(NURSES[0], room(*NURSES)), room(NURSES[0], *HOUSING)) == PARTICIPANT


def test_A3_a_label_whose_people_got_their_manager_into_the_room_since_is_not_taken() -> None:
    present = room(*NURSES, *SURGERY)
    labels = chain(NURSES[0], present)
    assert settle(labels, present, spoiled=labels[:1]) != labels[0]


@pytest.mark.parametrize(
    ("present", "offer"), [(4, Offer.OFF), (5, Offer.WARNED), (7, Offer.WARNED), (8, Offer.FREE)]
)
def test_A3_anonymous_is_off_below_five_and_warned_below_eight(present: int, offer: Offer) -> None:
    assert offer_of_anonymous(present, Thresholds()) is offer


def test_A3_a_board_may_raise_a_threshold_and_never_lower_it() -> None:
    assert Thresholds().raised(label=5).label == 5
    assert Thresholds().raised(label=2, anonymous=1) == Thresholds()


MANAGED = [
    replace(who, reports_to=boss.id)
    for who, boss in zip((*NURSES[:2], *SURGERY[:2]), BOSSES * 2, strict=True)
]
EVERYBODY = [*CASE_GROUP, *PHARMACISTS, *CARERS, *BOSSES, *(replace(who, id=f"m{who.id}") for who in MANAGED)]
ROOMS = st.lists(st.sampled_from(EVERYBODY), min_size=1, unique_by=lambda who: who.id)


@given(ROOMS, ROOMS)
def test_A3_no_label_ever_stands_for_fewer_than_three_who_would_be_shown_with_it(
    before: list[Person], later: list[Person]
) -> None:
    labels = settle(chain(before[0], room(*before)), room(*later))
    sharers = {who.id for who in later if chain(who, room(*later))[0] == labels}
    assert labels == PARTICIPANT or len(sharers) >= 3


@given(ROOMS)
def test_A3_whatever_a_room_writes_no_label_is_only_staff_of_a_manager_who_is_there(
    people: list[Person],
) -> None:
    here = {who.id for who in people}
    for who in people:
        if who.reports_to in here:
            assert chain(who, room(*people)) == [PARTICIPANT]
    shown = [chain(who, room(*people))[0] for who in people]
    assert len(people) < 3 or all(shown.count(label) >= 3 for label in shown), (
        "'A participant' hides three too"
    )
