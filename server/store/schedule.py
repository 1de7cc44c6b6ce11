"""What exists of a review, counted for a disclosure schedule: kinds, numbers and places; nothing of what it says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from server.store import alerts as alert_rows
from server.store import held as held_rows
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store import snapshots as snapshot_rows
from server.store.books import Books
from server.store.tables import journal, seats
from sessions.meeting import Meeting, Review


@dataclass(frozen=True, slots=True)
class Holding:
    """One line: a kind of material, of what or when, how many, and under which key it lies."""

    kind: str
    of: str
    number: int
    key: str


def holdings_of(books: Books, review: Review) -> list[Holding]:
    """Everything that is kept of a review."""
    found = [Holding("review", review.reference, 1, "working")]
    for entry in review_rows.chronologies_of(books, review.id).values():
        found.append(Holding("chronology", str(entry["agency"]), len(entry["events"]), "working"))
    for meeting in meeting_rows.meetings_of(books, review.id):
        found += _of_meeting(books, meeting)
    alerts = alert_rows.alerts_of_review(books, review.id)
    found += [Holding("alert", alert.ref, 1, "alerts") for alert in alerts]
    held = held_rows.count_held(books, review.id)
    return found + [Holding(f"held {kind}", "", number, "alerts") for kind, number in held.items()]


def _of_meeting(books: Books, meeting: Meeting) -> list[Holding]:
    of = f"{meeting.title} {meeting.date}".strip()
    snapshots = snapshot_rows.snapshots_of(books, meeting.id)
    return [
        Holding("invited", of, len(meeting_rows.invited_to(books, meeting)), "people"),
        Holding("attendance", of, _rows(books, seats, meeting.id), "people"),
        Holding("board", of, _rows(books, journal, meeting.id), "working"),
        *(Holding("snapshot", f"{of}, {number}", 1, "record") for number, _ in snapshots),
    ]


def _rows(books: Books, table: object, meeting: str) -> int:
    counted = select(func.count()).select_from(table).where(table.c.meeting == meeting)  # type: ignore
    return int(books.connection.execute(counted).scalar_one())
