"""The invented training case: a review, its people, its agencies' chronologies, its episodes.

It comes through the same functions as a real review: nothing here writes rows of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import count, cycle
from typing import Any

from server.imports.codec import as_plain
from server.imports.events import events_of
from server.imports.reader import read
from server.imports.reading import Reading
from server.methods import library
from server.opening import Opened, open_meeting
from server.pages.chronology import CONFIRMED, FILE, PLAIN, Chronology, counted, place_of
from server.store import accounts
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.books import Books, new_id
from sessions.meeting import Review
from sessions.people import Agency, Person, Role

FACILITATOR = "Training facilitator"
_READ = ("xlsx", "docx", "csv")
_GROUPS = {"case_group": Role.CASE_GROUP, "review_team": Role.REVIEW_TEAM, "lead_reviewer": Role.FACILITATOR}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The training review with one meeting in the lobby."""

    review: Review
    opened: Opened
    people: tuple[Person, ...]


@cache
def file(name: str) -> dict[str, Any]:
    """One of the case's own JSON files."""
    found: dict[str, Any] = json.loads((resources.files(__package__) / "alex" / name).read_text("utf-8"))
    return found


def load_case(books: Books, account: str | None = None, people: int = 0) -> Loaded:
    """Make the training review for an account, with follow-on meeting 1.

    Args:
        books: the store, in a transaction.
        account: whose review it is; the training facilitator's when None.
        people: at least so many practitioners on the invited list (beyond the case's own 22, invented ones).
    """
    owner = account or accounts.add_account(books, FACILITATOR)
    review = _review()
    review_rows.add_review(books, review, owner)
    _add_chronologies(books, review.id)
    facts = file("review.json")["meeting"]
    opened = open_meeting(
        books,
        review,
        library().templates["T1"],
        date=facts["date"],
        place=facts["place"],
        episodes=list(_episodes()),
    )
    invited = tuple(_people(people))
    for place, person in enumerate(invited):
        meeting_rows.invite(books, opened.meeting, person, place)
    return Loaded(review, opened, invited)


def _review() -> Review:
    case = file("review.json")
    rules, scope = case["ground_rules"], case["scoping_period"]
    return Review(
        id=new_id(),
        reference=case["reference"],
        title=case["title"],
        pseudonym=case["pseudonym"],
        review_type=case["review_type"],
        method=case["method"],
        commissioner=case["commissioner"],
        classification=case["classification"],
        scope_from=scope["from"],
        scope_to=scope["to"],
        gap_days=case["gap_days"],
        legal_hold=case["legal_hold"],
        notice=_notice(case["parallel_processes"]),
        rules_version=rules["version"],
        rules_text=rules["text"],
        support_name=case["support"]["name"],
        support_number=case["support"]["number"],
        duty_person=case["duty_person_for_risk"],
        family_text=case["family"]["text"],
        family_lane=case["family"]["lane"],
        agencies=tuple(_agency(colour, entry) for colour, entry in enumerate(case["agencies"], start=1)),
    )


def _notice(processes: list[dict[str, str]]) -> str:
    open_ones = " ".join(f"There is an open {process['kind']}." for process in processes)
    return f"A court, a coroner or the police can ask to see the record of this session. {open_ones}".strip()


def _agency(colour: int, entry: dict[str, Any]) -> Agency:
    return Agency(
        entry["abbreviation"],
        entry["name"],
        entry["short_label"],
        entry["sector"],
        entry["sector_label"],
        (colour - 1) % 12 + 1,
    )


def _people(least: int) -> Iterator[Person]:
    case = file("review.json")
    ids = {entry["id"]: new_id() for entry in case["participants"]}
    bosses = {link["manages"]: ids[link["manager"]] for link in case["line_management"]}
    for entry in case["participants"]:
        yield _person(entry, ids[entry["id"]], bosses.get(entry["id"], ""))
    practitioners = [entry for entry in case["participants"] if entry["group"] == "case_group"]
    for number, entry in zip(count(len(practitioners) + 1), cycle(practitioners), strict=False):
        if number > least:
            return
        yield _person({**entry, "name": f"Practitioner {number}"}, new_id(), "")


def _person(entry: dict[str, Any], key: str, boss: str) -> Person:
    return Person(
        id=key,
        name=entry["name"],
        agency=entry.get("agency") or "",
        role=entry["role"],
        team=entry.get("team") or "",
        group=_GROUPS[entry["group"]],
        seniority=entry.get("seniority") or "practitioner",
        direct_involvement=bool(entry.get("direct_involvement", True)),
        reports_to=boss,
        duty_lead=entry["group"] == "lead_reviewer",
    )


def _episodes() -> Iterator[dict[str, Any]]:
    for entry in file("review.json")["key_practice_episodes"]:
        yield {
            "id": entry["id"],
            "number": entry["number"],
            "title": entry["title"],
            "start": entry["period"]["from"],
            "end": entry["period"]["to"],
            "status": entry["status"],
            "events": entry["linked_events"],
        }


def _add_chronologies(books: Books, review: str) -> None:
    """The agencies' own files, read and confirmed as any upload is; those that must be refused are not there."""
    events = events_of([(agency, reading) for agency, reading, _ in _readings()])
    for agency, reading, raw in _readings():
        plain = as_plain(reading)
        own = events[reading.file]
        ids = {place_of(row["place"]): event["id"] for row, event in zip(plain["rows"], own, strict=True)}
        known = {question["key"]: question["options"][0][0] for question in plain["questions"]}
        bare = Chronology(agency, reading.file, CONFIRMED, answers=known, ids=ids, events=own)
        key = review_rows.add_chronology(books, review, counted(bare, plain).to_json())
        for name, part in ((FILE, raw), (PLAIN, json.dumps(plain, ensure_ascii=False).encode())):
            sealed = review_rows.sealed_part(books.keys, review, key, name, part)
            review_rows.keep_part(books, key, name, sealed)


@cache
def _readings() -> tuple[tuple[str, Reading, bytes], ...]:
    folder = resources.files(__package__) / "alex"
    scope = file("review.json")["scoping_period"]
    period = (date.fromisoformat(scope["from"]), date.fromisoformat(scope["to"]))
    with resources.as_file(folder) as here:
        return tuple(
            (entry["agency"], read(path, path.name, scope=period), path.read_bytes())
            for entry in file("expected.json")["files"]
            for path in [here / entry["file"]]
            if entry["kind"] in _READ
        )
