"""Risk alerts by themselves: how they stand, and that they end only with an outcome."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sessions.alerts import (
    Alert,
    Entry,
    NoOutcome,
    Standing,
    StillOpen,
    alert_from_json,
    check_settled,
    counted,
    outcome,
)

RAISED = Alert(
    "a1", "r1", "m1", "R-ABCD", name="Toni", words="worried", log=(Entry("raised", "Toni", "", 1000.0),)
)
READ = RAISED.noted(Entry("read", "Lee", "", 1060.0, key="lead"))


def test_an_alert_is_new_then_read_then_answered() -> None:
    assert RAISED.standing is Standing.NEW and READ.standing is Standing.READ
    acted = READ.noted(outcome("acted", "Lee", "now", "went there", 1100.0, "lead"))
    assert acted.standing is Standing.ACTED and not acted.is_open
    assert (
        acted.noted(outcome("passed", "MASH", "11:00", "ref 7", 1200.0, "lead")).standing is Standing.PASSED
    )


def test_after_two_minutes_unread_it_is_not_seen() -> None:
    assert not RAISED.is_not_seen(1119.0) and RAISED.is_not_seen(1120.0)
    assert not READ.is_not_seen(5000.0)


@pytest.mark.parametrize("missing", ["by", "when", "words"])
def test_it_does_not_end_without_who_when_and_what(missing: str) -> None:
    said = {"by": "Lee", "when": "now", "words": "went there", missing: "  "}
    with pytest.raises(NoOutcome):
        outcome("acted", said["by"], said["when"], said["words"], 0.0, "lead")
    with pytest.raises(NoOutcome):
        outcome("dismissed", "Lee", "now", "nothing", 0.0, "lead")


def test_a_meeting_with_an_open_alert_is_not_put_away() -> None:
    ended = READ.noted(outcome("acted", "Lee", "now", "went there", 1100.0, "lead"))
    check_settled([ended])
    with pytest.raises(StillOpen):
        check_settled([ended, RAISED])


def test_a_record_gets_references_only_and_what_is_kept_comes_back_whole() -> None:
    assert counted([RAISED, replace(RAISED, ref="R-ZZZZ")]) == {"R-ABCD": 1, "R-ZZZZ": 1}
    assert alert_from_json(READ.to_json()) == READ


def test_only_who_opened_it_counts_as_having_read_it() -> None:
    assert READ.was_read_by("lead") and not READ.was_read_by("other") and not RAISED.was_read_by("lead")
