"""The Tray on disk: what waits for the reveal, in a file of its own (promises A4, A6).

No function here has a parameter that a seat would fit into.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, select, update

from server.store.keys import KeyStore
from server.store.tables import tray
from sessions.ballots import Answer
from sessions.tray import Waiting, waiting_from_json

# Every sealed row is this long or a multiple of it, so that size tells nothing of words or labels (promise B5):
# 4,000 letters with their labels fit into one, and a file of three hundred is 5 MB for an hour.
_PAD = 16 * 1024


class SqlTray:
    """The Tray on one connection to its own file."""

    def __init__(self, connection: Connection, keys: KeyStore) -> None:
        self._connection, self._keys = connection, keys

    def open(self, meeting: str, phase: int) -> None:
        """Make the key of a step, so that none is made because of a contribution."""
        self._keys.make(meeting, _kind(phase))
        self._keys.reread(meeting, _kind(phase))

    def close(self, meeting: str, phases: Iterable[int]) -> None:
        """Destroy the keys of those steps under which nothing lies any more (promise A6)."""
        used = set(
            self._connection.execute(select(tray.c.phase_number).where(tray.c.meeting == meeting)).scalars()
        )
        for phase in phases:
            if phase not in used:
                self._keys.destroy(meeting, _kind(phase))

    def put(self, meeting: str, waiting: Waiting, phase: int) -> None:
        """Keep one contribution; the same item sent twice is kept once, in its newest words.

        Args:
            meeting: whose Tray.
            waiting: the contribution, with the step that it answers.
            phase: the present step, under whose key it waits: which step it answers stands in no clear column.
        """
        body = json.dumps(waiting.to_json(), ensure_ascii=False)
        self._keep(meeting, waiting.item, phase, "waiting", body)

    def put_change(self, meeting: str, item: str, phase: int, change: dict[str, str | None]) -> None:
        """Keep an edit ({"text": ...}) or a withdrawal ({"text": None}) of an item already shown."""
        self._keep(meeting, item, phase, "change", json.dumps(change, ensure_ascii=False))

    def take(self, meeting: str, item: str) -> Waiting | None:
        """One waiting contribution, or None."""
        found = [entry for entry in self.waiting(meeting) if entry.item == item]
        return found[0] if found else None

    def waiting(self, meeting: str) -> list[Waiting]:
        """All that wait, in the order of their random ids."""
        return [waiting_from_json(self._unseal(row)) for row in self._rows(meeting, "waiting")]

    def changes(self, meeting: str) -> dict[str, dict[str, str | None]]:
        """The edits and withdrawals that wait, by item."""
        return {row.item: self._unseal(row) for row in self._rows(meeting, "change")}

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

    def open_ballot(self, meeting: str, ballot: str) -> None:
        """Make the key of a ballot when it opens (promise A7)."""
        self._keys.make(meeting, _ballot_key(ballot))

    def put_answer(self, meeting: str, ballot: str, who: str, answer: Answer) -> None:
        """Keep one person's answer in place of an earlier one (promise A7).

        Args:
            meeting, ballot: where it belongs.
            who: stands for one person; only its keyed hash is kept, under a key that goes with the ballot.
            answer: what was chosen.
        """
        body = json.dumps([list(answer.chosen), answer.group], ensure_ascii=False)
        item, kind = self._answerer(meeting, ballot, who), _answers(ballot)
        sealed = self._keys.seal(meeting, _ballot_key(ballot), f"{kind}/{item}", _padded(body.encode()))
        self._connection.execute(delete(tray).where(_one(meeting, item)))
        row = {"meeting": meeting, "item": item, "phase_number": 0, "kind": kind}
        self._connection.execute(tray.insert().values(**row, sealed=sealed))

    def answer_of(self, meeting: str, ballot: str, who: str) -> Answer:
        """What one person has chosen so far."""
        return self.answers(meeting, ballot).get(self._answerer(meeting, ballot, who), Answer(()))

    def answers(self, meeting: str, ballot: str) -> dict[str, Answer]:
        """All answers of a ballot, by the keyed hashes that stand for people."""
        kind, found = _answers(ballot), {}
        for row in self._rows(meeting, kind):
            opened = self._keys.unseal(meeting, _ballot_key(ballot), f"{kind}/{row.item}", row.sealed)
            chosen, group = json.loads(opened)
            found[row.item] = Answer(tuple(chosen), group)
        return found

    def close_ballot(self, meeting: str, ballot: str) -> None:
        """The key of a ballot goes, and with it whatever was under it (promise A7)."""
        self._connection.execute(
            delete(tray).where(tray.c.meeting == meeting, tray.c.kind == _answers(ballot))
        )
        self._keys.destroy(meeting, _ballot_key(ballot))

    def _answerer(self, meeting: str, ballot: str, who: str) -> str:
        key = self._keys.raw(meeting, _ballot_key(ballot))
        return hmac.new(key, who.encode(), sha256).hexdigest()

    def destroy(self, meeting: str) -> int:
        """Destroy all that waits in a meeting; return how many contributions that were."""
        count = len(self._rows(meeting, "waiting"))
        self._connection.execute(delete(tray).where(tray.c.meeting == meeting))
        return count

    def _rows(self, meeting: str, kind: str) -> list[Row[Any]]:
        wanted = select(tray).where(tray.c.meeting == meeting, tray.c.kind == kind).order_by(tray.c.item)
        return list(self._connection.execute(wanted))

    def _keep(self, meeting: str, item: str, phase: int, kind: str, body: str) -> None:
        self.open(meeting, phase)
        sealed = self._keys.seal(meeting, _kind(phase), f"{kind}/{item}", _padded(body.encode()))
        self._connection.execute(delete(tray).where(_one(meeting, item)))
        row = {"meeting": meeting, "item": item, "phase_number": phase, "kind": kind}
        self._connection.execute(tray.insert().values(**row, sealed=sealed))

    def _unseal(self, row: Row[Any]) -> Any:
        place = f"{row.kind}/{row.item}"
        return json.loads(self._keys.unseal(row.meeting, _kind(row.phase_number), place, row.sealed))


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


def _ballot_key(ballot: str) -> str:
    return f"ballot-{ballot}"


def _answers(ballot: str) -> str:
    """The kind of a ballot's rows; its id has six letters, so that it fits."""
    return f"a-{ballot}"


def _padded(body: bytes) -> bytes:
    return body + b" " * (-len(body) % _PAD)
