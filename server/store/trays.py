"""The Tray on disk: what waits for the reveal, in a file of its own (promises A4, A6).

No function here has a parameter that a seat would fit into.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, select, update

from server.store.keys import KeyStore
from server.store.tables import tray
from sessions.tray import Waiting, waiting_from_json

# Every sealed row is this long or a multiple of it, so that size tells little of the words (promise B5).
_PAD = 1024


class SqlTray:
    """The Tray on one connection to its own file."""

    def __init__(self, connection: Connection, keys: KeyStore) -> None:
        self._connection, self._keys = connection, keys

    def put(self, meeting: str, waiting: Waiting) -> None:
        """Keep one contribution; the same item sent twice is kept once, in its newest words."""
        sealed = self._seal(meeting, waiting)
        self._connection.execute(delete(tray).where(_one(meeting, waiting.item)))
        row = {"meeting": meeting, "item": waiting.item, "phase_number": waiting.phase, "kind": "waiting"}
        self._connection.execute(tray.insert().values(**row, sealed=sealed))

    def put_change(self, meeting: str, item: str, phase: int, change: dict[str, str | None]) -> None:
        """Keep an edit ({"text": ...}) or a withdrawal ({"text": None}) of an item already shown."""
        key = _kind(phase)
        self._keys.make(meeting, key)
        sealed = self._keys.seal(meeting, key, f"change/{item}", _padded(json.dumps(change).encode()))
        self._connection.execute(delete(tray).where(_one(meeting, item)))
        row = {"meeting": meeting, "item": item, "phase_number": phase, "kind": "change"}
        self._connection.execute(tray.insert().values(**row, sealed=sealed))

    def take(self, meeting: str, item: str) -> Waiting | None:
        """One waiting contribution, or None."""
        found = [entry for entry in self.waiting(meeting) if entry.item == item]
        return found[0] if found else None

    def waiting(self, meeting: str) -> list[Waiting]:
        """All that wait, in the order of their random ids."""
        rows = self._rows(meeting, "waiting")
        return [waiting_from_json(json.loads(self._unseal(meeting, row.phase_number, row))) for row in rows]

    def changes(self, meeting: str) -> dict[str, dict[str, str | None]]:
        """The edits and withdrawals that wait, by item."""
        rows = self._rows(meeting, "change")
        return {row.item: json.loads(self._unseal(meeting, row.phase_number, row, "change/")) for row in rows}

    def remove(self, meeting: str, items: Iterable[str]) -> None:
        """Take rows out."""
        for item in sorted(items):
            self._connection.execute(delete(tray).where(_one(meeting, item)))

    def mark(self, meeting: str, items: Sequence[str], batch: str) -> None:
        """Note the batch that these are being released with, so that a crash in between is finished once."""
        for item in sorted(items):
            self._connection.execute(update(tray).where(_one(meeting, item)).values(batch=batch))

    def marked(self) -> dict[str, set[tuple[str, str]]]:
        """Batches found under way: batch -> (meeting, item)."""
        found: dict[str, set[tuple[str, str]]] = {}
        for row in self._connection.execute(select(tray).where(tray.c.batch != "")):
            found.setdefault(row.batch, set()).add((row.meeting, row.item))
        return found

    def destroy(self, meeting: str) -> int:
        """Destroy all that waits in a meeting; return how many contributions that were."""
        count = len(self._rows(meeting, "waiting"))
        self._connection.execute(delete(tray).where(tray.c.meeting == meeting))
        return count

    def _rows(self, meeting: str, kind: str) -> list[Row[Any]]:
        wanted = select(tray).where(tray.c.meeting == meeting, tray.c.kind == kind).order_by(tray.c.item)
        return list(self._connection.execute(wanted))

    def _seal(self, meeting: str, waiting: Waiting) -> bytes:
        key = _kind(waiting.phase)
        self._keys.make(meeting, key)
        body = _padded(json.dumps(waiting.to_json()).encode())
        return self._keys.seal(meeting, key, waiting.item, body)

    def _unseal(self, meeting: str, phase: int, row: Row[Any], prefix: str = "") -> bytes:
        return self._keys.unseal(meeting, _kind(phase), prefix + row.item, row.sealed)


def rewrite(engine: Engine) -> None:
    """After a release: rewrite the file and cut its log, so that no order of arrival is left (promise A6)."""
    # Below SQLAlchemy, which would BEGIN first: a file is not rewritten inside a transaction.
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def _one(meeting: str, item: str) -> ColumnElement[bool]:
    return (tray.c.meeting == meeting) & (tray.c.item == item)


def _kind(phase: int) -> str:
    return f"tray-{phase}"


def _padded(body: bytes) -> bytes:
    return body + b" " * (-len(body) % _PAD)
