"""What a legal hold keeps that would have gone: sealed under the review's *alerts* key, out of board and record (D3).

No row has a time, and words taken back come in one sorted batch with others, as everything that leaves the Tray.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from server.store.books import Books, new_id
from server.store.keys import ALERTS
from server.store.tables import held

JOURNAL, WORDS = "journal", "words"


def keep_journal(books: Books, review: str, meeting: str) -> None:
    """Before compaction: the journal as it is, with what was withdrawn in it."""
    updates = books.journal.replay_all(meeting)
    plain = {name: [b64encode(update).decode() for update in found] for name, found in updates.items()}
    _keep(books, review, meeting, JOURNAL, plain)


def keep_words(books: Books, review: str, meeting: str, words: Mapping[str, Sequence[str]]) -> None:
    """Words that were taken back or rewritten before anybody saw them, by item."""
    for item in sorted(words):
        _keep(books, review, meeting, WORDS, {"item": item, "words": list(words[item])})


def count_held(books: Books, review: str) -> dict[str, int]:
    """How much is held, by kind: for the disclosure schedule."""
    counted = (
        select(held.c.kind, func.count())
        .where(held.c.review == review)
        .group_by(held.c.kind)
        .order_by(held.c.kind)
    )
    return {str(kind): int(number) for kind, number in books.connection.execute(counted)}


def all_held(books: Books, review: str) -> list[dict[str, Any]]:
    """Everything that is held of a review, opened: for whoever must answer a court."""
    rows = books.connection.execute(select(held).where(held.c.review == review).order_by(held.c.id))
    return [
        {"meeting": row.meeting, "kind": row.kind, **_opened(books, review, row.id, row.sealed)}
        for row in rows
    ]


def _keep(books: Books, review: str, meeting: str, kind: str, plain: Mapping[str, Any]) -> None:
    key, body = new_id(), zlib.compress(json.dumps(plain, ensure_ascii=False).encode())
    sealed = books.keys.seal(review, ALERTS, f"held/{key}", body)
    books.connection.execute(
        held.insert().values(id=key, review=review, meeting=meeting, kind=kind, sealed=sealed)
    )


def _opened(books: Books, review: str, key: str, sealed: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        zlib.decompress(books.keys.unseal(review, ALERTS, f"held/{key}", sealed))
    )
    return found
