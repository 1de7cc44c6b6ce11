"""The record as a Word file, A4 portrait, rendered from a stored snapshot and nothing else (promises R2, R4).

This file is the order of a record, with its first and last page; the sections are its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from server.exports import words
from server.exports.sheet import Cell, Line, Sheet
from server.exports.telling import Telling, Translate, grouped
from server.exports.word_board import SMALL, episodes, factors, other_words, team_lane, timeline
from server.exports.word_lists import (
    challenges,
    changes,
    good_practice,
    not_shown,
    parked,
    priorities,
    questions,
    quick_wins,
)
from server.exports.word_people import limits, rules, who
from sessions.parts import TEAM_LANE
from sessions.snapshot import Snapshot, short

SUFFIX = ".docx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(snapshot: Snapshot, *, with_team_lane: bool = False, translate: Translate = str) -> bytes:
    """The Word file of a snapshot: the same bytes for the same snapshot on every machine.

    Args:
        with_team_lane: private review-team work is left out unless asked for.
        translate: gives a sentence of `words` in the language of the copy.
    """
    tell = Telling(snapshot if with_team_lane else snapshot.without(TEAM_LANE), translate)
    sheet = Sheet()
    _running(sheet, tell)
    for write in STORY:
        write(sheet, tell)
    facts = {"number": snapshot.number, "review": tell.review["title"]}
    return sheet.pack(tell(words.FILE_TITLE, **facts))


def _running(sheet: Sheet, tell: Telling) -> None:
    review, manifest = tell.review, tell.snapshot.manifest
    label = tell.named(words.LABELS, str(manifest["label"]))
    left = tell(words.HEADER_LEFT, reference=review["reference"], pseudonym=review["pseudonym"])
    right = words.HEADER_TEAM if TEAM_LANE in tell.snapshot.parts else words.HEADER_RIGHT
    sheet.running(review["marking"], left, tell(right, number=manifest["number"], label=label))
    sheet.footing(tell(words.FOOTER, fingerprint=short(tell.snapshot.hash)), tell(words.PAGE))


def _cover(sheet: Sheet, tell: Telling) -> None:
    manifest = tell.snapshot.manifest
    sheet.say(tell.review["title"], "Subtitle")
    sheet.say(tell(words.TITLE, number=manifest["number"], meeting=tell.meeting["title"]), "Title")
    sheet.say(tell(words.ACCEPTED if manifest["label"] == "accepted" else words.DRAFT))
    _facts(sheet, tell, [*_review_facts(tell), *_meeting_facts(tell)])
    sheet.say(tell(words.HOW_TO_READ))
    if tell.left_out():
        sheet.say(tell.left_out(), SMALL)


def _since(sheet: Sheet, tell: Telling) -> None:
    """What is no longer as this snapshot holds it: a reader must meet it before the words."""
    told = tell.since()
    if told:
        sheet.heading(tell(words.SINCE), 1)
    for name, said, _ in told:
        sheet.say(f"{name}. {said}")


def _review_facts(tell: Telling) -> list[tuple[str, str]]:
    review, meeting = tell.review, tell.meeting
    plan = {"template": meeting["template"], "version": meeting["template_version"]}
    return [
        (words.REFERENCE, review["reference"]),
        (words.REVIEW_TYPE, review["review_type"]),
        (words.METHOD, review["method"]),
        (words.COMMISSIONER, review["commissioner"]),
        (words.SCOPE, tell.span(review["scope"]["from"], review["scope"]["to"])),
        (words.MEETING, meeting["title"]),
        (words.TEMPLATE, tell(words.TEMPLATE_VERSION, **plan) if meeting["template"] else ""),
        (words.DATE, tell.day(meeting["date"])),
        (words.PLACE, meeting["place"]),
    ]


def _meeting_facts(tell: Telling) -> list[tuple[str, str]]:
    previous = tell.snapshot.manifest["previous"]
    follows = words.PREVIOUS_SNAPSHOT if previous else words.NO_PREVIOUS
    counts = {
        "events": len(tell.events),
        "episodes": len(tell.episodes),
        "perspectives": len(tell.snapshot.items("perspectives")),
        "factors": len(tell.snapshot.items("factors")),
    }
    return [
        (words.TAKEN, _taken(tell)),
        (words.HOLDS, tell(words.HOLDS_COUNTS, **counts)),
        (words.PREVIOUS, tell(follows, fingerprint=short(previous or ""))),
    ]


def _taken(tell: Telling) -> str:
    day = tell.day(tell.snapshot.manifest["taken_on"])
    step = tell.phases.get(tell.meeting["phase"])
    if step is None:
        return tell(words.TAKEN_BEFORE, day=day)
    place = {"number": step["number"], "steps": len(tell.phases), "name": step["name"]}
    return tell(words.TAKEN_IN_STEP, day=day, **place)


def _facts(sheet: Sheet, tell: Telling, facts: Sequence[tuple[str, str]]) -> None:
    given = [(name, value) for name, value in facts if value]
    sheet.table((48, 130), (), [(Line(tell(name), "Table heading"), value) for name, value in given])


def _integrity(sheet: Sheet, tell: Telling) -> None:
    manifest = tell.snapshot.manifest
    sheet.heading(tell(words.INTEGRITY), 1, new_page=True)
    sheet.say(tell(words.INTEGRITY_LEAD))
    marks = [
        (words.FINGERPRINT, tell.snapshot.hash),
        (words.PREVIOUS_FINGERPRINT, manifest["previous"] or ""),
        (words.JOURNAL, manifest["journal"]),
        (words.KEY, manifest["key"]),
        (words.SIGNATURE, tell.snapshot.signature.hex()),
        *((name, fingerprint) for name, _, fingerprint in tell.since()),
    ]
    rows: list[tuple[Cell, Cell]] = [
        (Line(tell(name), "Table heading"), Line(grouped(mark), "Fingerprint"))
        for name, mark in marks
        if mark
    ]
    made = Line(tell(words.SIGHTLINE, version=manifest["sightline"]))
    sheet.table((56, 122), (), [*rows, (Line(tell(words.MADE_WITH), "Table heading"), made)])
    heads = (words.PART, words.ITEMS, words.PART_FINGERPRINT)
    sheet.table(
        (46, 34, 98), [tell(head) for head in heads], [_entry(tell, part) for part in tell.snapshot.names()]
    )
    if sheet.replaced:
        sheet.say(tell(words.REPLACED, n=sheet.replaced))


def _entry(tell: Telling, part: str) -> Sequence[Cell]:
    entry: dict[str, Any] = tell.snapshot.manifest["parts"][part]
    held = str(len(entry["items"])) if "items" in entry else tell(words.SEALED)
    lacking = [position for name, position in tell.snapshot.left_out() if name == part]
    if None in lacking:
        held = f"{held}, {tell(words.LEFT_OUT)}"
    elif lacking:
        held = tell(words.ERASED, held=held, n=len(lacking))
    return tell.named(words.PARTS, part), held, Line(grouped(entry["hash"]), "Fingerprint")


STORY: tuple[Callable[[Sheet, Telling], None], ...] = (
    _cover,
    _since,
    who,
    limits,
    rules,
    timeline,
    episodes,
    other_words,
    factors,
    good_practice,
    challenges,
    priorities,
    quick_wins,
    questions,
    parked,
    not_shown,
    changes,
    team_lane,
    _integrity,
)
