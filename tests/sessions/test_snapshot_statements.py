"""What was said about a snapshot since: whose it is, in which order, and that none of it was changed (promise R1)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from server.exports.seal import verify
from sessions.canonical import canonical
from sessions.contents import Contents, Perspective
from sessions.parts import TEAM_LANE
from sessions.proof import Finding, check
from sessions.snapshot import Snapshot, Unreadable, dump, load
from sessions.statements import ADDENDUM, BOARD, TEAM, UNANSWERED, WITHDRAWN, sign, words_hash
from tests.exports.record import KEY, frozen, training_snapshot

KEPT = {"salt": "0f" * 16, "item": {"id": "p1", "text": "what I meant"}}
SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parents[2] / "docs" / "snapshot-1.schema.json").read_text("utf-8"))
)
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


def corrected(kept: Any) -> Snapshot:
    snapshot, remark = training_snapshot(), {"series": BOARD, "kind": ADDENDUM, "items": 1}
    told = [{**remark, "words": words_hash(KEPT), "kept": kept}, REMARKS[0]]
    return replace(snapshot, statements=sign(told, snapshot.hash, snapshot.public_key, KEY.sign))


@pytest.mark.parametrize("kept", [KEPT, None])
def test_R1_an_addendum_verifies_with_its_words_and_without_them(kept: Any) -> None:
    whole = corrected(kept)
    read = load(dump(whole))
    assert check(read, verify, whole.public_key) == [] and read.statements[0].kept == kept
    SCHEMA.validate(json.loads(dump(whole)))


def test_R1_changed_words_of_an_addendum_are_named() -> None:
    spoiled = corrected({**KEPT, "item": {"id": "p1", "text": "other words"}})
    assert check(spoiled, verify) == [Finding("statement", item=1)]


@pytest.mark.parametrize(
    "odd",
    [
        {**KEPT, "seat": "x"},
        {**KEPT, "salt": "00"},
        {**KEPT, "item": {"id": "p1", "text": "words", "at": "noon"}},
        7,
    ],
)
def test_A4_an_addendum_has_room_for_nothing_but_an_item_and_its_words(odd: Any) -> None:
    held = json.loads(dump(corrected(KEPT)))
    held["statements"][0]["kept"] = odd
    with pytest.raises(Unreadable, match="put together"):
        load(canonical(held))


@pytest.mark.parametrize("odd", [[{"body": {}}], [7], {}, [{"body": {"format": "x"}, "signature": "00"}]])
def test_R1_a_file_with_odd_statements_is_no_snapshot_file(odd: Any) -> None:
    held = {**json.loads(dump(training_snapshot())), "statements": odd}
    with pytest.raises(Unreadable, match="put together"):
        load(canonical(held))
