"""Running a meeting: what the facilitator's taps do. `rules.check` says who may; the referee decides races."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from typing import Any

from server import balloting, tray_keys
from server.hub import LiveRoom
from server.letters import write_to
from server.offering import settle_offers
from server.seating import mark_without_phone, put_out, readmit, unmark_without_phone
from server.store import alerts as alert_rows
from server.store import held as held_rows
from server.store import letters as letter_rows
from server.store import meetings as meeting_rows
from server.store import seats as seat_rows
from server.store.books import Books, new_id
from sessions import pens, run
from sessions.alerts import check_settled
from sessions.board import Board
from sessions.commands import (
    AddQuickWin,
    Admit,
    Archive,
    Ask,
    BringBack,
    CloseMeeting,
    CloseWriting,
    Command,
    Count,
    Extend,
    Focus,
    HandOver,
    KeepSilence,
    LockPart,
    MarkWithoutPhone,
    OpenPhase,
    Park,
    PauseMeeting,
    PauseTimer,
    PutOut,
    Readmit,
    ReopenWriting,
    ResumeMeeting,
    ResumeTimer,
    SetAside,
    Show,
    ShowTime,
    TakeOver,
    UnmarkWithoutPhone,
    Unseat,
)
from sessions.contents import ROOT_OF
from sessions.letters import ASIDE as ASIDE_LETTER
from sessions.letters import NoWayBack
from sessions.meeting import Meeting, Status
from sessions.people import Role, Seat
from sessions.refusals import UnknownItem
from sessions.rules import check

# Until the lock what was typed still counts: two seconds where somebody just wrote, else a moment (promise G6).
CLOSING_SECONDS, ANNOUNCED_SECONDS, RECENT_SECONDS = 2.0, 0.2, 10.0
SAID, ASIDE = "perspectives", "set_aside"


async def perform(live: LiveRoom, command: Command, seat: Seat) -> None:
    """Do what a tap asked, keep it, and tell every screen.

    Raises:
        Refused: the rules do not allow it, or the meeting moved on meanwhile.
    """
    check(command, seat, live.meeting)
    with _curtain(live) if isinstance(command, PauseMeeting) else nullcontext():
        async with live.turn:
            check(command, seat, live.meeting)
            await _ACTS[type(command)](live, command)
    live.stage_changed()


@contextmanager
def _curtain(live: LiveRoom) -> Iterator[None]:
    """Every screen is blank at once: a step that is just closing would let the room wait for its turn (M17)."""
    live.curtain = True
    live.stage_changed()
    try:
        yield
    finally:
        live.curtain = False
        live.stage_changed()


async def _open_phase(live: LiveRoom, command: Any) -> None:
    """Announce, let what was typed arrive, then lock and move for every line in one beat (promise G6)."""
    await _let_finish(live)
    await balloting.count(live)
    moved = replace(run.opened(live.meeting, command.number, live.clock()), view=_view_for(live.meeting))
    await _lock_and(live, lambda: _save(live, moved))
    live.band, live.revealed = None, False
    await tray_keys.make(live)
    for listener in live.lines():
        listener.renew()


async def _let_finish(live: LiveRoom) -> None:
    current = live.meeting.current
    if current is None or not any(listener.seat.role is Role.CASE_GROUP for listener in live.lines()):
        return
    live.closing = True
    live.stage_changed()
    somebody_types = live.clock() - live.wrote_at < RECENT_SECONDS
    await asyncio.sleep(CLOSING_SECONDS if somebody_types else ANNOUNCED_SECONDS)
    live.closing = False


async def _lock_and(live: LiveRoom, act: Callable[[], Any], *, ends: bool = True) -> None:
    """Hold what arrives, keep what is there, act, then let the held ones be judged by the new step.

    `ends`: with it a stretch of the meeting is over, and the journal is compacted.
    """
    live.open.clear()
    try:
        await live.kept()
        await act()
        if ends:
            await checkpoint(live)
    finally:
        if live.keeps:
            live.open.set()


async def checkpoint(live: LiveRoom) -> None:
    """Compact the journal at the end of a phase: what was withdrawn is gone after it, or sealed away (promise D3)."""
    states = {name: replica.state() for name, replica in live.room.replicas.items()}
    meeting = live.meeting
    holds = live.review.holds

    def act(books: Books) -> None:
        if holds:
            held_rows.keep_journal(books, meeting.review, meeting.id)
        books.journal.checkpoint(meeting.id, meeting.phase, states)

    await live.store.write(act)


def _moves(move: Callable[[LiveRoom, Any], Meeting]) -> Callable[[LiveRoom, Any], Any]:
    """An act that is nothing but the meeting as it is then."""

    async def act(live: LiveRoom, command: Any) -> None:
        await _save(live, move(live, command))

    return act


async def _close_writing(live: LiveRoom, _command: Any) -> None:
    await _let_finish(live)
    await balloting.count(live)
    await _lock_and(live, lambda: _save(live, replace(live.meeting, writing_closed=True)))


async def _lock_part(live: LiveRoom, command: Any) -> None:
    """For every line in one beat, as the whole board: what was written until then counts (promise G6, M21)."""
    if (
        command.part != pens.TIMELINE
        and command.part not in live.room.replicas[pens.BOARD].board.roots["episodes"]
    ):
        raise UnknownItem("part")
    await _lock_and(
        live, lambda: _save(live, run.shut(live.meeting, command.part, command.locked)), ends=False
    )


async def _focus(live: LiveRoom, command: Any) -> None:
    if not command.kind:
        await _save(live, replace(live.meeting, focus=None))
        return
    root = ROOT_OF.get(command.kind)
    if root is None or command.id not in live.room.replicas[pens.BOARD].board.roots[root]:
        raise UnknownItem("focus")
    await _save(live, replace(live.meeting, focus=(command.kind, command.id)))


async def _admit(live: LiveRoom, command: Any) -> None:
    waiting = live.seats.get(command.seat)
    if waiting is None:
        raise UnknownItem("seat")
    admitted = replace(waiting, admitted=True, person=command.person)
    await live.store.write(lambda books: seat_rows.save_seat(books, admitted))
    live.seat_changed(admitted)


async def _unseat(live: LiveRoom, command: Any) -> None:
    leaving = live.seats.get(command.seat)
    if leaving is None:
        raise UnknownItem("seat")
    await live.store.write(lambda books: seat_rows.remove_seat(books, leaving.id))
    live.seats.pop(leaving.id, None)
    for listener in live.lines_of(leaving.id):
        listener.leave("seat")


async def _put_out(live: LiveRoom, command: Any) -> None:
    await put_out(live, command.person)


async def _readmit(live: LiveRoom, command: Any) -> None:
    await readmit(live, command.person)


async def _park(live: LiveRoom, command: Any) -> None:
    parked = {"text": command.text, "owner": command.owner, "phase": live.meeting.phase}
    live.perform(pens.BOARD, lambda board: board.put("parked", {new_id(): parked}))
    await live.kept()


async def _add_quick_win(live: LiveRoom, command: Any) -> None:
    win = {"what": command.what, "owner": command.owner, "by": command.by, "phase": live.meeting.phase}
    live.perform(pens.BOARD, lambda board: board.put("quick_wins", {new_id(): win}))
    await live.kept()


async def _set_aside(live: LiveRoom, command: Any) -> None:
    """Off every screen and out of the shared board; the review team's lane keeps the words (promise R5)."""
    shown = live.room.replicas[pens.BOARD].board.take(SAID, command.item)
    if shown is None or shown.get("state") == ASIDE:
        raise UnknownItem("perspective")
    aside = {**shown, "state": ASIDE, "reason": command.reason}
    live.perform(pens.TEAM_BOARD, lambda board: board.put(SAID, {command.item: aside}))
    # The words are safe in the lane before they leave the board.
    await live.kept()

    def clear(board: Board) -> None:
        board.put(SAID, {command.item: {**aside, "text": ""}})
        board.count(ASIDE, reason=command.reason)

    live.perform(pens.BOARD, clear)
    await live.kept()
    with suppress(NoWayBack):
        await write_to(live, command.item, {"kind": ASIDE_LETTER, "reason": command.reason})


