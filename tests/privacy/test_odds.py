"""The judge itself: what chance gives, and that it is told from knowledge."""

from __future__ import annotations

import random
from itertools import permutations
from statistics import mean, pvariance

from hypothesis import given
from hypothesis import strategies as st

from tests.privacy.adversary.odds import Tally, compared, corrected, merged, ranks, tally

SIZE = 12
few = st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=4, max_size=4)


@given(few)
def test_mean_and_variance_are_those_of_all_ways_to_pair(scores: list[list[int]]) -> None:
    ways = [sum(scores[item][seat] for item, seat in enumerate(way)) for way in permutations(range(4))]
    found = tally(scores, (0, 1, 2, 3))
    if found.variance:
        assert abs(found.expected - mean(ways)) < 1e-9
        assert abs(found.variance - pvariance(ways)) < 1e-9
    else:
        assert len(set(ways)) == 1


@given(
    st.lists(st.integers(0, 5), min_size=4, max_size=4), st.lists(st.integers(0, 5), min_size=4, max_size=4)
)
def test_ranks_are_held_against_each_other_like_any_scores(a: list[int], b: list[int]) -> None:
    items, seats = ranks(a), ranks(b)
    one, other = compared(items, seats), tally([[x * y for y in seats] for x in items], (0, 1, 2, 3))
    assert abs(one.found - other.found) < 1e-9 and abs(one.variance - other.variance) < 1e-9


def test_chance_is_seldom_surprising() -> None:
    drawn = random.Random(7)

    def guess() -> float:
        total = Tally()
        for _ in range(50):
            numbers = [drawn.random() for _ in range(SIZE)]
            total.add(compared(ranks(numbers), ranks([drawn.random() for _ in range(SIZE)])))
        return total.p

    found = sorted(guess() for _ in range(400))
    assert found[4] > 0.001 and 0.3 < found[200] < 0.7


def test_knowledge_is_surprising_in_either_direction_and_after_correction() -> None:
    order = [float(n) for n in range(SIZE)]
    known = {
        "forwards": compared(ranks(order), ranks(order)),
        "backwards": compared(ranks(order), ranks(order[::-1])),
    }
    noise = {
        f"noise {n}": compared(ranks(order), ranks(random.Random(n).sample(order, SIZE))) for n in range(99)
    }
    told = corrected(merged([{**known, **noise}] * 5))
    assert list(told)[:2] == ["forwards", "backwards"] and told["backwards"] < 0.001
    assert corrected({"said nothing": Tally()}) == {}


def test_a_single_lucky_hit_proves_nothing() -> None:
    scores = [[0.0] * SIZE for _ in range(SIZE)]
    scores[3][5] = 1.0
    truth = [*range(3), 5, 3, 4, *range(6, SIZE)]
    assert tally(scores, truth).p > 0.05


def test_equals_share_their_place() -> None:
    assert ranks([5, 1, 5]) == [0.5, -1.0, 0.5]
