"""The record as JSON: what comes back is what was frozen, and a schema says how it looks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from server.exports import record
from server.exports.seal import verify
from sessions.contents import Challenge, Contents, Factor, GoodPractice, Perspective, Question
from sessions.parts import PARTS, TEAM_LANE
from sessions.proof import check
from sessions.snapshot import FORMAT, Snapshot, dump, load
from sessions.statements import sign
from tests.exports.record import KEY, frozen, training_snapshot

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "snapshot-1.schema.json").read_text("utf-8")
)


def test_R1_the_file_is_read_back_without_loss() -> None:
    whole = record.render(training_snapshot(), with_team_lane=True)
    assert load(whole) == training_snapshot()
    assert record.render(load(whole), with_team_lane=True) == whole
    assert load(whole).hash == training_snapshot().hash


def test_R1_the_shared_copy_lacks_the_lane_and_still_verifies() -> None:
    shared = record.render(training_snapshot())
    assert not any(item["text"].encode() in shared for item in training_snapshot().items(TEAM_LANE))
    assert load(shared).hash == training_snapshot().hash
    assert check(load(shared), verify, training_snapshot().public_key) == []


def test_the_schema_is_a_schema_and_carries_its_version() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["format"] == {"const": FORMAT}
    assert set(SCHEMA["properties"]["manifest"]["properties"]["parts"]["properties"]) == set(PARTS)


@pytest.mark.parametrize("with_lane", [True, False])
def test_R1_every_record_fits_the_schema(with_lane: bool) -> None:
    said = Perspective("p", "words", "named", "Ada", hindsight="elsewhere", own_words=False)
    first = frozen(Contents(perspectives=(said,), questions=(Question("q", "?", "role", "Surgery"),)))
    later = frozen(number=2, earlier=[first], label="accepted")
    erased = training_snapshot().erased("perspectives", 3)
    remarks = [{"series": series, "kind": "withdrawn", "items": 1} for series in ("board", "team")]
    stated = replace(first, statements=sign(remarks, first.hash, first.public_key, KEY.sign))
    for snapshot in (training_snapshot(), first, later, frozen(), erased, stated):
        assert faults(snapshot if with_lane else snapshot.without(TEAM_LANE)) == []


def test_M15_the_mark_of_what_was_scribed_fits_the_schema_and_stands_only_where_it_is_so() -> None:
    said = Contents(
        challenges=(Challenge("c", "disputed", None, "named", "Ada", own_words=False),),
        factors=(Factor("f", "in the way", "named", "Ada", own_words=False),),
        questions=(Question("q", "?", "named", "Ada", own_words=False), Question("r", "!", "named", "Ada")),
        good_practice=(GoodPractice("g", "praised", "named", "Ada", own_words=False),),
    )
    record = frozen(said)
    assert faults(record) == []
    assert dump(record).count(b'"own_words":false') == 4 and b'"own_words":true' not in dump(record)


def test_the_schema_refuses_what_must_never_be_there() -> None:
    held = json.loads(dump(training_snapshot()))
    held["parts"]["perspectives"]["items"][0]["item"]["seat"] = "seat-of-P01"
    held["parts"]["timeline"]["items"][0]["item"]["written_at"] = "13:04:55"
    held["sent_from"] = "phone"
    assert len(list(Draft202012Validator(SCHEMA).iter_errors(held))) == 3


def faults(snapshot: Snapshot) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(json.loads(dump(snapshot)))]