async def _bring_back(live: LiveRoom, command: Any) -> None:
    aside = live.room.replicas[pens.TEAM_BOARD].board.take(SAID, command.item)
    if aside is None or aside.get("state") != ASIDE or aside.get("mode") == "private":
        raise UnknownItem("perspective")
    reason = str(aside.pop("reason"))

    def show(board: Board) -> None:
        board.put(SAID, {command.item: {**aside, "state": "shown"}})
        board.count(ASIDE, -1, reason)

    live.perform(pens.BOARD, show)
    await live.kept()
    live.perform(
        pens.TEAM_BOARD,
        lambda board: board.remove(SAID, [command.item]),
        lambda books: _forget_aside(books, live.meeting.id, command.item),
    )
    await live.kept()


def _forget_aside(books: Books, meeting: str, item: str) -> None:
    def unwanted(letter: dict[str, Any]) -> bool:
        return bool(letter["item"] == item and letter["kind"] == ASIDE_LETTER)

    letter_rows.remove_letters(books, meeting, unwanted)


async def _close_meeting(live: LiveRoom, _command: Any) -> None:
    await _let_finish(live)
    await balloting.count(live)
    ended = replace(
        live.meeting,
        status=Status.CLOSED,
        ends_at=None,
        seconds_left=None,
        paused_at=None,
        writing_closed=True,
        closed_at=live.clock(),
    )
    await _lock_and(live, lambda: _save(live, ended))
    await live.store.write(lambda books: seat_rows.forget_clients(books, ended.id))
    for listener in live.lines():
        listener.stage()
        if listener.seat.role is Role.CASE_GROUP:
            listener.leave("closed")


