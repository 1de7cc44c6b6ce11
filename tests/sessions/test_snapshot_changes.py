"""What changed between two records, and which two are too close to be shown both."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sessions.contents import Contents, Episode, Event, EventDate, Perspective
from sessions.parts import CHANGES
from sessions.snapshot import Snapshot
from tests.exports.record import frozen

DATE = EventDate("July 2024", "2024-07-01", "2024-07-31", "month")
BEFORE = Contents(
    events=(Event("e1", "1", "ASC", DATE, "Call"), Event("e2", "2", "GP", DATE, "Visit")),
    episodes=(Episode("k1", 1, "The call"),),
    perspectives=tuple(Perspective(f"p{n}", f"words {n}", "role", "Surgery") for n in range(6)),
    counts={"withdrawn": 1, "set_aside": {"names a person": 1}},
)


def changes(after: Contents, *earlier: Snapshot) -> list[dict[str, Any]]:
    snapshots = earlier or (frozen(BEFORE),)
    return frozen(after, number=len(snapshots) + 1, earlier=snapshots).items(CHANGES)


def said(*texts: str, mode: str = "role") -> Contents:
    words = tuple(Perspective(text, text, mode, "Surgery") for text in texts)
    return Contents(perspectives=words)


def test_R1_the_first_record_has_nothing_to_compare() -> None:
    assert frozen(BEFORE).items(CHANGES) == []


def test_R1_an_unchanged_board_says_only_since_when() -> None:
    first = frozen(BEFORE)
    assert changes(BEFORE, first) == [{"since": 1, "manifest": first.hash}]


def test_R5_added_removed_changed_and_counted() -> None:
    redated = replace(BEFORE.events[0], date=replace(DATE, text="between 1 and 12 July 2024"))
    new = Event("e3", "1a", "LHC", EventDate("3 July"), "Knock", added=True)
    after = replace(
        BEFORE,
        events=(redated, new, BEFORE.events[1]),
        episodes=(replace(BEFORE.episodes[0], happened="She rang."),),
        perspectives=BEFORE.perspectives[3:],
        counts={"withdrawn": 4, "set_aside": {"names a person": 1, "one colleague": 2}},
    )
    assert changes(after)[1:] == [
        {
            "part": "timeline",
            "added": ["e3"],
            "removed": [],
            "changed": [{"id": "e1", "fields": ["date"], "date_was": "July 2024"}],
        },
        {
            "part": "episodes",
            "added": [],
            "removed": [],
            "changed": [{"id": "k1", "fields": ["happened"]}],
        },
        {"part": "perspectives", "added": [], "removed": ["p0", "p1", "p2"], "changed": []},
        {"part": "set_aside_counts", "kind": "set_aside", "reason": "one colleague", "more": 2},
        {"part": "set_aside_counts", "kind": "withdrawn", "reason": None, "more": 3},
    ]


def test_R5_earlier_wording_is_not_told() -> None:
    after = replace(BEFORE, perspectives=tuple(replace(p, text="new wording") for p in BEFORE.perspectives))
    told = changes(after)
    assert [each["fields"] for each in told[1]["changed"]] == [["text"]] * 6
    assert "words 1" not in str(told)


def test_a_number_that_moved_is_no_change() -> None:
    moved = tuple(replace(event, number=f"{event.number}b") for event in BEFORE.events)
    assert changes(replace(BEFORE, events=moved))[1:] == []


@pytest.mark.parametrize("mode", ["role", "anonymous"])
def test_R7_fewer_than_a_batch_is_compared_with_an_earlier_record(mode: str) -> None:
    first = frozen(said("a", "b", "c", mode=mode))
    second = frozen(said("a", "b", "c", "d", mode=mode), number=2, earlier=[first])
    assert second.items(CHANGES) == []
    third = frozen(said("a", "b", "c", "d", "e", "f", mode=mode), number=3, earlier=[first, second])
    assert third.items(CHANGES)[0]["since"] == 1
    assert third.items(CHANGES)[1]["added"] == ["d", "e", "f"]
    assert third.manifest["previous"] == second.hash


def test_R7_a_batch_or_only_named_words_may_be_shown() -> None:
    first = frozen(said("a", "b", "c"))
    assert changes(said("a", "b", "c", "d", "e", "f"), first)[0]["since"] == 1
    named = Perspective("n", "n", "named", "Ada, nurse")
    with_name = replace(said("a", "b", "c"), perspectives=(*said("a", "b", "c").perspectives, named))
    assert changes(with_name, first)[0]["since"] == 1


def test_R7_an_edit_or_a_withdrawal_counts_as_a_change() -> None:
    first = frozen(said("a", "b", "c"))
    assert changes(said("a", "b"), first) == []
    edited = replace(said("a", "b", "c"), perspectives=(Perspective("a", "A", "role", "Surgery"),))
    assert changes(edited, first)[0]["since"] == 1


def test_R7_a_part_that_the_earlier_copy_lacks_counts_as_empty() -> None:
    first = frozen(said("a", "b", "c")).without("perspectives")
    assert changes(said("a", "b", "c"), first)[1]["added"] == ["a", "b", "c"]
