"""Snapshots to try things on: a seal without chance, and the training case's meeting as its board held it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import count as counting
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sessions.attendance import Attendance, count
from sessions.board import Board
from sessions.contents import Contents
from sessions.labels import Mode
from sessions.meeting import Meeting, Review
from sessions.people import Agency, Person, Role, Seat
from sessions.phases import Phase
from sessions.snapshot import Seal, Snapshot, freeze

Entry = dict[str, Any]
GROUPS = {
    "case_group": Role.CASE_GROUP,
    "review_team": Role.REVIEW_TEAM,
    "lead_reviewer": Role.FACILITATOR,
}
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
JOURNAL = hashlib.sha256(b"journal").hexdigest()


def seal_without_chance(seed: str = "") -> Seal:
    """A seal whose salts are counted, so that two processes make the same snapshot."""
    numbers = counting()

    def salt() -> bytes:
        return hashlib.sha256(f"{seed}{next(numbers)}".encode()).digest()[:16]

    return Seal(salt, KEY.public_key().public_bytes_raw(), KEY.sign)


def frozen(
    board: Contents | None = None,
    team: Contents | None = None,
    *,
    review: Review | None = None,
    meeting: Meeting | None = None,
    attendance: Attendance | None = None,
    **facts: Any,
) -> Snapshot:
    """A snapshot of these contents and, where nothing is said, of very little."""
    given = {"number": 1, "taken_on": "2026-01-22", "journal": JOURNAL, "version": "0.1.0"}
    return freeze(
        review or Review("r", reference="R-1", title="Review: Alex", pseudonym="Alex"),
        meeting or Meeting("m", "r", "Follow-on meeting 1"),
        attendance or Attendance(),
        board or Contents(),
        team or Contents(),
        **{"seal": seal_without_chance(), **given, **facts},
    )


@cache
def case(name: str) -> Entry:
    """A file of the training case."""
    text = (resources.files("server.training") / "alex" / name).read_text("utf-8")
    found: Entry = json.loads(text)
    return found


@cache
def steps(verb: str) -> tuple[Entry, ...]:
    """What happened in the training meeting, of one kind."""
    return tuple(step for step in case("meeting.json")["steps"] if step["do"] == verb)


def people() -> list[Person]:
    """Everybody of the training case by their real (invented) name."""
    bosses = {link["manages"]: link["manager"] for link in case("review.json")["line_management"]}
    return [
        Person(
            each["id"],
            each["name"],
            each.get("agency") or "",
            each["role"],
            each.get("team") or "",
            GROUPS[each["group"]],
            reports_to=bosses.get(each["id"], ""),
        )
        for each in case("review.json")["participants"]
    ]


def seats() -> list[Seat]:
    """All of them sat down and accepted, but one who stayed away."""
    return [
        Seat(f"seat-of-{person.id}", "m", person.group, person, admitted=True, accepted="1.2")
        for person in people()
        if person.id != "P14"
    ]


def training_review() -> Review:
    """The training review, as its set-up pages would have made it."""
    facts = case("review.json")
    agencies = [
        Agency(each["abbreviation"], each["name"], each["short_label"], each["sector"], each["sector_label"])
        for each in facts["agencies"]
    ]
    return Review(
        "review",
        reference=facts["reference"],
        title=facts["title"],
        pseudonym=facts["pseudonym"],
        review_type=facts["review_type"],
        method=facts["method"],
        commissioner=facts["commissioner"],
        classification=facts["classification"],
        scope_from=facts["scoping_period"]["from"],
        scope_to=facts["scoping_period"]["to"],
        rules_version=facts["ground_rules"]["version"],
        rules_text=facts["ground_rules"]["text"],
        duty_person=facts["duty_person_for_risk"],
        agencies=tuple(agencies),
    )


def training_meeting() -> Meeting:
    """Follow-on meeting 1, in its last step."""
    facts, phases = case("meeting.json"), _phases()
    return Meeting(
        "m",
        "review",
        facts["title"],
        date=facts["date"],
        place=case("review.json")["meeting"]["place"],
        template="T1",
        template_name="Follow-on meeting 1",
        template_version="1.0",
        phases=phases,
        phase=len(phases),
    )


def training_board() -> Board:
    """The shared board at the end of the training meeting, in a real document."""
    board = Board()
    added = {"id": "added-1", "agency": "TVH", **_added("2024-08-06", "6.8.24, about noon")}
    board.bear([*_events(), added], _episodes())
    board.put("perspectives", {_id(each["card"]): _perspective(each) for each in _shown("perspective")})
    board.put("good_practice", {_id(each["card"]): _perspective(each) for each in _shown("good_practice")})
    board.put("factors", {_id(each["factor"]): _factor(each) for each in steps("factor")})
    board.put("challenges", {_id(each["challenge"]): _challenge(each) for each in steps("challenge")})
    board.put("quick_wins", {_id(each["text"]): _quick_win(each) for each in steps("quick_win")})
    board.put("parked", {_id(each["text"]): {"text": each["text"], "phase": 12} for each in steps("park")})
    asked = {"text": "How would a Board know that a phone number no longer works?", "mode": "anonymous"}
    board.put("questions", {_id("q"): {**asked, "label": "A participant", "phase": 12, "place": 1}})
    board.put("ballots", _ballots())
    counts = {"withdrawn": 1, "set_aside": {"names a person": 1}, "moved": {"risk to another person": 1}}
    for kind, number in counts.items():
        board.roots["counts"][kind] = number
    return board


def _ballots() -> dict[str, Entry]:
    """A poll about an episode, told by one sector too; priorities; "same for me"; and one that is still open."""
    said, factor = (
        sorted(_id(each["card"]) for each in _shown("perspective"))[:2],
        _id(steps("factor")[0]["factor"]),
    )
    told = [["usual", "half"], ["sometimes", "few"], ["once", "some"], ["unsure", "few"]]
    first = [[f"factors/{factor}", "5"], ["episodes/KPE3", "<3"], [f"questions/{_id('q')}", "0"]]
    closed: Entry = {
        "state": "closed",
        "limit": 3,
        "options": [],
        "groups": [],
        "phase": 11,
        "on": {"kind": "free"},
    }
    about = {"kind": "episode", "id": "KPE3"}
    return {
        "00000a": {
            **closed,
            "kind": "poll",
            "number": 1,
            "on": about,
            "results": told,
            "groups": [["Health", told]],
        },
        "00000b": {**closed, "kind": "priorities", "number": 2, "results": first},
        "00000c": {**closed, "kind": "same", "number": 3, "results": [[said[0], "4"], [said[1], "0"]]},
        "00000d": {**closed, "kind": "poll", "number": 4, "state": "open", "results": []},
    }


def training_team() -> Board:
    """The review team's board: what was written for it alone."""
    board = Board()
    private = case("meeting.json")["snapshot"]["private_only_in_review_team_copy"]
    told = [each for each in steps("write") if each["card"] in private and each["card"] != "c041"]
    board.put("perspectives", {_id(each["card"]): {**_perspective(each), "mode": "private"} for each in told})
    return board


