"""Reviews and their chronologies on disk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from server.store.books import Books, new_id
from server.store.keys import CLASSES, WORKING
from server.store.tables import chronologies, reviews
from sessions.meeting import Review, review_from_json


def add_review(books: Books, review: Review, owner: str) -> None:
    """Keep a new review of an account, and make its four keys (promise D4)."""
    for kind in CLASSES:
        books.keys.make(review.id, kind)
    sealed = books.seal(review.id, WORKING, f"review/{review.id}", review.to_json())
    books.connection.execute(reviews.insert().values(id=review.id, owner=owner, sealed=sealed))


def save_review(books: Books, review: Review) -> None:
    """Keep what was changed at set-up."""
    sealed = books.seal(review.id, WORKING, f"review/{review.id}", review.to_json())
    books.connection.execute(update(reviews).where(reviews.c.id == review.id).values(sealed=sealed))


def find_review(books: Books, review: str) -> Review | None:
    """One review, or None."""
    row = books.connection.execute(select(reviews).where(reviews.c.id == review)).first()
    return _read(books, row.id, row.sealed) if row else None


def reviews_of(books: Books, owner: str) -> list[Review]:
    """The reviews of an account, by reference."""
    rows = books.connection.execute(select(reviews).where(reviews.c.owner == owner))
    return sorted((_read(books, row.id, row.sealed) for row in rows), key=lambda review: review.reference)


def owner_of(books: Books, review: str) -> str | None:
    """The account that a review belongs to."""
    return books.connection.execute(select(reviews.c.owner).where(reviews.c.id == review)).scalar()


def add_chronology(books: Books, review: str, chronology: dict[str, Any]) -> str:
    """Keep one agency's chronology: {"agency": ..., "file": ..., "events": [...]}; return its id."""
    key = new_id()
    sealed = books.seal(review, WORKING, f"chronology/{key}", chronology)
    books.connection.execute(chronologies.insert().values(id=key, review=review, sealed=sealed))
    return key


def save_chronology(books: Books, review: str, key: str, chronology: dict[str, Any]) -> None:
    """Keep what a correction changed."""
    sealed = books.seal(review, WORKING, f"chronology/{key}", chronology)
    books.connection.execute(update(chronologies).where(chronologies.c.id == key).values(sealed=sealed))


def remove_chronology(books: Books, review: str, key: str) -> None:
    """Take one agency's chronology out of the review."""
    gone = (chronologies.c.id == key) & (chronologies.c.review == review)
    books.connection.execute(delete(chronologies).where(gone))


def chronologies_of(books: Books, review: str) -> dict[str, dict[str, Any]]:
    """All chronologies of a review by id."""
    rows = books.connection.execute(select(chronologies).where(chronologies.c.review == review))
    return {row.id: books.unseal(review, WORKING, f"chronology/{row.id}", row.sealed) for row in rows}


def _read(books: Books, key: str, sealed: bytes) -> Review:
    return review_from_json(books.unseal(key, WORKING, f"review/{key}", sealed))
