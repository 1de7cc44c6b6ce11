"""What was said about snapshots since they were taken, sealed under the review's record key (promises R1, D4)."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select

from server.store import snapshots as snapshot_rows
from server.store.books import Books
from server.store.keys import RECORD
from server.store.tables import meetings, snapshots, statements
from sessions.parts import TEAM_LANE
from sessions.snapshot import SALT_BYTES, Snapshot, load
from sessions.statements import ADDENDUM, BOARD, TEAM, UNANSWERED, WITHDRAWN, Remark, words_hash


def note_withdrawn(books: Books, review: str, items: Collection[str]) -> dict[str, list[str]]:
    """In the transaction that takes words off the board: of each snapshot that holds them, that so many went.

    Returns:
        The words of addenda to them, which go too, by item: for a legal hold.
    """
    gone: dict[str, list[str]] = {}
    for meeting, number in _taken(books, review) if items else ():
        snapshot = _snapshot(books, meeting, number)
        for series, held in _held(snapshot, items).items():
            if held:
                _add(books, review, meeting, number, {"series": series, "kind": WITHDRAWN, "items": held})
        _empty_addenda(books, review, meeting, number, items, gone)
    return gone


def holds_item(books: Books, meeting: str, item: str) -> bool:
    """Does the latest snapshot of a meeting hold this item?"""
    last = _last(books, meeting)
    return last is not None and any(_held(_snapshot(books, meeting, last), [item]).values())


def addendum_of(books: Books, meeting: str, item: str) -> str | None:
    """The words of the latest addendum to an item, beside the latest snapshot of its meeting; None without one."""
    last = _last(books, meeting)
    told = _addenda(books, meeting, last)
    return next((str(kept["item"]["text"]) for kept in reversed(told) if kept["item"]["id"] == item), None)


def note_addenda(books: Books, review: str, meeting: str, addenda: Mapping[str, str]) -> None:
    """Write corrections beside the latest snapshot of a meeting, by item; what is there already is not said twice."""
    last = _last(books, meeting)
    for item in sorted(addenda) if last is not None else ():
        assert last is not None
        if addendum_of(books, meeting, item) != addenda[item]:
            kept = {"salt": secrets.token_hex(SALT_BYTES), "item": {"id": item, "text": addenda[item]}}
            _add_addendum(books, review, meeting, last, kept)


def carry_addenda(books: Books, review: str, meeting: str, number: int) -> None:
    """In the transaction that keeps a later snapshot: what stood beside the one before stands beside it too."""
    before = max(
        (taken for of, taken in _taken(books, review) if of == meeting and taken < number), default=None
    )
    for kept in _addenda(books, meeting, before):
        _add_addendum(books, review, meeting, number, kept)


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


def _add_addendum(books: Books, review: str, meeting: str, snapshot: int, kept: dict[str, Any]) -> None:
    held = _held(_snapshot(books, meeting, snapshot), [kept["item"]["id"]])
    series = next((series for series, number in held.items() if number), None)
    if series is not None:
        remark = {"series": series, "kind": ADDENDUM, "items": 1, "words": words_hash(kept), "kept": kept}
        _add(books, review, meeting, snapshot, remark)


def _addenda(books: Books, meeting: str, snapshot: int | None) -> list[dict[str, Any]]:
    """The addenda beside a snapshot whose words are there, in order."""
    told = remarks_of(books, meeting, snapshot) if snapshot is not None else []
    return [remark["kept"] for remark in told if remark["kind"] == ADDENDUM and remark["kept"]]


def _empty_addenda(
    books: Books, review: str, meeting: str, snapshot: int, items: Collection[str], gone: dict[str, list[str]]
) -> None:
    """Take the words out of addenda to these items; the statement, its number and its hash stay."""
    for number, remark in enumerate(remarks_of(books, meeting, snapshot), start=1):
        kept = remark.get("kept")
        if kept and kept["item"]["id"] in items:
            gone.setdefault(kept["item"]["id"], []).append(kept["item"]["text"])
            emptied = {**remark, "kept": None}
            sealed = books.seal(review, RECORD, _place(meeting, snapshot, number), emptied)
            of = (statements.c.meeting == meeting) & (statements.c.snapshot == snapshot)
            change = statements.update().where(of & (statements.c.number == number))
            books.connection.execute(change.values(sealed=sealed))


def _last(books: Books, meeting: str) -> int | None:
    return next((number for number, _ in snapshot_rows.snapshots_of(books, meeting)), None)


def _snapshot(books: Books, meeting: str, number: int) -> Snapshot:
    return load(snapshot_rows.find_snapshot(books, meeting, number) or b"")


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
