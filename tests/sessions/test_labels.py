"""Labels and thresholds (promise A3): the tests are on people present, never on texts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.labels import PARTICIPANT, Offer, Thresholds, chain, offer_of_anonymous, settle
from tests.sessions.cast import AGENCIES, CASE_GROUP, HOUSING, NURSES, SURGERY, person


def test_A3_a_label_needs_three_who_share_it_narrowest_first() -> None:
    assert chain(NURSES[0], CASE_GROUP, AGENCIES)[:2] == ["District nurse, East", "District nurse"]


def test_A3_a_role_held_by_one_widens_to_the_agency_that_three_share() -> None:
    assert chain(SURGERY[2], CASE_GROUP, AGENCIES)[0] == "Surgery"


def test_A3_two_from_an_agency_are_only_participants() -> None:
    assert chain(HOUSING[0], CASE_GROUP, AGENCIES) == [PARTICIPANT]


def test_A3_a_label_is_left_out_when_all_who_share_it_report_to_one_manager() -> None:
    boss = person("b", "DN", "Team lead")
    staff = [replace(nurse, reports_to="b") for nurse in NURSES]
    labels = chain(staff[0], [*staff, boss, *SURGERY], AGENCIES)
    assert "District nurse" not in labels and "Community nursing" not in labels
    assert labels[0] == "Health practitioner"


def test_A3_a_manager_who_stayed_away_still_hides_nobody() -> None:
    staff = [replace(nurse, reports_to="away") for nurse in NURSES]
    assert chain(staff[0], staff, AGENCIES) == [PARTICIPANT]


def test_A3_at_the_reveal_the_first_label_that_still_has_three_is_taken() -> None:
    labels = chain(NURSES[0], CASE_GROUP, AGENCIES)
    fewer = [NURSES[0], NURSES[1], *SURGERY]
    assert settle(labels, fewer, AGENCIES) == "Health practitioner"


def test_A3_when_people_left_only_a_participant_remains() -> None:
    assert settle(chain(NURSES[0], CASE_GROUP, AGENCIES), [NURSES[0], *HOUSING], AGENCIES) == PARTICIPANT


@pytest.mark.parametrize(
    ("present", "offer"), [(4, Offer.OFF), (5, Offer.WARNED), (7, Offer.WARNED), (8, Offer.FREE)]
)
def test_A3_anonymous_is_off_below_five_and_warned_below_eight(present: int, offer: Offer) -> None:
    assert offer_of_anonymous(present, Thresholds()) is offer


def test_A3_a_board_may_raise_a_threshold_and_never_lower_it() -> None:
    assert Thresholds().raised(label=5).label == 5
    assert Thresholds().raised(label=2, anonymous=1) == Thresholds()


@given(st.lists(st.sampled_from(CASE_GROUP), min_size=1, unique=True), st.lists(st.sampled_from(CASE_GROUP)))
def test_A3_no_label_ever_names_fewer_than_three(present: list, later: list) -> None:  # type: ignore[type-arg]
    author = present[0]
    shown = settle(chain(author, present, AGENCIES), later, AGENCIES)
    sharers = {p.id for p in later if shown in chain(p, later, AGENCIES)}
    assert shown == PARTICIPANT or len(sharers) >= 3
