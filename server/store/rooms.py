"""What a room is loaded from: its meeting, its review, its journal and its seats, in one reading."""

from __future__ import annotations

from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store import seats as seat_rows
from server.store.books import Books
from sessions import pens
from sessions.meeting import Meeting, Review
from sessions.people import Seat


def read_room(
    books: Books, meeting: str
) -> tuple[Meeting, Review, dict[str, list[bytes]], dict[str, Seat]] | None:
    """All that a room begins with; None when there is no such meeting.

    Returns:
        The meeting, its review, the updates of each document in order, and the seats by their cookies.
    """
    row = meeting_rows.find_meeting(books, meeting)
    review = review_rows.find_review(books, row.review) if row else None
    if row is None or review is None:
        return None
    updates = books.journal.replay_all(meeting)
    return (
        row,
        review,
        {name: updates.get(name, []) for name in (pens.BOARD, pens.TEAM_BOARD)},
        seat_rows.seats_of(books, meeting),
    )
