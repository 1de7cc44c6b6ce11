"""Reviews and their chronologies on disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select, update

from server.store.books import Books, new_id
from server.store.keys import CLASSES, WORKING, KeyStore
from server.store.tables import chronologies, chronology_parts, reviews
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


def add_chronology(books: Books, review: str, chronology: Mapping[str, Any], key: str = "") -> str:
    """Keep one agency's chronology behind those that are there; return its id.

    Args:
        books: the store, in a transaction.
        review: id.
        chronology: plain values, at least {"agency", "file", "state", "events": [...]}.
        key: its id, when something was sealed for it already.
    """
    key = key or new_id()
    last = select(func.max(chronologies.c.place)).where(chronologies.c.review == review)
    place = (books.connection.execute(last).scalar() or 0) + 1
    sealed = books.seal(review, WORKING, f"chronology/{key}", chronology)
    books.connection.execute(chronologies.insert().values(id=key, review=review, place=place, sealed=sealed))
    return key


def save_chronology(books: Books, review: str, key: str, chronology: Mapping[str, Any]) -> None:
    """Keep what a correction changed."""
    sealed = books.seal(review, WORKING, f"chronology/{key}", chronology)
    books.connection.execute(update(chronologies).where(chronologies.c.id == key).values(sealed=sealed))


def remove_chronology(books: Books, review: str, key: str) -> None:
    """Take one agency's chronology out of the review, with its file and its reading."""
    gone = (chronologies.c.id == key) & (chronologies.c.review == review)
    books.connection.execute(delete(chronologies).where(gone))


def find_chronology(books: Books, review: str, key: str) -> dict[str, Any] | None:
    """One chronology of a review, or None."""
    asked = (chronologies.c.id == key) & (chronologies.c.review == review)
    row = books.connection.execute(select(chronologies).where(asked)).first()
    return books.unseal(review, WORKING, f"chronology/{key}", row.sealed) if row else None


def chronologies_of(books: Books, review: str) -> dict[str, dict[str, Any]]:
    """All chronologies of a review by id, in the order in which they came."""
    asked = select(chronologies).where(chronologies.c.review == review)
    rows = books.connection.execute(asked.order_by(chronologies.c.place, chronologies.c.id))
    return {row.id: books.unseal(review, WORKING, f"chronology/{row.id}", row.sealed) for row in rows}


def keep_part(books: Books, key: str, name: str, sealed: bytes) -> None:
    """Keep one of the large things of a chronology, sealed by `sealed_part`; there is one of each name."""
    drop_part(books, key, name)
    books.connection.execute(chronology_parts.insert().values(chronology=key, name=name, sealed=sealed))


def drop_part(books: Books, key: str, name: str) -> None:
    """Remove one of the large things of a chronology."""
    gone = (chronology_parts.c.chronology == key) & (chronology_parts.c.name == name)
    books.connection.execute(delete(chronology_parts).where(gone))


def sealed_part(keys: KeyStore, review: str, key: str, name: str, plain: bytes) -> bytes:
    """Seal one of the large things of a chronology: outside the writer, which all meetings wait for."""
    return keys.seal(review, WORKING, f"chronology/{key}/{name}", plain)


def part_of(books: Books, review: str, key: str, name: str) -> bytes | None:
    """One of the large things of a chronology, or None. The caller knows that the chronology is the review's."""
    asked = (chronology_parts.c.chronology == key) & (chronology_parts.c.name == name)
    sealed = books.connection.execute(select(chronology_parts.c.sealed).where(asked)).scalar()
    return books.keys.unseal(review, WORKING, f"chronology/{key}/{name}", sealed) if sealed else None


def _read(books: Books, key: str, sealed: bytes) -> Review:
    return review_from_json(books.unseal(key, WORKING, f"review/{key}", sealed))
