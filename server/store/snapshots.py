"""Snapshots on disk: sealed under the review's record key, which outlives the working one (promise D4)."""

from __future__ import annotations

from sqlalchemy import func, select

from server.store.books import Books
from server.store.keys import RECORD
from server.store.tables import meetings, snapshots


def add_snapshot(books: Books, meeting: str, number: int, manifest_hash: str, frozen: bytes) -> None:
    """Keep one snapshot; its number is taken once and for ever."""
    sealed = books.keys.seal(_review(books, meeting), RECORD, f"snapshot/{meeting}/{number}", frozen)
    row = {"meeting": meeting, "number": number, "manifest_hash": manifest_hash, "sealed": sealed}
    books.connection.execute(snapshots.insert().values(**row))


def find_snapshot(books: Books, meeting: str, number: int) -> bytes | None:
    """One snapshot as it was frozen, or None."""
    wanted = select(snapshots.c.sealed).where(snapshots.c.meeting == meeting, snapshots.c.number == number)
    sealed = books.connection.execute(wanted).scalar()
    if sealed is None:
        return None
    return books.keys.unseal(_review(books, meeting), RECORD, f"snapshot/{meeting}/{number}", sealed)


def last_number(books: Books, review: str) -> int:
    """The highest number taken in a review; 0 before the first."""
    taken = select(func.max(snapshots.c.number)).join(meetings, meetings.c.id == snapshots.c.meeting)
    return int(books.connection.execute(taken.where(meetings.c.review == review)).scalar() or 0)


def snapshots_of(books: Books, meeting: str) -> list[tuple[int, str]]:
    """(number, manifest hash) of a meeting's snapshots, newest first."""
    wanted = select(snapshots.c.number, snapshots.c.manifest_hash).where(snapshots.c.meeting == meeting)
    return [(row[0], row[1]) for row in books.connection.execute(wanted.order_by(snapshots.c.number.desc()))]


def all_of_review(books: Books, review: str) -> list[bytes]:
    """All snapshots of a review by number."""
    wanted = (
        select(snapshots.c.meeting, snapshots.c.number)
        .join(meetings, meetings.c.id == snapshots.c.meeting)
        .where(meetings.c.review == review)
        .order_by(snapshots.c.number)
    )
    rows = books.connection.execute(wanted).all()
    found = [find_snapshot(books, row[0], row[1]) for row in rows]
    return [frozen for frozen in found if frozen is not None]


def _review(books: Books, meeting: str) -> str:
    return str(
        books.connection.execute(select(meetings.c.review).where(meetings.c.id == meeting)).scalar_one()
    )
