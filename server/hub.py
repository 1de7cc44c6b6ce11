"""Live rooms by meeting: loaded by replay, with a beat for each document and the lines that listen."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import time
from collections.abc import Callable
from functools import partial

import structlog

from server.beat import Batch, Beat
from server.bucket import Bucket
from server.listening import Framing, Listener, Listeners
from server.store import meetings as meeting_rows
from server.store.books import Books, Store
from server.store.rooms import read_room
from server.store.turn import Done
from server.store.writer import NotKept
from sessions.board import Board
from sessions.labels import PARTICIPANT, Present, gathered, watched_labels
from sessions.meeting import Meeting, Review
from sessions.people import TEAM, Person, Role, Seat
from sessions.refusals import ReadOnly, UnknownMeeting
from sessions.room import BoardBroken, Room

log = structlog.get_logger()

Clock = Callable[[], float]

STAGE_SECONDS = 0.1
READY_SECONDS = 1.0
QUIET_SECONDS = 300.0
MOST_LACKING = 16
AGAIN_SECONDS = (0.5, 1.5)


class LiveRoom:
    """One meeting as it runs here: its room, its rows in memory, its beats and its lines."""

    # Grows whenever something about risk alerts is new, so that screens of the review team look.
    alerts: int = 0
    # A pause that is asked for and not on disk yet: every screen is blank already (M17).
    curtain: bool = False
    # The list of letters that every phone gets, with the moment at which it was made (promise A10).
    letters: tuple[float, bytes] | None = None

    def __init__(
        self, store: Store, meeting: Meeting, review: Review, room: Room, framing: Framing, clock: Clock
    ) -> None:
        self.store, self.room, self.clock = store, room, clock
        self.review = review
        self._framing = framing
        self._whole: dict[str, tuple[int, bytes]] = {}
        self._lacking: dict[tuple[str, bytes], tuple[int, bytes]] = {}
        self.seats: dict[str, Seat] = {}
        # Which seat a cookie opens, so that three hundred who come back at once need not ask the disk.
        self.cookies: dict[str, str] = {}
        self.listeners: dict[str, Listeners] = {name: {} for name in room.replicas}
        # Every line from its handshake on, oldest first; `listeners` are those that have the board already.
        self.open_lines: dict[Listener, None] = {}
        self.beats = {name: self._beat(name) for name in room.replicas}
        self.turn = asyncio.Lock()
        self.open = asyncio.Event()
        self.open.set()
        self.closing = False
        self.wrote_at = 0.0
        self.broken = False
        # Does the disk take anything? And was it the disk that stopped this room? (promise D2)
        self.keeps, self.was_not_kept = True, False
        # Which seats sent what waits: for counting distinct ones, in memory only (promise A2).
        self.senders: dict[str, str] = {}
        # What of it the room may know that it waits, and when each edit of something shown is due.
        self.counted: set[str] = set()
        self.due: dict[str, float] = {}
        # Labels of people whose line manager came in since what waits was sent (decision 27).
        self.spoiled: set[str] = set()
        self._present: Present | None = None
        self.band: str | None = None
        self.band_due = False
        self.revealed = False
        self.tasks: set[asyncio.Task[None]] = set()
        self._times: dict[str, Bucket] = {}
        self.stage_frames: dict[tuple[Role, Role, bool], bytes] = {}
        self._stage_due = False
        self._stage_at = self._touched_at = 0.0
        self._promised = 0

    @property
    def review(self) -> Review:
        """The review as it is set up now."""
        return self._review

    @review.setter
    def review(self, review: Review) -> None:
        """What set-up changed; while free text is off, the case group's pens rest."""
        self._review = review
        self.room.statements_only = review.proceedings.asks_for_statements

    @property
    def meeting(self) -> Meeting:
        """The meeting as it stands."""
        return self.room.meeting

    @meeting.setter
    def meeting(self, meeting: Meeting) -> None:
        """What a command changed, once it is on disk."""
        self.room.meeting = meeting

    def case_group(self) -> list[Person]:
        """The people present who could write: what labels, bands and thresholds count (promise A3)."""
        present = [seat for seat in self.seats.values() if seat.is_present and seat.role is Role.CASE_GROUP]
        return [seat.person for seat in present if seat.person is not None]

    def without_phone(self) -> list[Seat]:
        """Who of the people present was marked as here without a phone (M14)."""
        return [seat for seat in self.seats.values() if seat.is_present and seat.without_phone]

    def gathered(self) -> Present:
        """Who is in the room, as far as labels count them (promise A3)."""
        if self._present is None:
            here = [s.person.id for s in self.seats.values() if s.is_present and s.person is not None]
            known, least = self.review.by_abbreviation, self.review.thresholds.label
            self._present = gathered(self.case_group(), known, least, here)
        return self._present

    def whole(self, document: str) -> bytes:
        """The frame that gives a newcomer the whole document, encoded once per version (promise S5)."""
        replica, kept = self.room.replicas[document], self._whole.get(document)
        if kept is None or kept[0] != replica.version:
            kept = self._whole[document] = (replica.version, self._framing.whole(replica.state()))
        return kept[1]

    def lacking(self, document: str, vector: bytes) -> bytes:
        """The frame with what a replica lacks; most who come back after a restart stand at the same place (S5)."""
        replica, key = self.room.replicas[document], (document, vector)
        kept = self._lacking.get(key)
        if kept is None or kept[0] != replica.version:
            if len(self._lacking) >= MOST_LACKING:
                self._lacking.clear()
            kept = self._lacking[key] = (replica.version, self._framing.whole(replica.since(vector)))
        return kept[1]

    def seat_with(self, cookie: str) -> Seat | None:
        """The seat that a cookie opens, as far as it is known here; `cookie` as it is kept, hashed."""
        return self.seats.get(self.cookies.get(cookie, ""))

    def may_wait(self) -> bool:
        """Is there perhaps something to reveal? Never told by a number or at the moment it came (promise B3)."""
        phase = self.meeting.current
        if phase is None or not phase.takes_contributions:
            return False
        return not self.revealed or self.band is not None or len(self.case_group()) < 5

    def team_size(self) -> int:
        """How many of the review team and facilitators are present."""
        return sum(1 for seat in self.seats.values() if seat.is_present and seat.role in TEAM)

    def perform(
        self, document: str, act: Callable[[Board], None], along: Callable[[Books], None] | None = None
    ) -> None:
        """Let the server's pen act; shown when it is on disk."""
        if not self.keeps:
            raise ReadOnly(self.meeting.id)
        try:
            change = self.room.perform(document, act)
        except BoardBroken as broken:
            self.fall(broken)
            raise ReadOnly(self.meeting.id) from broken
        if change is not None:
            self.beats[document].add(change.update, None, along)

    async def kept(self) -> None:
        """Wait until everything applied so far, in every document, is on disk."""
        for beat in self.beats.values():
            await beat.kept()

    def stage_changed(self) -> None:
        """Tell every line: at once, but at most every STAGE_SECONDS when three hundred people join."""
        self.stage_frames.clear()
        self._present = None
        if not self._stage_due:
            self._stage_due = True
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time(), self._stage_at + STAGE_SECONDS), self._tell_stage)

    def _tell_stage(self) -> None:
        self._stage_due = False
        self._stage_at = asyncio.get_running_loop().time()
        self.stage_frames.clear()
        for listener in self.lines():
            listener.stage()
        # Its seconds run on: who comes later is told them anew.
        self.stage_frames.clear()

    def touch(self) -> None:
        """Somebody has to do with this room: it stays for a while."""
        self._touched_at = time.monotonic()

    def is_forgotten(self) -> bool:
        """Nobody listens or came for minutes, nothing is promised for later, nothing is known here alone."""
        is_needed = self.open_lines or self.tasks or self._promised or self.senders or self._stage_due
        return not is_needed and time.monotonic() - self._touched_at >= QUIET_SECONDS

    def lines(self) -> list[Listener]:
        """All lines of the room."""
        return list(self.open_lines)

    def lines_of(self, seat: str) -> list[Listener]:
        """The lines of one seat."""
        return [listener for listener in self.lines() if listener.seat.id == seat]

    def time_of(self, seat: str) -> Bucket:
        """How many seconds of this process a seat may still take, over all of its lines, past ones too."""
        rate = self.store.settings.seat_time / 1000
        return self._times.setdefault(seat, Bucket(rate, 4 * rate))

    def make_room(self, seat: str, most: int) -> None:
        """A seat holds few lines at a time: the oldest ones go, for they are the likeliest to be dead (G4)."""
        for listener in self.lines_of(seat)[:-most]:
            listener.leave("many")

    def seat_changed(self, seat: Seat) -> None:
        """A seat was taken, admitted or left: keep it for counting, and tell its lines (promise L5)."""
        before = self.gathered()
        free = {person.id for person in self._admitted() if not before.is_watched(person)}
        self.seats[seat.id] = seat
        self._present = None
        self.spoiled |= watched_labels(self.gathered(), (p for p in self._admitted() if p.id in free))
        for listener in self.lines_of(seat.id):
            listener.seat = seat
            if not seat.is_present:
                listener.leave("seat")
        self.stage_changed()

    def watched_labels(self) -> set[str]:
        """What is spoiled when a restart forgot who came when: labels of all whose line manager is here."""
        return watched_labels(self.gathered(), self._admitted())

    def _admitted(self) -> list[Person]:
        """Everybody who could have written at some time, gone or not."""
        seats = [seat for seat in self.seats.values() if seat.admitted and seat.role is Role.CASE_GROUP]
        return [seat.person for seat in seats if seat.person is not None]

    def fall(self, why: BaseException) -> None:
        """Something was not kept or broke: no more changes, everybody comes back to a rebuilt room (D2, G7)."""
        self.broken = self.room.read_only = True
        self.was_not_kept = isinstance(why, NotKept)
        log.error("room stopped", kind=type(why).__name__, cause=type(why.__cause__).__name__)
        for listener in self.lines():
            listener.leave("rebuild")

    def doubt(self) -> None:
        """Something could not be kept: let no change in until the disk takes it, and say so on every screen (D2)."""
        if self.keeps and not self.broken:
            self.keeps = False
            self.open.clear()
            self.stage_changed()
            self.begin(asyncio.get_running_loop().create_task(_until_kept(self)))

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Do something at a later moment, on the event loop, unless the room is gone by then."""
        self._promised += 1

        def keep_promise() -> None:
            self._promised -= 1
            if not self.broken:
                act()

        asyncio.get_running_loop().call_later(seconds, keep_promise)

    def begin(self, task: asyncio.Task[None]) -> None:
        """Hold on to a task of this room until it is done."""
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _beat(self, document: str) -> Beat:
        def keep(batch: Batch, done: Done) -> None:
            meeting, update = self.meeting, batch.merged()

            def act(books: Books) -> int:
                for also in batch.along:
                    also(books)
                return books.journal.append(meeting.id, document, meeting.phase, update)

            batch.updates = [update]
            self.store.keep(act, done, is_plain=not batch.along)

        def show(batch: Batch) -> None:
            frame = self._framing.change(batch.updates[0])
            for writer, count in batch.writers.items():
                writer.saved(count, frame)
            for listener, write in list(self.listeners[document].items()):
                if listener not in batch.writers:
                    write(frame)

        return Beat(keep, show, self.fall)


class Hub:
    """The meetings that are live in this process."""

    def __init__(self, store: Store, framing: Framing | None = None, clock: Clock = time.time) -> None:
        self.store, self._framing, self.clock = store, framing or Framing(), clock
        self._rooms: dict[str, asyncio.Task[LiveRoom]] = {}
        self.on_load: list[Callable[[LiveRoom], None]] = []

    async def room(self, meeting: str) -> LiveRoom:
        """The live room of a meeting, loaded from its journal when it is not here yet.

        Raises:
            UnknownMeeting: there is no such meeting.
        """
        task = self._rooms.get(meeting)
        if task is None or (task.done() and (task.cancelled() or task.exception() or task.result().broken)):
            before = self.here(meeting)
            waits = before is not None and before.was_not_kept
            task = self._rooms[meeting] = asyncio.create_task(self._load(meeting, waits))
            task.add_done_callback(partial(self._forget_unloaded, meeting))
        live = await asyncio.shield(task)
        live.touch()
        return live

    def _forget_unloaded(self, meeting: str, task: asyncio.Task[LiveRoom]) -> None:
        """Anybody may ask for a meeting that is none: its name must not stay in memory."""
        if (task.cancelled() or task.exception()) and self._rooms.get(meeting) is task:
            del self._rooms[meeting]

    def here(self, meeting: str) -> LiveRoom | None:
        """The room if it is live here already."""
        task = self._rooms.get(meeting)
        return (
            task.result() if task and task.done() and not task.cancelled() and not task.exception() else None
        )

    async def close(self) -> None:
        """Let everything reach the disk, then close every line."""
        for key in list(self._rooms):
            room = self.here(key)
            if room is not None and not room.broken:
                with contextlib.suppress(Exception):
                    await room.kept()
                for listener in room.lines():
                    listener.leave("restart")

    async def _load(self, meeting: str, waits: bool) -> LiveRoom:
        found = await self.store.read(lambda books: read_room(books, meeting))
        if found is None:
            raise UnknownMeeting("")
        row, review, updates, seats = found
        live = LiveRoom(self.store, row, review, Room(row, updates), self._framing, self.clock)
        live.seats = {seat.id: seat for seat in seats.values()}
        live.cookies = {cookie: seat.id for cookie, seat in seats.items()}
        for act in self.on_load:
            act(live)
        live.touch()
        if waits:
            live.doubt()
        loop = asyncio.get_running_loop()
        loop.call_later(READY_SECONDS, live.room.prepare)
        loop.call_later(QUIET_SECONDS, self._let_go, live)
        return live

    def _let_go(self, live: LiveRoom) -> None:
        """A room that nobody needs leaves the memory; its journal has everything."""
        if self.here(live.meeting.id) is not live:
            return
        if live.is_forgotten():
            del self._rooms[live.meeting.id]
        else:
            asyncio.get_running_loop().call_later(QUIET_SECONDS / 4, self._let_go, live)


async def _until_kept(live: LiveRoom) -> None:
    while not live.keeps:
        try:
            await live.store.try_out(lambda books: meeting_rows.touch(books, live.meeting.id))
            live.keeps = True
        except NotKept:
            await asyncio.sleep(random.uniform(*AGAIN_SECONDS))
    live.open.set()
    live.stage_changed()


def fresh_client() -> int:
    """A Yjs client id that no line had: 32 random bits, as Yjs itself draws them."""
    return secrets.randbits(32) or 1


def label_chain_of_team(size: int) -> list[str]:
    """What a contribution of the review team may be signed with."""
    return ["Review team", PARTICIPANT] if size >= 3 else [PARTICIPANT]
