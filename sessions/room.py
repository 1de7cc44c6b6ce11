"""The whole meeting without wires: boards, gates and pens. It takes updates and commands and gives changes.

Who is listening, what is on disk and who sent a perspective is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from pycrdt import TransactionEvent

from sessions import pens
from sessions.board import Board
from sessions.contents import Contents
from sessions.gate import Gate, Plan
from sessions.meeting import Meeting
from sessions.people import TEAM, Role
from sessions.refusals import ReadOnly

T = TypeVar("T")


class BoardBroken(Exception):
    """pycrdt did something it should not have; the room must be rebuilt from its journal (promise G7)."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one document: the update to keep and show, and where it came from."""

    document: str
    update: bytes
    origin: Literal["command", "text"]


@dataclass(slots=True)
class Replica:
    """One document of the room with the gate before it. `version` grows with each change."""

    name: str
    board: Board
    gate: Gate
    version: int = 0
    _whole: tuple[int, bytes] = (-1, b"")
    _read: tuple[int, Contents] = (-1, Contents())

    def read(self) -> Contents:
        """What the document holds, read once per version: for pages, which many people open at once."""
        if self._read[0] != self.version:
            self._read = (self.version, _guarded(self.board.contents))
        return self._read[1]

    def state(self) -> bytes:
        """The whole document as one update, encoded once per version (promise S5)."""
        if self._whole[0] != self.version:
            self._whole = (self.version, _guarded(self.board.doc.get_update))
        return self._whole[1]

    def since(self, state_vector: bytes) -> bytes:
        """What a replica with this state vector lacks."""
        return _guarded(lambda: self.board.doc.get_update(state_vector))

    def vector(self) -> bytes:
        """The document's own state vector."""
        return _guarded(self.board.doc.get_state)

    def holds(self, item: str) -> bool:
        """Is there an item with this id in any root?"""
        return _guarded(lambda: any(item in root for root in self.board.roots.values()))


class Room:
    """One live meeting. `perform` for the server's pen, `receive` for browsers' shared work."""

    def __init__(self, meeting: Meeting, updates: Mapping[str, Iterable[bytes]]) -> None:
        self.meeting = meeting
        self.read_only = False
        # While free text is off, shared work belongs to the review team alone.
        self.statements_only = False
        self.replicas = {
            name: _replayed(name, updates.get(name, ())) for name in (pens.BOARD, pens.TEAM_BOARD)
        }

    def receive(self, document: str, update: bytes, client: int, role: Role) -> Change | None:
        """Hold a browser's update against gate and pens, then apply it whole.

        Args:
            document: board or team.
            update: a Yjs v1 update, unread until now.
            client: the one client id that this line may write with (promise G2).
            role: of the line's seat.

        Returns:
            The change, or None when it brought nothing new.

        Raises:
            UpdateRefused: nothing of it was applied.
            ReadOnly: the room is being rebuilt.
            BoardBroken: the document must be rebuilt now.
        """
        if self.read_only:
            raise ReadOnly(self.meeting.id)
        replica = self.replicas[document]
        plan = self._judge(replica, update, client, role)
        if plan.empty:
            return None
        _guarded(lambda: replica.board.doc.apply_update(update))
        replica.gate.commit(plan)
        replica.version += 1
        return Change(document, update, "text")

    def perform(self, document: str, act: Callable[[Board], None]) -> Change | None:
        """Let the server's pen act on a document; what it wrote comes back as one update."""
        if self.read_only:
            raise ReadOnly(self.meeting.id)
        replica = self.replicas[document]
        update = _penned(replica, act)
        if update is None:
            return None
        replica.gate.absorb(update)
        replica.version += 1
        return Change(document, update, "command")

    def prepare(self) -> None:
        """Make ready for changes, which joining did not wait for."""
        for replica in self.replicas.values():
            replica.gate.prepare()

    def contents(self, document: str = pens.BOARD) -> Contents:
        """What a document holds now."""
        return self.replicas[document].board.contents()

    def may_share(self, role: Role) -> bool:
        """May this role edit shared work now?"""
        if self.statements_only and role not in TEAM:
            return False
        return pens.may_share(role, self.meeting.current, self.meeting.pens_down)

    def _judge(self, replica: Replica, update: bytes, client: int, role: Role) -> Plan:
        if replica.name != pens.BOARD:
            # Written by commands only; but a returning browser may repeat what is gone already.
            return replica.gate.check(update, client, lambda verb, path: False)
        phase = self.meeting.current
        shared_work = phase.shared_work if phase else "team"
        if self.statements_only and shared_work == "everyone":
            shared_work = "team"
        locked, shut = self.meeting.pens_down, self.meeting.shut

        def allow(verb: str, path: tuple[str, ...]) -> bool:
            is_open = not shut or not pens.is_shut(shut, path)
            return is_open and pens.allowed(role, shared_work, locked, verb, path)

        return replica.gate.check(update, client, allow)


def newborn(act: Callable[[Board], None]) -> bytes:
    """Journal entry 1: the opening state of a document, written by the server (a browser never seeds one)."""
    board = Board()
    act(board)
    return bytes(board.doc.get_update())


def rebuilt(updates: Iterable[bytes]) -> Board:
    """A board from its journal alone: at lock and snapshot the record is this one (promise G8)."""
    board = Board()

    def replay() -> None:
        # In one transaction: what pycrdt does at the end of each takes as long as the updates themselves.
        with board.doc.transaction():
            for update in updates:
                board.doc.apply_update(update)

    _guarded(replay)
    return board


def _replayed(name: str, updates: Iterable[bytes]) -> Replica:
    board = rebuilt(updates)
    gate = Gate(pens.ROOTS, board.doc, kind=pens.kind_at)
    gate.load(bytes(board.doc.get_update()))
    return Replica(name, board, gate)


def _penned(replica: Replica, act: Callable[[Board], None]) -> bytes | None:
    emitted: list[bytes] = []

    def note(event: TransactionEvent) -> None:
        emitted.append(bytes(event.update))

    doc = replica.board.doc
    subscription = doc.observe(note)
    try:
        with doc.transaction():
            _guarded(lambda: act(replica.board))
    finally:
        doc.unobserve(subscription)
    return emitted[0] if emitted else None


def _guarded(call: Callable[[], T]) -> T:
    """The one place where pycrdt is called on live documents (promise G7).

    A panic of the binding is a BaseException that `except Exception` would let through to the event loop.
    """
    try:
        return call()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as broken:
        raise BoardBroken(type(broken).__name__) from broken
