"""Meetings, invited lists and personal links on disk."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select, update

from server.store.books import Books
from server.store.journal import GENESIS
from server.store.keys import PEOPLE, WORKING
from server.store.tables import invited, meetings, personal_links, referees, releases
from sessions.meeting import Meeting, meeting_from_json
from sessions.people import Person, Role
from sessions.refusals import Moved


def hashed(token: str) -> str:
    """How a token is kept: SHA-256, hex. Tokens are 256 random bits, so no salt is needed."""
    return sha256(token.encode()).hexdigest()


def add_meeting(books: Books, meeting: Meeting, join_code: str, screen_token: str) -> None:
    """Keep a new meeting with its join code and the big screen's token."""
    sealed = books.seal(
        meeting.review, WORKING, f"meeting/{meeting.id}", _body(meeting, join_code, screen_token)
    )
    books.connection.execute(
        meetings.insert().values(
            id=meeting.id,
            review=meeting.review,
            sealed=sealed,
            phase_number=meeting.phase,
            join_code_mac=books.keys.mac("join", join_code),
            screen_token_hash=hashed(screen_token),
        )
    )
    row = {
        "meeting": meeting.id,
        "table_no": 0,
        "phase_number": meeting.phase,
        "last_seq": 0,
        "head": GENESIS,
    }
    books.connection.execute(referees.insert().values(**row))


def save_meeting(books: Books, meeting: Meeting, expected_phase: int) -> None:
    """Keep what a command changed; the referee decides races between taps and nodes.

    Raises:
        Moved: the meeting no longer stands in `expected_phase`.
    """
    join_code, screen_token = addresses_of(books, meeting.id)
    won = books.connection.execute(
        update(referees)
        .where(referees.c.meeting == meeting.id, referees.c.table_no == 0)
        .where(referees.c.phase_number == expected_phase)
        .values(phase_number=meeting.phase)
    )
    if won.rowcount != 1:
        raise Moved(f"no longer in phase {expected_phase}")
    sealed = books.seal(
        meeting.review, WORKING, f"meeting/{meeting.id}", _body(meeting, join_code, screen_token)
    )
    changed = update(meetings).where(meetings.c.id == meeting.id)
    books.connection.execute(changed.values(sealed=sealed, phase_number=meeting.phase))


def touch(books: Books, meeting: str) -> None:
    """Write something that leaves nothing, to learn whether the disk takes it (promise D2).

    Not a row that stays as it is: SQLite sees that, and writes nothing.
    """
    row = {"meeting": meeting, "batch": "touch"}
    books.connection.execute(releases.insert().values(**row))
    books.connection.execute(delete(releases).where(releases.c.batch == row["batch"]))


def find_meeting(books: Books, meeting: str) -> Meeting | None:
    """One meeting, or None."""
    row = books.connection.execute(select(meetings).where(meetings.c.id == meeting)).first()
    return meeting_from_json(_unsealed(books, row)["meeting"]) if row else None


def meetings_of(books: Books, review: str) -> list[Meeting]:
    """The meetings of a review, by date."""
    rows = books.connection.execute(select(meetings).where(meetings.c.review == review))
    found = [meeting_from_json(_unsealed(books, row)["meeting"]) for row in rows]
    return sorted(found, key=lambda meeting: (meeting.date, meeting.title, meeting.id))


def addresses_of(books: Books, meeting: str) -> tuple[str, str]:
    """(join code, big screen's token) of a meeting, for those who may show them."""
    row = books.connection.execute(select(meetings).where(meetings.c.id == meeting)).one()
    body = _unsealed(books, row)
    return body["join_code"], body["screen_token"]


def meeting_by_code(books: Books, code: str) -> str | None:
    """The meeting that a join code opens."""
    wanted = select(meetings.c.id).where(meetings.c.join_code_mac == books.keys.mac("join", code))
    return books.connection.execute(wanted).scalar()


def meeting_by_screen(books: Books, token: str) -> str | None:
    """The meeting whose big screen has this token."""
    wanted = select(meetings.c.id).where(meetings.c.screen_token_hash == hashed(token))
    return books.connection.execute(wanted).scalar()


def invite(books: Books, meeting: Meeting, person: Person, place: int) -> None:
    """Put a line into the invited list, or replace it."""
    books.connection.execute(delete(invited).where(invited.c.id == person.id))
    sealed = books.seal(meeting.review, PEOPLE, f"invited/{person.id}", asdict(person))
    books.connection.execute(
        invited.insert().values(id=person.id, meeting=meeting.id, place=place, sealed=sealed)
    )


def next_place(books: Books, meeting: str) -> int:
    """The place behind the last line of the list."""
    last = books.connection.execute(select(func.max(invited.c.place)).where(invited.c.meeting == meeting))
    found = last.scalar()
    return 0 if found is None else int(found) + 1


def correct(books: Books, meeting: Meeting, person: Person) -> None:
    """Change a line of the invited list where it stands; its link goes on working."""
    sealed = books.seal(meeting.review, PEOPLE, f"invited/{person.id}", asdict(person))
    changed = update(invited).where((invited.c.id == person.id) & (invited.c.meeting == meeting.id))
    books.connection.execute(changed.values(sealed=sealed))


def uninvite(books: Books, meeting: str, person: str) -> None:
    """Take a line out of the invited list, with its links."""
    books.connection.execute(delete(invited).where((invited.c.id == person) & (invited.c.meeting == meeting)))


def invited_to(books: Books, meeting: Meeting) -> list[Person]:
    """The invited list in its order."""
    rows = books.connection.execute(
        select(invited).where(invited.c.meeting == meeting.id).order_by(invited.c.place, invited.c.id)
    )
    return [_person(books.unseal(meeting.review, PEOPLE, f"invited/{row.id}", row.sealed)) for row in rows]


def add_link(books: Books, meeting: str, person: str, token: str) -> None:
    """A personal one-time link for a line of the invited list; an older one stops working."""
    revoke_links(books, person)
    row = {"token_hash": hashed(token), "meeting": meeting, "invited": person}
    books.connection.execute(personal_links.insert().values(**row))


def revoke_links(books: Books, person: str) -> None:
    """No link of this line works any more."""
    books.connection.execute(delete(personal_links).where(personal_links.c.invited == person))


def linked(books: Books, meeting: str) -> set[str]:
    """The lines of the list that have a link which was not used yet."""
    found = select(personal_links.c.invited).where(personal_links.c.meeting == meeting)
    return set(books.connection.execute(found).scalars())


def use_link(books: Books, token: str) -> tuple[str, str] | None:
    """(meeting, line of the list) of a personal link; it works once."""
    found = select(personal_links).where(personal_links.c.token_hash == hashed(token))
    row = books.connection.execute(found).first()
    if row is None:
        return None
    books.connection.execute(delete(personal_links).where(personal_links.c.token_hash == row.token_hash))
    return row.meeting, row.invited


def person_from_json(entry: dict[str, Any]) -> Person:
    """A line of the list from plain values."""
    return _person(entry)


def _person(entry: dict[str, Any]) -> Person:
    return Person(**{**entry, "group": Role(entry["group"])})


def _body(meeting: Meeting, join_code: str, screen_token: str) -> dict[str, Any]:
    return {"meeting": meeting.to_json(), "join_code": join_code, "screen_token": screen_token}


def _unsealed(books: Books, row: Any) -> dict[str, Any]:
    found: dict[str, Any] = books.unseal(row.review, WORKING, f"meeting/{row.id}", row.sealed)
    return found
