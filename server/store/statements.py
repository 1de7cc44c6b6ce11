"""What was said about snapshots since they were taken, sealed under the review's record key (promises R1, D4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from server.store import snapshots as snapshot_rows
from server.store.books import Books
from server.store.keys import RECORD
from server.store.tables import meetings, snapshots, statements
from sessions.parts import TEAM_LANE
from sessions.snapshot import Snapshot, load
from sessions.statements import BOARD, TEAM, UNANSWERED, WITHDRAWN, Remark


def note_withdrawn(books: Books, review: str, items: Collection[str]) -> None:
    """In the transaction that takes words off the board: of each snapshot that holds them, that so many went."""
    for meeting, number in _taken(books, review) if items else ():
        snapshot = load(snapshot_rows.find_snapshot(books, meeting, number) or b"")
        for series, held in _held(snapshot, items).items():
            if held:
                _add(books, review, meeting, number, {"series": series, "kind": WITHDRAWN, "items": held})


def note_unanswered(books: Books, review: str, meeting: str, items: int) -> None:
    """In the transaction that counts what nobody answered for: it is said of the meeting's last snapshot."""
    last = max((number for of, number in _taken(books, review) if of == meeting), default=None)
    if last is not None:
        _add(books, review, meeting, last, {"series": BOARD, "kind": UNANSWERED, "items": items})


def remarks_of(books: Books, meeting: str, snapshot: int) -> list[Remark]:
    """What was said about one snapshot, in order."""
    review = str(
        books.connection.execute(select(meetings.c.review).where(meetings.c.id == meeting)).scalar_one()
    )
    wanted = select(statements.c.number, statements.c.sealed).where(
        statements.c.meeting == meeting, statements.c.snapshot == snapshot
    )
    rows = books.connection.execute(wanted.order_by(statements.c.number))
    return [books.unseal(review, RECORD, _place(meeting, snapshot, row[0]), row[1]) for row in rows]


def _held(snapshot: Snapshot, items: Collection[str]) -> dict[str, int]:
    found = {BOARD: 0, TEAM: 0}
    for name in snapshot.parts:
        series = TEAM if name == TEAM_LANE else BOARD
        found[series] += sum(item.get("id") in items for item in snapshot.items(name))
    return found


def _taken(books: Books, review: str) -> list[tuple[str, int]]:
    wanted = (
        select(snapshots.c.meeting, snapshots.c.number)
        .join(meetings, meetings.c.id == snapshots.c.meeting)
        .where(meetings.c.review == review)
        .order_by(snapshots.c.number)
    )
    return [(row[0], row[1]) for row in books.connection.execute(wanted)]


def _add(books: Books, review: str, meeting: str, snapshot: int, remark: dict[str, Any]) -> None:
    of = (statements.c.meeting == meeting) & (statements.c.snapshot == snapshot)
    number = 1 + int(
        books.connection.execute(select(func.count()).select_from(statements).where(of)).scalar_one()
    )
    sealed = books.seal(review, RECORD, _place(meeting, snapshot, number), remark)
    row = {"meeting": meeting, "snapshot": snapshot, "number": number, "sealed": sealed}
    books.connection.execute(statements.insert().values(**row))


def _place(meeting: str, snapshot: int, number: int) -> str:
    return f"statement/{meeting}/{snapshot}/{number}"
