"""The journal on SQL: encrypted rows in a chain of hashes, with no person and no clock (promises D1, D3).

The seq of a meeting comes from its referee row, so of two writers in different phases only one can win.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from server.store.keys import WORKING, KeyStore, Tampered
from server.store.tables import journal, meetings, referees
from sessions.ports import Entry
from sessions.refusals import Moved

GENESIS = bytes(32)


class SqlJournal:
    """The port `sessions.ports.Journal` on one connection."""

    def __init__(self, connection: Connection, keys: KeyStore, reviews: dict[str, str] | None = None) -> None:
        self._connection, self._keys = connection, keys
        self._reviews = {} if reviews is None else reviews

    def append(self, meeting: str, document: str, phase: int, update_bytes: bytes) -> int:
        """Keep one merged update; return its seq.

        Raises:
            Moved: the meeting stands in another phase by now.
        """
        return self._add(meeting, document, "update", phase, update_bytes)

    def replay(self, meeting: str, document: str, after: int = 0) -> Iterator[Entry]:
        """The updates of one document in order. Raises Tampered where the chain does not hold."""
        for entry in self._entries(meeting):
            if entry.document == document and entry.seq > after:
                yield entry

    def replay_all(self, meeting: str) -> dict[str, list[bytes]]:
        """The updates of every document, each in order."""
        found: dict[str, list[bytes]] = {}
        for entry in self._entries(meeting):
            found.setdefault(entry.document, []).append(entry.update)
        return found

    def checkpoint(self, meeting: str, phase: int, states: Mapping[str, bytes]) -> int:
        """Replace all rows of a meeting by the states of its documents, read back before the old rows go.

        Args:
            meeting: whose journal.
            phase: in which it stands.
            states: document -> whole state, all documents of the meeting.

        Returns:
            How many rows were removed.
        """
        before, head = self._last(meeting)
        old = self._count(meeting)
        for document, state in sorted(states.items()):
            replaced = {"replaces": head.hex(), "removed": old, "state": sha256(state).hexdigest()}
            body = json.dumps(replaced, sort_keys=True).encode() + b"\n" + state
            seq = self._add(meeting, document, "checkpoint", phase, body)
            self._compare(meeting, seq, body)
        gone = (journal.c.meeting == meeting) & (journal.c.seq <= before)
        self._connection.execute(delete(journal).where(gone))
        return old

    def forget(self, meeting: str) -> None:
        """Remove all rows of a meeting."""
        self._connection.execute(delete(journal).where(journal.c.meeting == meeting))

    def last_seq(self, meeting: str) -> int:
        """The seq of the newest row; 0 when there is none."""
        return self._last(meeting)[0]

    def head(self, meeting: str) -> bytes:
        """The newest link of the chain: what a snapshot carries (promise R1)."""
        return self._last(meeting)[1]

    def _add(self, meeting: str, document: str, kind: str, phase: int, body: bytes) -> int:
        won = self._connection.execute(
            update(referees)
            .where(referees.c.meeting == meeting, referees.c.table_no == 0, referees.c.phase_number == phase)
            .values(last_seq=referees.c.last_seq + 1)
            .returning(referees.c.last_seq, referees.c.head)
        ).first()
        if won is None:
            raise Moved(f"no longer in phase {phase}")
        seq, previous = int(won[0]), bytes(won[1])
        sealed = self._keys.seal(self._review(meeting), WORKING, _place(meeting, document, seq), body)
        head = _link(previous, meeting, document, seq, sealed)
        row = {"meeting": meeting, "seq": seq, "document": document, "kind": kind, "phase_number": phase}
        self._connection.execute(journal.insert().values(**row, sealed=sealed, head=head))
        self._connection.execute(update(referees).where(_plenary(meeting)).values(head=head))
        return seq

    def _entries(self, meeting: str) -> Iterator[Entry]:
        rows = self._connection.execute(
            select(journal).where(journal.c.meeting == meeting).order_by(journal.c.seq)
        )
        head: bytes | None = None
        for row in rows:
            body = self._keys.unseal(
                self._review(meeting), WORKING, _place(meeting, row.document, row.seq), row.sealed
            )
            if head is None:
                head = _replaced(body) if row.kind == "checkpoint" else GENESIS
            head = _link(head, meeting, row.document, row.seq, row.sealed)
            if head != row.head:
                raise Tampered(f"journal of {meeting} at {row.seq}")
            state = body.partition(b"\n")[2] if row.kind == "checkpoint" else body
            yield Entry(meeting, row.document, row.seq, row.phase_number, state)

    def _compare(self, meeting: str, seq: int, body: bytes) -> None:
        row = self._connection.execute(
            select(journal).where(journal.c.meeting == meeting, journal.c.seq == seq)
        ).one()
        place = _place(meeting, row.document, seq)
        if self._keys.unseal(self._review(meeting), WORKING, place, row.sealed) != body:
            raise Tampered(f"checkpoint of {meeting} at {seq}")

    def _last(self, meeting: str) -> tuple[int, bytes]:
        row = self._connection.execute(
            select(referees.c.last_seq, referees.c.head).where(_plenary(meeting))
        ).first()
        return (int(row[0]), bytes(row[1])) if row else (0, GENESIS)

    def _count(self, meeting: str) -> int:
        counted = select(func.count()).select_from(journal).where(journal.c.meeting == meeting)
        return int(self._connection.execute(counted).scalar_one())

    def _review(self, meeting: str) -> str:
        if meeting not in self._reviews:
            found = self._connection.execute(select(meetings.c.review).where(meetings.c.id == meeting))
            self._reviews[meeting] = found.scalar_one()
        return self._reviews[meeting]


def _plenary(meeting: str) -> ColumnElement[bool]:
    return (referees.c.meeting == meeting) & (referees.c.table_no == 0)


def _place(meeting: str, document: str, seq: int) -> str:
    return f"{meeting}/{document}/{seq}"


def _link(previous: bytes, meeting: str, document: str, seq: int, sealed: bytes) -> bytes:
    return sha256(previous + f"|{meeting}|{document}|{seq}|".encode() + sealed).digest()


def _replaced(body: bytes) -> bytes:
    return bytes.fromhex(json.loads(body.partition(b"\n")[0])["replaces"])