async def _archive(live: LiveRoom, _command: Any) -> None:
    """Put it away; not while somebody who may be at risk still waits for an answer."""
    meeting = live.meeting.id
    check_settled(await live.store.read(lambda books: alert_rows.alerts_of_meeting(books, meeting)))
    await settle_offers(live)
    await _save(live, replace(live.meeting, archived=True))


async def _save(live: LiveRoom, meeting: Meeting) -> None:
    before = live.meeting.phase
    await live.store.write(lambda books: meeting_rows.save_meeting(books, meeting, before))
    live.meeting = meeting


def _view_for(meeting: Meeting) -> str:
    """A new step begins with the timeline; what is blank stays blank."""
    return "timeline" if meeting.view in ("lobby", "board", "priorities") else meeting.view


_ACTS: dict[type[Command], Callable[[LiveRoom, Any], Any]] = {
    OpenPhase: _open_phase,
    Extend: _moves(lambda live, command: run.extended(live.meeting, command.minutes, live.clock())),
    PauseTimer: _moves(lambda live, _: run.stopped(live.meeting, live.clock())),
    ResumeTimer: _moves(lambda live, _: run.started(live.meeting, live.clock())),
    ShowTime: _moves(lambda live, command: replace(live.meeting, shows_time=command.to_all)),
    KeepSilence: _moves(lambda live, command: run.hushed(live.meeting, command.minutes, live.clock())),
    PauseMeeting: _moves(lambda live, _: run.paused(live.meeting, live.clock())),
    ResumeMeeting: _moves(lambda live, _: run.resumed(live.meeting, live.clock())),
    HandOver: _moves(lambda live, command: run.handed(live.meeting, command.person, live.seats.values())),
    TakeOver: _moves(lambda live, command: replace(live.meeting, lead=command.person)),
    CloseWriting: _close_writing,
    ReopenWriting: _moves(lambda live, _: replace(live.meeting, writing_closed=False)),
    LockPart: _lock_part,
    Ask: balloting.ask_room,
    Count: lambda live, command: balloting.count(live, command.ballot),
    Focus: _focus,
    Show: _moves(lambda live, command: replace(live.meeting, view=command.view)),
    Admit: _admit,
    Unseat: _unseat,
    PutOut: _put_out,
    Readmit: _readmit,
    MarkWithoutPhone: lambda live, command: mark_without_phone(live, command.person),
    UnmarkWithoutPhone: lambda live, command: unmark_without_phone(live, command.person, command.mistaken),
    Park: _park,
    AddQuickWin: _add_quick_win,
    SetAside: _set_aside,
    BringBack: _bring_back,
    CloseMeeting: _close_meeting,
    Archive: _archive,
}
