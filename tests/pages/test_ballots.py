"""Asking the room over the pages: polls, priorities and "same for me" (promise A7, rules M24 to M26)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import html

from tests.pages.hall import ROUND_1, Hall, form_token
from tests.pages.visitor import Visitor

CHOSEN = ("usual", "usual", "usual", "usual", "once", "once", "once", "sometimes")


def asks(hall: Hall, **fields: Any) -> str:
    """The facilitator asks; the ballot's id."""
    assert hall.tap("ballots", **fields).status_code == 303
    (ballot,) = [one.id for one in hall.board().ballots if one.state == "open" and one.kind == fields["kind"]]
    return str(ballot)


def answers(hall: Hall, number: int, ballot: str, *chosen: str) -> Any:
    """One practitioner answers with the page's form."""
    visitor = hall.practitioners[number]
    token = form_token(visitor.get(f"{hall.path}/ballots"))
    (asked,) = [one.options for one in hall.board().ballots if one.id == ballot]
    sent = [f"{asked.index(option):02}" for option in chosen]
    return visitor._ask("POST", f"{hall.path}/ballots/{ballot}", data={"form": token, "chosen": sent})


def marks(hall: Hall, number: int, ballot: str, item: str, on: str = "1") -> Any:
    """One practitioner says "same for me", as the phone's script does."""
    visitor = hall.practitioners[number]
    token = form_token(visitor.get(f"{hall.path}/board"))
    fields, headers = {"form": token, "item": item, "on": on}, {"accept": "application/json"}
    return visitor._ask("POST", f"{hall.path}/ballots/{ballot}/mark", data=fields, headers=headers)


def told(hall: Hall, ballot: str) -> dict[str, str]:
    (found,) = [one for one in hall.board().ballots if one.id == ballot]
    return dict(found.results)


def words_of(answer: Any) -> str:
    return " ".join(" ".join(html.fromstring(answer.text).itertext()).split())


@pytest.fixture
def asked(hall: Hall) -> str:
    """A poll about episode 3, which everyone looks at."""
    hall.tap("focus", kind="episode", id="KPE3")
    return asks(hall, kind="poll")


def test_M24_the_case_group_answers_a_poll_and_sees_the_result_when_it_is_closed(
    hall: Hall, asked: str
) -> None:
    for number, chosen in enumerate(CHOSEN):
        answer = answers(hall, number, asked, chosen)
        assert answer.status_code == 303, answer.text
    page = hall.practitioners[0].get(f"{hall.path}/ballots")
    assert "How usual is this?" in page.text and "Episode 3" in page.text
    assert html.fromstring(page.text).xpath("//input[@checked]/@value") == ["00"]
    assert told(hall, asked) == {}, "nothing is counted before it closes"
    assert hall.tap("ballots/count", ballot=asked).status_code == 303
    assert told(hall, asked) == {"usual": "half", "sometimes": "few", "once": "some", "unsure": "few"}
    for visitor in (hall.practitioners[9], hall.facilitator):
        path = hall.path if visitor is hall.facilitator else f"{hall.path}/ballots"
        assert "This is how it usually goes about half" in words_of(visitor.get(path))
    assert answers(hall, 9, asked, "usual").status_code == 409, "closed"


def test_M24_an_answer_can_be_changed_and_taken_back_until_it_is_closed(hall: Hall, asked: str) -> None:
    for number in range(6):
        answers(hall, number, asked, "usual")
    for number in range(4):
        answers(hall, number, asked, "once")
    answers(hall, 5, asked)
    hall.tap("ballots/count", ballot=asked)
    assert told(hall, asked) == {"usual": "few", "sometimes": "few", "once": "nearly all", "unsure": "few"}


def test_M25_of_four_answers_nothing_is_told(hall: Hall, asked: str) -> None:
    for number in range(4):
        answers(hall, number, asked, "usual")
    hall.tap("ballots/count", ballot=asked)
    assert told(hall, asked) == {}
    assert "Too few people answered" in words_of(hall.facilitator.get(hall.path))


def test_M24_only_the_case_group_answers_and_only_whoever_leads_asks(hall: Hall, asked: str) -> None:
    for visitor in (hall.team, hall.observer()):
        token = form_token(visitor.get(f"{hall.path}/ballots"))
        fields = {"form": token, "chosen": "00"}
        assert visitor._ask("POST", f"{hall.path}/ballots/{asked}", data=fields).status_code == 403
    assert hall.tap("ballots", hall.team, kind="priorities", among="factors").status_code == 403
    assert hall.tap("ballots/count", hall.team, ballot=asked).status_code == 403
    stranger = Visitor(hall.at)
    assert stranger.get(f"{hall.path}/ballots").headers["location"] == "/j"
    assert stranger.get(f"{hall.path}/ballots/screen").status_code == 404
    assert stranger.get(f"{hall.path}/ballots/mine").status_code in (401, 403)


