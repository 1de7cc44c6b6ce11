"""The journal on SQL: encrypted rows in a chain of hashes, with no person and no clock (promises D1, D3).

The seq of a meeting comes from its referee row, so of two writers in different phases only one can win.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, update

from server.store.keys import WORKING, KeyStore, Tampered
from server.store.prepared import Prepared
from server.store.tables import journal, meetings, referees
from sessions.ports import Entry
from sessions.refusals import Moved

GENESIS = bytes(32)

_STANDING = Prepared(
    select(referees.c.last_seq, referees.c.head).where(
        referees.c.meeting == bindparam("of"),
        referees.c.table_no == 0,
        referees.c.phase_number == bindparam("phase"),
    )
)
# Taken only while nobody else took it since it was read: the head that we link to is the head that stands there.
_TAKE = Prepared(
    update(referees)
    .where(
        referees.c.meeting == bindparam("of"),
        referees.c.table_no == 0,
        referees.c.phase_number == bindparam("phase"),
        referees.c.last_seq == bindparam("before"),
        referees.c.head == bindparam("previous"),
    )
    .values(last_seq=bindparam("next_seq"), head=bindparam("next_head"))
)
_KEEP = Prepared(journal.insert())
_OWNER = Prepared(select(meetings.c.review).where(meetings.c.id == bindparam("of")))


@dataclass(slots=True)
class Known:
    """What a writer need not ask each time: meeting -> review; meeting -> last seq, head and phase.

    A head that is no longer true is harmless: the row is taken only where it still stands.
    """

    reviews: dict[str, str] = field(default_factory=dict)
    heads: dict[str, tuple[int, bytes, int]] = field(default_factory=dict)


class SqlJournal:
    """The port `sessions.ports.Journal` on one connection."""

    def __init__(self, connection: Connection, keys: KeyStore, known: Known | None = None) -> None:
        self._connection, self._keys = connection, keys
        known = known or Known()
        self._reviews, self._heads = known.reviews, known.heads

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
        while True:
            before, previous = self._standing(meeting, phase)
            seq = before + 1
            sealed = self._keys.seal(self._review(meeting), WORKING, _place(meeting, document, seq), body)
            head = _link(previous, meeting, document, seq, sealed)
            link = {"before": before, "previous": previous, "next_seq": seq, "next_head": head}
            if _TAKE.run(self._connection, of=meeting, phase=phase, **link).rowcount == 1:
                break
            self._heads.pop(meeting, None)
        self._heads[meeting] = (seq, head, phase)
        row = {"meeting": meeting, "seq": seq, "document": document, "kind": kind, "phase_number": phase}
        _KEEP.run(self._connection, **row, sealed=sealed, head=head)
        return seq

    def _standing(self, meeting: str, phase: int) -> tuple[int, bytes]:
        """The last seq and head: as remembered, else as they stand. Raises Moved."""
        seq, head, of_phase = self._heads.get(meeting, (0, b"", -1))
        if of_phase == phase:
            return seq, head
        found = _STANDING.run(self._connection, of=meeting, phase=phase).fetchone()
        if found is None:
            raise Moved(f"no longer in phase {phase}")
        return int(found[0]), bytes(found[1])

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
            self._reviews[meeting] = _OWNER.run(self._connection, of=meeting).fetchone()[0]
        return self._reviews[meeting]


def _plenary(meeting: str) -> ColumnElement[bool]:
    return (referees.c.meeting == meeting) & (referees.c.table_no == 0)


def _place(meeting: str, document: str, seq: int) -> str:
    return f"{meeting}/{document}/{seq}"


def _link(previous: bytes, meeting: str, document: str, seq: int, sealed: bytes) -> bytes:
    return sha256(previous + f"|{meeting}|{document}|{seq}|".encode() + sealed).digest()


def _replaced(body: bytes) -> bytes:
    return bytes.fromhex(json.loads(body.partition(b"\n")[0])["replaces"])