@cache
def training_snapshot() -> Snapshot:
    """The record of the training meeting."""
    return frozen(
        training_board().contents(),
        training_team().contents(),
        review=training_review(),
        meeting=training_meeting(),
        attendance=count(seats(), people()),
    )


def shown_words() -> dict[str, str]:
    """What the record must hold word for word: the id of an item -> its last wording."""
    final = case("meeting.json")["final_text"]
    wanted = case("meeting.json")["snapshot"]["must_contain_text_of"]
    return {
        each["card"]: final.get(each["card"], each["text"]) for each in _written() if each["card"] in wanted
    }


def _written() -> tuple[Entry, ...]:
    return steps("write")


def _shown(kind: str) -> Iterator[Entry]:
    kinds = {"good_practice": ("good_practice",), "perspective": ("perspective", "checkout")}[kind]
    return (each for each in _written() if each["card"] in shown_words() and each["kind"] in kinds)


def _phases() -> tuple[Phase, ...]:
    return tuple(
        Phase(
            number,
            each["id"],
            each["name"],
            each["planned_minutes"],
            each["prompt"],
            tuple(map(Mode, each["modes_allowed"])),
            blind=each["blind"],
        )
        for number, each in enumerate(case("meeting.json")["phases"], start=1)
    )


def _phase(key: str) -> int:
    return next(phase.number for phase in _phases() if phase.id == key)


