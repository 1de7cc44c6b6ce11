"""What was said about a snapshot since: whose it is, in which order, and that none of it was changed (promise R1)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from server.exports.seal import verify
from sessions.canonical import canonical
from sessions.contents import Contents, Perspective
from sessions.parts import TEAM_LANE
from sessions.proof import Finding, check
from sessions.snapshot import Snapshot, Unreadable, dump, load
from sessions.statements import BOARD, TEAM, UNANSWERED, WITHDRAWN, sign
from tests.exports.record import KEY, frozen, training_snapshot

REMARKS = [
    {"series": BOARD, "kind": WITHDRAWN, "items": 1},
    {"series": TEAM, "kind": WITHDRAWN, "items": 1},
    {"series": BOARD, "kind": UNANSWERED, "items": 2},
]


def stated(snapshot: Snapshot) -> Snapshot:
    made = sign(REMARKS, snapshot.hash, snapshot.public_key, KEY.sign)
    return replace(snapshot, statements=made)


def test_R1_statements_are_read_back_and_hold_together_with_and_without_the_lane() -> None:
    whole = stated(training_snapshot())
    shared = whole.without(TEAM_LANE)
    for copy, numbers in ((whole, [1, 1, 2]), (shared, [1, 2])):
        assert check(load(dump(copy)), verify, whole.public_key) == []
        assert [one.number for one in load(dump(copy)).statements] == numbers
    assert whole.hash == training_snapshot().hash, "they are no part of the snapshot"


@pytest.mark.parametrize(
    "change", [{"items": 9}, {"kind": UNANSWERED}, {"manifest": "0" * 64}, {"number": 2}]
)
def test_R1_a_changed_statement_is_named(change: dict[str, Any]) -> None:
    whole = stated(training_snapshot())
    first, *rest = whole.statements
    spoiled = replace(first, body={**first.body, **change})
    found = check(replace(whole, statements=(spoiled, *rest)), verify)
    assert Finding("statement", item=1) in found


def test_R1_a_statement_left_out_in_the_middle_or_of_another_snapshot_is_named() -> None:
    whole = stated(training_snapshot())
    assert check(replace(whole, statements=whole.statements[2:]), verify) == [Finding("statement", item=1)]
    said = Perspective("p", "words", "named", "Ada", hindsight="elsewhere", own_words=False)
    other = frozen(Contents(perspectives=(said,)))
    moved = replace(other, statements=whole.statements)
    assert [finding.code for finding in check(moved, verify)] == ["statement"] * 3


@pytest.mark.parametrize("odd", [[{"body": {}}], [7], {}, [{"body": {"format": "x"}, "signature": "00"}]])
def test_R1_a_file_with_odd_statements_is_no_snapshot_file(odd: Any) -> None:
    held = {**json.loads(dump(training_snapshot())), "statements": odd}
    with pytest.raises(Unreadable, match="put together"):
        load(canonical(held))
