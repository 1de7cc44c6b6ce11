"""Locks of notes and letters to their authors on disk (promise A10): no row has a seat, and none a time.

A lock comes into the main database in the same sorted transaction in which its note leaves the Tray (promise A6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select

from server.store.books import Books, new_id
from server.store.keys import ALERTS, WORKING
from server.store.tables import letters, locks, meetings


def keep_locks(books: Books, meeting: str, found: Mapping[str, str]) -> None:
    """Keep the locks of a batch that is shown, sorted by item; those without one are left out."""
    review = _review(books, meeting)
    for item, lock in sorted(found.items()):
        if lock:
            books.connection.execute(delete(locks).where(locks.c.item == item))
            sealed = books.seal(review, WORKING, f"lock/{item}", lock)
            books.connection.execute(locks.insert().values(meeting=meeting, item=item, sealed=sealed))


def lock_of_item(books: Books, meeting: str, item: str) -> bytes | None:
    """The lock of a note, or None when it came without one."""
    asked = (locks.c.item == item) & (locks.c.meeting == meeting)
    sealed = books.connection.execute(select(locks.c.sealed).where(asked)).scalar()
    return (
        bytes.fromhex(books.unseal(_review(books, meeting), WORKING, f"lock/{item}", sealed))
        if sealed
        else None
    )


def forget_author(books: Books, meeting: str, items: Iterable[str]) -> None:
    """A note was taken back: there is nobody to write to any more."""
    gone = set(items)
    books.connection.execute(delete(locks).where(locks.c.meeting == meeting, locks.c.item.in_(gone)))
    remove_letters(books, meeting, lambda letter: letter["item"] in gone)


def add_letter(books: Books, meeting: str, letter: Mapping[str, Any]) -> str:
    """Keep a letter: {"item", "kind", ...}. Returns its id."""
    key = new_id()
    sealed = books.seal(_review(books, meeting), ALERTS, f"letter/{key}", dict(letter))
    books.connection.execute(letters.insert().values(id=key, meeting=meeting, sealed=sealed))
    return key


def letters_of(books: Books, meeting: str) -> list[dict[str, Any]]:
    """The letters of a meeting, each with its id, in no order that tells anything."""
    rows = books.connection.execute(
        select(letters).where(letters.c.meeting == meeting).order_by(letters.c.id)
    )
    review = _review(books, meeting)
    return [{**books.unseal(review, ALERTS, f"letter/{row.id}", row.sealed), "id": row.id} for row in rows]


def remove_letters(books: Books, meeting: str, unwanted: Any) -> None:
    """Remove those letters that a test says are not wanted any more."""
    for letter in letters_of(books, meeting):
        if unwanted(letter):
            books.connection.execute(delete(letters).where(letters.c.id == letter["id"]))


def _review(books: Books, meeting: str) -> str:
    return str(
        books.connection.execute(select(meetings.c.review).where(meetings.c.id == meeting)).scalar_one()
    )
