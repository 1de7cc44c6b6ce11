"""Envelopes of sealed notes and the log of their opening on disk: no row has a seat, and no envelope a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select

from server.store.books import Books, new_id
from server.store.keys import ALERTS, WORKING
from server.store.tables import envelopes, meetings, openings


def keep_envelopes(books: Books, meeting: str, found: Mapping[str, str]) -> None:
    """Keep the envelopes (hex) of a batch that is shown, sorted by item; those without one are left out."""
    for item, envelope in sorted(found.items()):
        if envelope:
            books.connection.execute(delete(envelopes).where(envelopes.c.item == item))
            sealed = books.seal(_review(books, meeting), WORKING, f"envelope/{item}", envelope)
            books.connection.execute(envelopes.insert().values(meeting=meeting, item=item, sealed=sealed))


def envelope_of(books: Books, meeting: str, item: str) -> str | None:
    """The envelope of a note, or None."""
    asked = (envelopes.c.item == item) & (envelopes.c.meeting == meeting)
    sealed = books.connection.execute(select(envelopes.c.sealed).where(asked)).scalar()
    return books.unseal(_review(books, meeting), WORKING, f"envelope/{item}", sealed) if sealed else None


def forget_envelopes(books: Books, meeting: str, items: Iterable[str]) -> None:
    """The note was taken back, or its author made it more private: nobody can open a name any more."""
    gone = set(items)
    books.connection.execute(
        delete(envelopes).where(envelopes.c.meeting == meeting, envelopes.c.item.in_(gone))
    )


def log_opening(books: Books, meeting: str, opening: Mapping[str, Any]) -> None:
    """Keep that an envelope was opened: {"item", "when", "who", "why"}."""
    key = new_id()
    sealed = books.seal(_review(books, meeting), ALERTS, f"opening/{key}", dict(opening))
    books.connection.execute(openings.insert().values(id=key, meeting=meeting, sealed=sealed))


def openings_of(books: Books, meeting: str) -> list[dict[str, Any]]:
    """Every opening of a meeting, in the order of time."""
    rows = books.connection.execute(select(openings).where(openings.c.meeting == meeting))
    review = _review(books, meeting)
    found = [books.unseal(review, ALERTS, f"opening/{row.id}", row.sealed) for row in rows]
    return sorted(found, key=lambda entry: str(entry["when"]))


def _review(books: Books, meeting: str) -> str:
    return str(books.connection.execute(select(meetings.c.review).where(meetings.c.id == meeting)).scalar())
