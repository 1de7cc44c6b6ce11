"""Taking a snapshot: the board as the journal has it, frozen, signed and kept (promises G8, R1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version

import structlog

from server.alarms import references
from server.contributing import apply_changes
from server.exports.seal import seal_of
from server.hub import LiveRoom
from server.offering import deliver
from server.store import meetings as meeting_rows
from server.store import snapshots as snapshot_rows
from server.store.books import Books
from server.store.keys import KeyStore
from server.store.statements import carry_addenda, remarks_of
from sessions import attendance, pens
from sessions.board import Board
from sessions.commands import TakeSnapshot
from sessions.contents import Contents
from sessions.people import Person, Seat
from sessions.refusals import ReadOnly
from sessions.room import rebuilt
from sessions.rules import check
from sessions.snapshot import Snapshot, dump, freeze, load
from sessions.statements import sign

log = structlog.get_logger()


async def take(live: LiveRoom, command: TakeSnapshot, seat: Seat) -> Snapshot:
    """Freeze both boards of a meeting and keep the result under the next number.

    Raises:
        Refused: the rules do not allow it.
        ReadOnly: the live board and its journal differ; the room is rebuilt (promise G8).
    """
    check(command, seat, live.meeting)
    async with live.turn:
        await apply_changes(live)
        await deliver(live)
        await live.kept()
        invited, updates, head = await live.store.read(lambda books: _read(books, live))
        record = {name: rebuilt(updates.get(name, ())) for name in live.room.replicas}
        _compare(live, record)
        came = attendance.count(live.seats.values(), invited)
        contents = {name: board.contents() for name, board in record.items()}
        contents[pens.BOARD] = await _with_alerts(live, contents[pens.BOARD])
        return await live.store.write(lambda books: _keep(books, live, came, contents, head))


def instance_seal_key(keys: KeyStore) -> bytes:
    """The raw Ed25519 key of this instance, made at the first snapshot."""
    keys.make("instance", "seal")
    return keys.raw("instance", "seal")


def find(books: Books, meeting: str, number: int) -> Snapshot | None:
    """One snapshot as it was frozen, or None."""
    frozen = snapshot_rows.find_snapshot(books, meeting, number)
    return load(frozen) if frozen is not None else None


async def with_statements(live: LiveRoom, snapshot: Snapshot) -> Snapshot:
    """A snapshot of this meeting with what was said about it since, signed by this instance (promise R1)."""
    remarks = await live.store.read(lambda books: remarks_of(books, live.meeting.id, snapshot.number))
    seal = seal_of(instance_seal_key(live.store.keys))
    return replace(snapshot, statements=sign(remarks, snapshot.hash, seal.public_key, seal.sign))


async def _with_alerts(live: LiveRoom, board: Contents) -> Contents:
    """The record says that alerts were raised and their references, and no word of them."""
    raised = await references(live)
    return replace(board, counts={**board.counts, "alerts": raised}) if raised else board


def _keep(
    books: Books,
    live: LiveRoom,
    came: attendance.Attendance,
    contents: dict[str, Contents],
    head: str,
) -> Snapshot:
    meeting = live.meeting
    earlier = [load(frozen) for frozen in snapshot_rows.all_of_review(books, meeting.review)]
    number = snapshot_rows.last_number(books, meeting.review) + 1
    snapshot = freeze(
        live.review,
        meeting,
        came,
        contents[pens.BOARD],
        contents[pens.TEAM_BOARD],
        number=number,
        taken_on=datetime.fromtimestamp(live.clock(), UTC).date().isoformat(),
        journal=head,
        version=version("sightline"),
        seal=seal_of(instance_seal_key(books.keys)),
        earlier=earlier,
    )
    snapshot_rows.add_snapshot(books, meeting.id, number, snapshot.hash, dump(snapshot))
    carry_addenda(books, meeting.review, meeting.id, number)
    return snapshot


def _read(books: Books, live: LiveRoom) -> tuple[list[Person], dict[str, list[bytes]], str]:
    invited = meeting_rows.invited_to(books, live.meeting)
    return invited, books.journal.replay_all(live.meeting.id), books.journal.head(live.meeting.id).hex()


def _compare(live: LiveRoom, record: dict[str, Board]) -> None:
    for name, board in record.items():
        if board.contents() != live.room.contents(name):
            log.error("board and journal differ", document=name)
            live.fall(ReadOnly(name))
            raise ReadOnly(name)
