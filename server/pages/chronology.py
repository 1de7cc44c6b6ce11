"""One agency's chronology as it is kept: where it stands, how it was read, and what people decided about it.

The file itself and its reading lie beside it (`store.reviews.part_of`). Rows are known by their place in the file,
so what was decided about a row still holds when the file is read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from starlette.requests import Request

from server import opening
from server.access import NoSuchPage, own_review, store_of
from server.imports.codec import as_plain, from_plain
from server.imports.reading import Choice
from server.store import reviews as review_rows
from server.store.books import Books
from sessions.meeting import Review

READING, DRAFT, REFUSED, REMOVED = "reading", "draft", "refused", "removed"
CONFIRMED = opening.CONFIRMED
FILE, PLAIN = "file", "reading"
KEEP, DATE, OUT = "keep", "date", "out"
READY, LOOK, CHANGED, LEFT = "ready", "look", "changed", "left"

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said about one row: keep it as it is, take these words for its date, or leave it out."""

    verb: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Chronology:
    """What is kept of one agency's file.

    Attributes:
        agency: abbreviation, "" while nobody has said whose it is.
        file: its name as the agency has it.
        state: reading, draft, confirmed, refused or removed.
        kind: excel, word or delimited.
        say: why it was refused, or why it could not be read in another way (untranslated).
        rows, looks, left_out: how many rows there are, rows that need a look, lines that are no rows.
        questions: all that was ever asked about the whole file, as `reading.Question` in plain values.
        answers, mapping: what people said to them, and about its columns.
        before: answers and mapping of the last reading that went well.
        decisions: what they said about rows, by place.
        ids: of events whose id is not made from their place.
        given: marks of what was confirmed earlier (`chronicle.marks_of`).
        events: on the timeline, while it is confirmed.
        turn: counts the readings, so that only the newest is kept.
    """

    agency: str
    file: str
    state: str = READING
    kind: str = ""
    say: str = ""
    rows: int = 0
    looks: int = 0
    left_out: int = 0
    questions: Sequence[dict[str, Any]] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, Choice] = field(default_factory=dict)
    before: Plain = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)
    events: Sequence[dict[str, Any]] = ()
    turn: int = 0

    @property
    def unanswered(self) -> list[dict[str, Any]]:
        """The questions about the whole file that nobody has answered."""
        return [question for question in self.questions if question["key"] not in self.answers]

    @property
    def is_there(self) -> bool:
        """Whether it is on the list of the review."""
        return self.state != REMOVED

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be sealed."""
        plain = {part.name: getattr(self, part.name) for part in fields(self)}
        return plain | {"mapping": as_plain(dict(self.mapping)), "decisions": as_plain(dict(self.decisions))}


def from_json(entry: Plain) -> Chronology:
    """The other way round; what an older one lacks has its default."""
    known = {part.name for part in fields(Chronology)}
    plain = {name: value for name, value in entry.items() if name in known}
    mapping = {name: from_plain(Choice, choice) for name, choice in entry.get("mapping", {}).items()}
    decisions = {place: from_plain(Decision, one) for place, one in entry.get("decisions", {}).items()}
    return Chronology(**{**plain, "mapping": mapping, "decisions": decisions})


def place_of(place: Plain) -> str:
    """What a row is known by: sheet or table, and row."""
    return f"{place.get('sheet') or ''}/{place.get('table') or ''}/{place['row']}"


def state_of(row: Plain, decision: Decision | None) -> str:
    """Where a row stands (design section 5): ready, needs a look, changed or left out."""
    if decision is None:
        return LOOK if row.get("problem") else READY
    return {KEEP: READY, DATE: CHANGED, OUT: LEFT}[decision.verb]


def counted(chronology: Chronology, reading: Plain) -> Chronology:
    """The chronology with its numbers, from its reading and what was decided."""
    rows = reading["rows"]
    states = [state_of(row, chronology.decisions.get(place_of(row["place"]))) for row in rows]
    # What was answered is not asked again by the reader, and can still be answered in another way.
    asked = {one["key"]: one for one in [*chronology.questions, *reading["questions"]]}
    return replace(
        chronology,
        kind=reading["kind"],
        rows=len(rows) - states.count(LEFT),
        looks=states.count(LOOK),
        left_out=len(reading["left_out"]) + len(reading["outside"]) + states.count(LEFT),
        questions=list(asked.values()),
    )


async def own_chronology(request: Request) -> tuple[Review, str, Chronology]:
    """The chronology of the address with its review, for the owner's account.

    Raises:
        SignInFirst, NoSuchPage: as `access.own_review` does, also for one that was removed.
    """
    review = await own_review(request, request.path_params["review"])
    key = request.path_params["chronology"]
    found = await store_of(request).read(lambda books: review_rows.find_chronology(books, review.id, key))
    if found is None or not from_json(found).is_there:
        raise NoSuchPage("chronology")
    return review, key, from_json(found)


async def reading_of(request: Request, review: str, key: str) -> dict[str, Any]:
    """How a chronology was read, as plain values. Raises NoSuchPage when it was not."""

    def look(books: Books) -> dict[str, Any] | None:
        plain = review_rows.part_of(books, review, key, PLAIN)
        return json.loads(plain) if plain else None

    found = await store_of(request).read(look)
    if found is None:
        raise NoSuchPage("reading")
    return found


async def change(
    request: Request, review: str, key: str, act: Callable[[Books, Chronology], Chronology]
) -> Chronology:
    """Change a chronology in one transaction. Raises NoSuchPage when it was removed meanwhile."""

    def write(books: Books) -> Chronology:
        found = review_rows.find_chronology(books, review, key)
        if found is None or not from_json(found).is_there:
            raise NoSuchPage("chronology")
        changed = act(books, from_json(found))
        review_rows.save_chronology(books, review, key, changed.to_json())
        return changed

    return await store_of(request).write(write)