def test_M24_a_ballot_closes_with_its_step(hall: Hall, asked: str) -> None:
    for number, chosen in enumerate(CHOSEN):
        answers(hall, number, asked, chosen)
    hall.tap("phase", verb="next")
    assert told(hall, asked)["usual"] == "half"
    assert answers(hall, 9, asked, "usual").status_code == 409


def test_M24_nothing_is_asked_of_four_people(hall: Hall) -> None:
    for visitor in hall.practitioners[4:]:
        token = form_token(visitor.get(f"{hall.path}/leave"))
        visitor._ask("POST", f"{hall.path}/leave", data={"form": token})
    refused = hall.touch("ballots", kind="poll")
    assert refused.status_code == 409 and "too few people here" in refused.text
    assert hall.board().ballots == ()


def test_M24_priorities_are_put_among_what_is_on_the_board_within_a_limit(hall: Hall) -> None:
    ballot = asks(hall, kind="priorities", among="episodes", limit="2")
    (found,) = [one for one in hall.board().ballots if one.id == ballot]
    assert len(found.options) == len(hall.board().episodes) > 3
    first, second, third = found.options[:3]
    over = answers(hall, 0, ballot, first, second, third)
    assert over.status_code == 422 and "more than there is room for" in over.text
    assert html.fromstring(over.text).xpath("count(//input[@checked])") == 3, "what was chosen stays"
    for number in range(6):
        assert answers(hall, number, ballot, second, *([first] if number < 2 else [])).status_code == 303
    hall.tap("ballots/count", ballot=ballot)
    assert list(told(hall, ballot).items())[:2] == [(second, "nearly all"), (first, "<3")]
    assert hall.live.meeting.view == "priorities", "the big screen shows it"


def test_M24_priorities_need_something_to_choose(hall: Hall) -> None:
    refused = hall.touch("ballots", kind="priorities", among="factors", limit="3")
    assert refused.status_code == 409 and "nothing to choose between" in refused.text
    for wrong in (
        {"among": "seats"},
        {"among": "episodes", "limit": "0"},
        {"among": "episodes", "limit": "99"},
    ):
        fields = {"kind": "priorities", "limit": "3", **wrong}
        assert hall.tap("ballots", **fields).status_code in (404, 422), wrong


def test_M26_same_for_me_opens_with_the_reveal_and_is_told_when_the_step_closes(hall: Hall) -> None:
    items = hall.reveals("one", "two", "three", "four")
    (ballot,) = [one.id for one in hall.board().ballots if one.kind == "same"]
    for number in range(5):
        assert marks(hall, number, ballot, items[0]).status_code == 200
    assert marks(hall, 1, ballot, items[1]).status_code == 200
    assert marks(hall, 4, ballot, items[0], on="0").status_code == 200
    assert marks(hall, 4, ballot, "f" * 64).status_code == 422
    mine = hall.practitioners[1].get(f"{hall.path}/ballots/mine")
    assert set(json.loads(mine.text)["chosen"]) == {items[0][:16], items[1][:16]}
    none = hall.practitioners[9].get(f"{hall.path}/ballots/mine")
    assert len(none.content) == len(mine.content), "its size tells nothing"
    hall.tap("phase", verb="close")
    assert told(hall, ballot) == {items[0]: "4", items[1]: "<3", items[2]: "0", items[3]: "0"}
    assert marks(hall, 5, ballot, items[0]).status_code == 409


def test_M26_what_is_taken_back_leaves_what_was_counted_of_it(hall: Hall) -> None:
    items = hall.reveals("one", "two", "three", "four")
    (ballot,) = [one.id for one in hall.board().ballots if one.kind == "same"]
    for number in range(4):
        marks(hall, number, ballot, items[0])
    hall.tap("phase", verb="close")
    hall.live.room.perform("board", lambda board: board.remove("perspectives", [items[0]]))
    assert items[0] not in told(hall, ballot)


def test_M24_a_step_that_does_not_take_answers_asks_nothing(hall: Hall) -> None:
    hall.tap("phase", number=ROUND_1)
    hall.tap("phase", verb="close")
    assert hall.touch("ballots", kind="poll").status_code == 409


def test_A7_the_record_holds_results_as_they_were_told_and_nothing_of_what_is_open(
    hall: Hall, asked: str
) -> None:
    for number, chosen in enumerate(CHOSEN):
        answers(hall, number, asked, chosen)
    hall.tap("snapshots")
    hall.tap("ballots/count", ballot=asked)
    hall.tap("snapshots")
    first, second = (hall.facilitator.get(f"{hall.path}/snapshots/{n}.json") for n in (1, 2))
    assert json.loads(first.text)["parts"]["priorities"]["items"] == []
    (kept,) = json.loads(second.text)["parts"]["priorities"]["items"]
    kept = kept.get("item", kept)
    assert kept["on"] == {"kind": "episode", "id": "KPE3"} and kept["state"] == "closed"
    assert [one["told"] for one in kept["results"]] == ["half", "few", "some", "few"]
