"""What a ballot tells, and what it never does (promise A7, rules M24 to M26)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.ballots import (
    CLOSED,
    OPEN,
    POLL,
    PRIORITIES,
    SAME,
    TOO_FEW,
    USUAL,
    Answer,
    AskedAlready,
    BallotClosed,
    NotAnAnswer,
    NothingToChoose,
    TooFewToAsk,
    TooManyChosen,
    banded,
    check_ask,
    checked,
    counted,
    groups_of,
    marked,
    tallied,
)
from sessions.contents import Ballot, Contents, Perspective
from sessions.labels import Thresholds

RULES = Thresholds()
OPTIONS = ("factors/a", "factors/b", "good_practice/c")
PRIORITY = Ballot("000001", PRIORITIES, limit=2, options=OPTIONS)
USUAL_POLL = Ballot("000002", POLL, options=USUAL)

votes = st.lists(st.sampled_from(USUAL), max_size=30)
labelled = st.lists(
    st.tuples(st.sampled_from(["", "Health", "Housing"]), st.sampled_from(USUAL)), max_size=40
)


def said(*ids: str) -> Contents:
    return Contents(perspectives=tuple(Perspective(id=key, text=key, mode="role", label="x") for key in ids))


def poll(*answers: str) -> dict[str, object]:
    given_ones = [Answer((answer,)) for answer in answers]
    return tallied(USUAL_POLL, given_ones, Contents(), here=12, thresholds=RULES)


@pytest.mark.parametrize("here", range(5))
def test_M24_nothing_is_asked_of_fewer_than_five(here: int) -> None:
    with pytest.raises(TooFewToAsk):
        check_ask(USUAL_POLL, [], here, RULES)
    check_ask(USUAL_POLL, [], 5, RULES)


def test_M24_a_board_may_raise_the_number_that_a_poll_needs() -> None:
    with pytest.raises(TooFewToAsk):
        check_ask(USUAL_POLL, [], 7, RULES.raised(poll=8))


def test_M24_one_question_of_a_kind_at_a_time_and_something_to_choose() -> None:
    with pytest.raises(AskedAlready):
        check_ask(USUAL_POLL, [Ballot("x", POLL, state=OPEN)], 9, RULES)
    check_ask(USUAL_POLL, [Ballot("x", POLL, state=CLOSED), Ballot("y", PRIORITIES)], 9, RULES)
    with pytest.raises(NothingToChoose):
        check_ask(Ballot("x", PRIORITIES, options=OPTIONS[:1]), [], 9, RULES)


def test_M24_an_answer_is_one_of_the_options_and_no_more_than_the_limit() -> None:
    assert checked(PRIORITY, ["factors/b", "factors/b", "factors/a"]) == ("factors/b", "factors/a")
    assert checked(PRIORITY, []) == ()
    for chosen, refusal in ((OPTIONS, TooManyChosen), (["factors/z"], NotAnAnswer)):
        with pytest.raises(refusal):
            checked(PRIORITY, chosen)
    with pytest.raises(TooManyChosen):
        checked(USUAL_POLL, ["usual", "once"])
    with pytest.raises(BallotClosed):
        checked(Ballot("x", POLL, options=USUAL, state=CLOSED), ["usual"])


def test_M26_same_for_me_is_said_of_what_is_on_the_board_and_was_not_counted_before() -> None:
    ballot = Ballot("000003", SAME)
    item = "a" * 64
    assert checked(ballot, [item], [item]) == (marked(item),)
    with pytest.raises(NotAnAnswer):
        checked(ballot, ["b" * 64], [item])


@given(votes)
def test_M25_no_poll_of_fewer_than_five_answers_is_told_and_no_cell_below_three(answers: list[str]) -> None:
    told = poll(*answers)
    if len(answers) < RULES.poll:
        assert told == {"state": TOO_FEW, "results": [], "groups": []}
        return
    count = Counter(answers)
    for option, band in told["results"]:  # type: ignore[attr-defined]
        assert (band == "few") == (count[option] < 3)
        # "all" is never told from "all but one or two": else everybody's own answer would be known.
        assert (band == "nearly all") == (count[option] >= 3 and len(answers) - count[option] < 3)


def test_M25_a_unanimous_poll_reads_like_one_with_two_others() -> None:
    assert poll(*["usual"] * 9)["results"] == poll(*["usual"] * 7, "once", "unsure")["results"]


@given(labelled)
def test_M25_no_group_below_five_or_of_one_mind_is_told_nor_what_is_left_beside_it(
    answers: list[tuple[str, str]],
) -> None:
    for label, _ in groups_of(answers, USUAL):
        for part in (
            [one for own, one in answers if own == label],
            [one for own, one in answers if own != label],
        ):
            assert len(part) >= 5 and len(part) - max(Counter(part).values()) >= 3, (label, part)
        assert label


def test_M25_a_mixed_group_beside_a_mixed_rest_is_told() -> None:
    mixed = [("Health", one) for one in ["usual"] * 4 + ["once"] * 4]
    rest = [("", one) for one in ["usual"] * 3 + ["sometimes"] * 3]
    assert groups_of(mixed + rest, USUAL) == [
        ["Health", [["usual", "half"], ["sometimes", "few"], ["once", "half"], ["unsure", "few"]]]
    ]
    assert groups_of(mixed, USUAL) == [], "the group would be everybody"


@given(st.integers(0, 40), st.integers(0, 40))
def test_M25_a_number_as_it_is_told_never_gives_one_or_two_people_away(number: int, others: int) -> None:
    told = counted(number, number + others)
    if number in (1, 2):
        assert told == "<3"
    if number >= 3 and others < 3 and told != "nearly all":
        assert number <= 0.6 * (number + others)
    assert banded(number, number + others) in ("few", "some", "half", "most", "nearly all")


def test_M25_priorities_come_most_first_and_what_is_told_alike_stays_in_the_order_of_the_board() -> None:
    answers = [Answer(("good_practice/c",))] * 5 + [Answer(("factors/b",))] * 2 + [Answer(("factors/a",))]
    told = tallied(PRIORITY, answers, Contents(), 12, RULES)
    assert told["results"] == [["good_practice/c", "5"], ["factors/a", "<3"], ["factors/b", "<3"]]


def test_M25_the_order_of_small_numbers_tells_nothing() -> None:
    def results(*twos: int) -> object:
        few = [Answer((option,)) for option, many in zip(OPTIONS[1:], twos, strict=True) for _ in range(many)]
        return tallied(PRIORITY, [*few, *[Answer((OPTIONS[0],))] * 5], Contents(), 12, RULES)["results"]

    assert results(1, 2) == results(2, 1) == results(2, 2)


def test_M26_same_for_me_is_told_as_none_one_or_two_or_the_number() -> None:
    ids = [letter * 64 for letter in "abcd"]
    marks = {"a": 0, "b": 1, "c": 2, "d": 5}
    answers = [
        Answer(tuple(marked(key) for key in ids if marks[key[0]] > person))
        for person in range(max(marks.values()))
    ]
    told = tallied(Ballot("000004", SAME), answers, said(*ids), 12, RULES)
    assert dict(told["results"]) == dict(zip(ids, ["0", "<3", "<3", "5"], strict=True))


def test_M26_what_was_counted_before_is_not_counted_anew() -> None:
    board = said("a" * 64, "b" * 64)
    earlier = Ballot("000005", SAME, state=CLOSED, results=(("a" * 64, "4"),))
    board = Contents(perspectives=board.perspectives, ballots=(earlier,))
    told = tallied(Ballot("000006", SAME), [], board, 12, RULES)
    assert [item for item, _ in told["results"]] == ["b" * 64]
