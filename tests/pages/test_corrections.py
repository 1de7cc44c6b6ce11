"""The days for corrections: working days in England, set by the review, and what a late author reads."""

from __future__ import annotations

from tests.pages.hall import Hall, words
from tests.pages.setting_up import MEETING, REVIEW, SetUp
from tests.pages.test_proceedings import Case, case, claimed, held, sends
from tests.pages.visitor import fields_of

__all__ = ["case"]

NEW = "what I meant to say"


def until(robin: SetUp, day: str) -> str:
    asked = {**MEETING, "date": day}
    assert robin.owner.post(robin.pages["set-up"], asked).status_code == 303
    return fields_of(robin.owner.get(robin.pages["set-up"]))["correct_until"]


def test_five_working_days_leave_bank_holidays_in_england_out(robin: SetUp) -> None:
    assert until(robin, "2026-12-23") == "2027-01-04", "Christmas, Boxing Day's Monday and New Year are none"
    assert until(robin, "2026-04-01") == "2026-04-10", "Good Friday and Easter Monday are none"
    assert until(robin, "2026-03-06") == "2026-03-13"


def test_the_review_sets_how_many(robin: SetUp) -> None:
    for given, day in (("2", "2026-03-10"), ("", "2026-03-13"), ("10", "2026-03-20")):
        assert robin.owner.post(robin.pages["review"], {**REVIEW, "correct_days": given}).status_code == 303
        assert until(robin, "2026-03-06") == day
    assert robin.owner.post(robin.pages["review"], {**REVIEW, "correct_days": "0"}).status_code == 422
    assert until(robin, "2026-03-06") == "2026-03-20"


def closed(case: Case, last: str) -> tuple[Hall, list[tuple[str, bytes]]]:
    """A closed meeting with a snapshot of four notes, and its last day for corrections."""
    hall = case.hall
    hall.tap("phase", number=6)
    sent = [sends(hall, number, f"note {number}") for number in range(4)]
    for tap in ("reveal", "snapshots", "closure"):
        assert hall.tap(tap).status_code == 303
    set_up = f"{hall.path}/set-up"
    asked = {"date": "2020-01-02", "place": "Town hall", "correct_until": last}
    assert case.owner.post(set_up, asked).status_code == 303
    return hall, sent


def test_after_the_last_day_nothing_is_corrected_and_everything_can_be_taken_back(case: Case) -> None:
    hall, sent = closed(case, "2020-01-09")
    late = claimed(hall, *sent[0], "correction", text=NEW)
    assert late.status_code == 409 and "The days for corrections are over." in words(late)
    assert claimed(hall, *sent[0], "withdrawal").status_code == 200
    assert hall.tap("archive").status_code == 303
    record = case.owner.get(f"{hall.path}/snapshots/1.json").json()
    assert [one["body"]["kind"] for one in record["statements"]] == ["withdrawn"]


def test_until_then_the_author_is_told_that_the_record_stays_as_it_was(case: Case) -> None:
    hall, sent = closed(case, "2999-01-01")
    kept = claimed(hall, *sent[0], "correction", text=NEW)
    assert kept.status_code == 200
    assert "The record stays as it was, and your words stand beside it" in words(kept)


def test_D3_under_a_hold_an_addendum_that_is_taken_back_is_sealed(case: Case) -> None:
    hall, sent = closed(case, "2999-01-01")
    case.opens()
    assert claimed(hall, *sent[0], "correction", text=NEW).status_code == 200
    assert hall.tap("snapshots").status_code == 303
    assert claimed(hall, *sent[0], "withdrawal").status_code == 200
    assert NEW not in held(case)
    assert hall.tap("archive").status_code == 303
    assert NEW in held(case)
    assert NEW not in case.owner.get(f"{hall.path}/snapshots/2.json").text