def _id(key: str) -> str:
    """A random-looking id, as a claim would give it."""
    return hashlib.sha256(f"item{key}".encode()).hexdigest()[:32]


def _place(key: str) -> int:
    return int(hashlib.sha256(f"place{key}".encode()).hexdigest()[:6], 16)


def _label(entry: Entry) -> str:
    found = [step["labels"][entry["card"]] for step in steps("reveal") if entry["card"] in step["labels"]]
    return found[-1] if found else "A participant"


def _on(target: str) -> Entry:
    return {"kind": "free", "id": None} if target == "free" else {"kind": "episode", "id": target}


def _perspective(entry: Entry) -> Entry:
    number = _phase(entry["phase"])
    return {
        "text": shown_words().get(entry["card"], entry["text"]),
        "mode": entry["mode"],
        "label": _label(entry),
        "on": _on(entry["on"]),
        "phase": number,
        "prompt": _phases()[number - 1].prompt,
        "hindsight": entry.get("hindsight"),
        "state": "shown",
        "place": _place(entry["card"]),
        "own_words": True,
    }


def _factor(entry: Entry) -> Entry:
    taken = {key: entry[key] for key in ("text", "framework", "category", "direction", "mode")}
    shared = {"phase": _phase("influence"), "place": _place(entry["factor"])}
    return {**taken, **shared, "episode": entry["kpe"], "label": "A participant"}


def _challenge(entry: Entry) -> Entry:
    settled = {step["challenge"]: step["resolution"] for step in steps("settle_challenge")}
    return {
        "text": entry["text"],
        "event": entry["event"],
        "record": entry.get("record_cited", ""),
        "mode": entry["mode"],
        "label": "Home care provider" if entry["mode"] == "named" else "A participant",
        "phase": _phase("story"),
        "resolution": settled.get(entry["challenge"]),
        "place": _place(entry["challenge"]),
    }


def _quick_win(entry: Entry) -> Entry:
    return {"what": entry["text"], "owner": "", "agency": entry["owner"], "by": entry["by_when"], "phase": 3}


def _events() -> Iterator[Entry]:
    rows = [(part, row) for part in case("expected.json")["files"] for row in part.get("rows", ())]
    ordered = sorted(rows, key=lambda pair: (pair[1]["start"] or "9999", pair[1]["end"] or "9999"))
    for number, (part, row) in enumerate(ordered, start=1):
        yield _event(part["file"], row, number)


def _event(file: str, row: Entry, number: int) -> Entry:
    date = {key: row[key] for key in ("start", "end", "precision", "uncertain")}
    return {
        "id": row["id"],
        "number": str(number),
        "agency": row["agency"],
        "date": {"text": row["date_text"], "time": row.get("time_text"), **date},
        "what": row["event_prefix"],
        "source": "Case record",
        "origin": {"file": file.removeprefix("agencies/"), **row["locator"]},
        "flags": [flag for flag, value in row["flags"].items() if value is True],
    }


def _added(start: str, text: str) -> Entry:
    date = {"text": text, "start": start, "end": start, "precision": "approx", "uncertain": True}
    words = "The lift at Alex's flats was out of order from this day. It took five weeks."
    return {"date": date, "what": words, "label": "A participant", "mode": "role", "source": "Memory"}


def _episodes() -> Iterator[Entry]:
    for each in case("review.json")["key_practice_episodes"]:
        yield {
            "id": each["id"],
            "number": each["number"],
            "title": each["title"],
            "start": each["period"]["from"],
            "end": each["period"]["to"],
            "status": each["status"],
            "events": each["linked_events"],
            "happened": f"What the record shows from {each['period']['from']}.",
            "usual": "Said by several agencies to be usual. Nobody has counted."
            if each["number"] < 4
            else "",
        }
