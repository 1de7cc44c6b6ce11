"""Free text off about a period only: the server looks at dates on the board, whatever a phone says (domain.md 5)."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

import pytest
from lxml import html

from tests.pages.hall import EPISODE, ROUND_1, TIMELINE, Hall, form_token, words
from tests.pages.test_proceedings import STATEMENT, Case, case, sends

__all__ = ["case"]

# Within the third episode of the training case, and within no other.
PERIOD = {"structured": "yes", "period_from": "2024-11-10", "period_to": "2024-11-12"}
OUTSIDE, FREE = "KPE5", "they hit her"
UNCERTAIN, UNREAD, SURE = "GP-030", "DN-041", "GP-001"


@pytest.fixture
def period(case: Case) -> Hall:
    assert case.opens(**PERIOD).status_code == 303
    case.hall.tap("phase", number=ROUND_1)
    return case.hall


def asks(hall: Hall, text: str = FREE, **fields: str) -> Any:
    """Post words straight at the door, with whatever fields; what a phone leaves out is not added."""
    visitor = hall.practitioners[0]
    asked = {"mode": "role", "phase": str(ROUND_1), "text": text, **fields}
    asked["form"] = form_token(visitor.get(f"{hall.path}/now"))
    return visitor._ask(
        "POST", f"{hall.path}/perspectives", data=asked, headers={"accept": "application/json"}
    )


def on(what: str, key: str, **more: str) -> dict[str, str]:
    return {
        "on_kind": what,
        "on_id": key,
        "item": sha256(repr((what, key, more)).encode()).hexdigest(),
        **more,
    }


@pytest.mark.parametrize(
    "about",
    [
        on("episode", EPISODE),
        on("event", UNCERTAIN),
        on("event", UNREAD),
        on("free", ""),
        on("free", OUTSIDE),
        on("event", "no-such-event"),
        on("event", OUTSIDE),
        on("episode", OUTSIDE, kind="event", agency="GP", date="11 November 2024"),
        on("episode", OUTSIDE, kind="event", agency="GP", date="some time in autumn"),
        on("episode", EPISODE, kind="factor"),
        {},
    ],
    ids=str,
)
def test_about_the_period_or_what_may_lie_in_it_nobody_writes_words_of_their_own(
    period: Hall, about: dict[str, str]
) -> None:
    refused = asks(period, **about)
    assert refused.status_code == 422 and "choose one of the statements" in refused.text
    assert asks(period, STATEMENT, **about).status_code in (201, 200)


@pytest.mark.parametrize(
    "about",
    [
        on("episode", OUTSIDE),
        on("event", SURE),
        on("episode", EPISODE, kind="event", agency="GP", date="1 May 2024"),
        on("episode", OUTSIDE, kind="factor"),
    ],
    ids=str,
)
def test_about_what_surely_lies_outside_people_write_freely(period: Hall, about: dict[str, str]) -> None:
    assert asks(period, **about).status_code == 201


def test_words_sent_about_the_period_before_it_was_set_are_corrected_to_a_statement_only(case: Case) -> None:
    hall = case.hall
    hall.tap("phase", number=ROUND_1)
    about = ({}, {}, {"on_id": OUTSIDE}, {"on_id": OUTSIDE})
    sent = []
    for number, fields in enumerate(about):
        item, claim = sends(hall, number, "early words") if not fields else _outside(hall, number)
        sent.append((item, claim))
    assert case.opens(**PERIOD).status_code == 303
    for pair, expected in zip(sent, (422, 422, 200, 200), strict=True):
        assert corrects(hall, pair, FREE) == expected
    assert corrects(hall, sent[1], STATEMENT) == 200
    assert hall.tap("reveal").status_code == 303
    for pair, expected in zip(sent, (422, 422, 200, 200), strict=True):
        assert corrects(hall, pair, FREE) == expected


def _outside(hall: Hall, number: int) -> tuple[str, bytes]:
    claim = secrets.token_bytes(10)
    item = sha256(b"item" + claim).hexdigest()
    hall.sends(number, "early words", item=item, on_id=OUTSIDE)
    return item, claim


def corrects(hall: Hall, pair: tuple[str, bytes], text: str) -> int:
    headers = {"accept": "application/json"}
    asked = {"claim": pair[1].hex(), "text": text}
    answer = hall.at.visitor()._ask(
        "POST", f"{hall.path}/perspectives/correction", data=asked, headers=headers
    )
    return int(answer.status_code)


@pytest.mark.parametrize(("key", "is_bound"), [(EPISODE, True), (OUTSIDE, False), ("", True)])
def test_the_phone_shows_statements_for_it_without_a_script_too(
    period: Hall, key: str, is_bound: bool
) -> None:
    page = html.fromstring(period.practitioners[0].get(f"{period.path}/now?on_id={key}").text)
    form = page.get_element_by_id("composer")
    open_ones = [
        control.tag
        for control in form.xpath(".//*[@name='text']")
        if not control.xpath("ancestor::fieldset[@disabled]")
    ]
    assert open_ones == (["select"] if is_bound else ["textarea"])
    (chosen,) = form.xpath(".//select[@name='on_id']/option[@selected]/@value") or [""]
    assert chosen == key
    (choice,) = page.xpath("//noscript//form[@method='get']")
    assert choice.get("action") == f"{period.path}/now" and choice.xpath(".//select[@name='on_id']")
    marked = set(form.xpath(".//select[@name='on_id']/option[@data-bound]/@value"))
    assert {"", EPISODE} <= marked and OUTSIDE not in marked


def test_a_plain_form_that_was_not_taken_gives_its_words_back(period: Hall) -> None:
    phone = period.practitioners[0]
    asked = {"mode": "role", "phase": str(ROUND_1), "text": FREE, "on_kind": "episode", "on_id": EPISODE}
    answer = phone.post(f"{period.path}/perspectives", {**asked, "item": ""}, page=f"{period.path}/now")
    assert answer.status_code == 422
    assert FREE in words(answer, "//main") and "choose one of the statements" in words(answer, "//main")


def test_M8_the_pens_of_the_case_group_rest_on_the_shared_timeline(period: Hall) -> None:
    period.tap("phase", number=TIMELINE)
    assert "You are editing the shared timeline." not in words(
        period.practitioners[0].get(f"{period.path}/now")
    )


def test_what_is_written_down_from_paper_is_held_to_it_as_well(period: Hall) -> None:
    sheet = {"of": "", "mode": "anonymous", "on_kind": "episode", "label": ""}
    refused = period.tap("paper/slip", text=FREE, on_id=EPISODE, **sheet)
    assert refused.status_code == 422 and FREE in words(refused, "//main")
    opened = html.fromstring(period.tap("paper/slip", of="", on_id=OUTSIDE).text)
    assert opened.get_element_by_id("text").tag == "textarea"
    assert opened.xpath("//form[.//*[@id='text']]//input[@name='on_id']/@value") == [OUTSIDE]
    assert html.fromstring(period.tap("paper/slip", of="").text).get_element_by_id("text").tag == "select"
    assert period.tap("paper/slip", text=FREE, on_id=OUTSIDE, **sheet).status_code == 201


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"period_to": ""}, "both days of the period"),
        ({"period_from": ""}, "both days of the period"),
        ({"period_to": "2024-01-01"}, "before the first"),
        ({"period_from": "soon"}, "could not read this as a day"),
        ({"structured": "no"}, "answer yes above"),
    ],
)
def test_a_period_needs_two_days_in_order_and_statements(
    case: Case, fields: dict[str, str], said: str
) -> None:
    answer = case.opens(**{**PERIOD, **fields})
    assert answer.status_code == 422 and said in words(answer)


def test_without_a_period_statements_are_for_everything(case: Case) -> None:
    assert case.opens(structured="yes").status_code == 303
    case.hall.tap("phase", number=ROUND_1)
    assert asks(case.hall, **on("event", SURE)).status_code == 422
