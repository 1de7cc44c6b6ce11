"""Asking the room: ballots opened, answered, and counted when they close (promise A7, M24 to M26).

While a ballot is open each person's answer is one sealed row in the Tray's file; nothing is counted before it closes.
At the close what may be told is penned into the board in one transaction, and rows and key go like a release (A6).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from server.hub import LiveRoom
from server.store.books import note_release
from server.store.trays import SqlTray
from sessions import pens
from sessions.ballots import (
    OPEN,
    POLL,
    SAME,
    Answer,
    BallotClosed,
    check_ask,
    checked,
    markable,
    options_of,
    tallied,
)
from sessions.commands import Ask
from sessions.contents import ROOT_OF, Ballot, Contents
from sessions.people import Person, Seat
from sessions.refusals import UnknownItem

_ID_BYTES = 3


def ballots(live: LiveRoom) -> tuple[Ballot, ...]:
    """All ballots of the meeting, open and closed."""
    return live.room.replicas[pens.BOARD].read().ballots


def open_ones(live: LiveRoom) -> dict[str, str]:
    """What the room is asked now: kind -> id."""
    return {str(entry["kind"]): key for key, entry in _entries(live) if entry["state"] == OPEN}


def _entries(live: LiveRoom) -> list[tuple[str, dict[str, Any]]]:
    """Ballots as they lie on the board, for those who must not wait until all of it is read."""
    root = live.room.replicas[pens.BOARD].board.roots["ballots"]
    return [(str(key), root[key]) for key in sorted(root.keys())]


async def ask_room(live: LiveRoom, command: Ask) -> None:
    """What a facilitator asks; the caller holds the room's turn. Raises UnknownItem beside what `ask` raises."""
    kind, key = command.about
    if kind != "free" and key not in live.room.replicas[pens.BOARD].board.roots[ROOT_OF[kind]]:
        raise UnknownItem("focus")
    wanted = Ballot("", command.kind, on_kind=kind, on_id=key or None, limit=command.limit)
    await ask(live, wanted, command.among)


async def ask(live: LiveRoom, wanted: Ballot, among: Sequence[str] = ()) -> str:
    """Open a ballot; the caller holds the room's turn.

    Args:
        live: the meeting.
        wanted: its kind, what it is about, and how many may be chosen; the rest is filled in here.
        among: for priorities: the roots whose things can be chosen.

    Returns:
        Its id.

    Raises:
        TooFewToAsk, AskedAlready, NothingToChoose.
    """
    board = live.room.replicas[pens.BOARD].read()
    options = options_of(wanted.kind, board, among)
    number = 1 + max((one.number for one in board.ballots), default=0)
    ballot = replace(wanted, id=_fresh(board), number=number, phase=live.meeting.phase, options=options)
    check_ask(ballot, board.ballots, len(live.case_group()), live.review.thresholds)
    await live.store.tray(lambda tray: tray.open_ballot(live.meeting.id, ballot.id))
    live.perform(pens.BOARD, lambda shared: shared.put("ballots", {ballot.id: _plain(ballot)}))
    await live.kept()
    return ballot.id


async def ask_same(live: LiveRoom) -> None:
    """With a reveal people may begin to say "same for me", where enough are here; the caller holds the turn."""
    if SAME in open_ones(live) or len(live.case_group()) < live.review.thresholds.poll:
        return
    await ask(live, Ballot("", SAME))


async def answer(live: LiveRoom, ballot: str, seat: Seat, chosen: Sequence[str]) -> None:
    """Keep somebody's answer in place of their earlier one.

    Args:
        live: the meeting.
        ballot: its id.
        seat: whose; it was checked that it may answer.
        chosen: options; none takes an earlier answer back.

    Raises:
        BallotClosed, TooManyChosen, NotAnAnswer.
    """
    async with live.turn:
        board = live.room.replicas[pens.BOARD].read()
        asked = _open(board, ballot)
        group = _group(live, seat.person) if asked.kind == POLL else ""
        given = Answer(checked(asked, chosen, markable(board)), group)
        meeting, who = live.meeting.id, seat.one
        await live.store.tray(lambda tray: tray.put_answer(meeting, ballot, who, given))


async def mark(live: LiveRoom, ballot: str, seat: Seat, item: str, is_on: bool) -> None:
    """Say "same for me" of one perspective, or take it back. Raises BallotClosed, TooManyChosen, NotAnAnswer."""
    async with live.turn:
        board = live.room.replicas[pens.BOARD].read()
        asked, known = _open(board, ballot), markable(board)
        meeting, who = live.meeting.id, seat.one
        before = await live.store.tray(lambda tray: tray.answer_of(meeting, ballot, who))
        (touched,) = checked(asked, [item], known)
        left = {one for one in before.chosen if one != touched}
        now = tuple(sorted(left | {touched} if is_on else left))
        await live.store.tray(lambda tray: tray.put_answer(meeting, ballot, who, Answer(now)))


async def own_answers(live: LiveRoom, seat: Seat) -> dict[str, tuple[str, ...]]:
    """What somebody has chosen so far, by the ballots that are open; told to themselves only."""
    meeting, who = live.meeting.id, seat.one
    asked = list(open_ones(live).values())
    return await live.store.tray(
        lambda tray: {key: tray.answer_of(meeting, key, who).chosen for key in asked}
    )


async def count(live: LiveRoom, only: str | None = None, about: tuple[str, str] | None = None) -> None:
    """Close what is open, or one ballot, or what is asked about one thing; the caller holds the room's turn."""
    for ballot in ballots(live):
        is_meant = only in (None, ballot.id) and about in (None, (ballot.on_kind, ballot.on_id))
        if ballot.state == OPEN and is_meant:
            await _count(live, ballot)


async def _count(live: LiveRoom, ballot: Ballot) -> None:
    meeting, batch = live.meeting.id, secrets.token_hex(8)
    answers = await live.store.tray(lambda tray: tray.answers(meeting, ballot.id))
    board, here = live.room.replicas[pens.BOARD].read(), len(live.case_group())
    told = tallied(ballot, list(answers.values()), board, here, live.review.thresholds)
    entry = {**_plain(ballot), **told}
    # Marked first: a power cut after the result is finished at the start, and nothing is counted twice.
    await live.store.tray(lambda tray: tray.mark(meeting, list(answers), batch))
    live.perform(
        pens.BOARD,
        lambda shared: shared.put("ballots", {ballot.id: entry}),
        lambda books: note_release(books, meeting, batch),
    )
    await live.kept()
    await live.store.tray(lambda tray: tray.close_ballot(meeting, ballot.id))
    await live.store.rewrite_tray()


async def forget_closed(live: LiveRoom) -> None:
    """When a room is loaded: the keys of closed ballots go, if a power cut came before that."""
    closed = [key for key, entry in _entries(live) if entry["state"] != OPEN]
    meeting = live.meeting.id

    def clear(tray: SqlTray) -> None:
        for ballot in closed:
            tray.close_ballot(meeting, ballot)

    if closed:
        await live.store.tray(clear)


def _open(board: Contents, ballot: str) -> Ballot:
    found = next((one for one in board.ballots if one.id == ballot and one.state == OPEN), None)
    if found is None:
        raise BallotClosed("not open")
    return found


def _group(live: LiveRoom, person: Person | None) -> str:
    """The sector that somebody answers for, where so many are here that it may be told apart (promise A3)."""
    known = live.review.by_abbreviation
    sector = _sector(known.get(person.agency)) if person else ""
    alike = [one for one in live.case_group() if sector and _sector(known.get(one.agency)) == sector]
    return sector if len(alike) >= live.review.thresholds.poll else ""


def _sector(agency: Any) -> str:
    return str(agency.sector_label) if agency else ""


def _fresh(board: Contents) -> str:
    used = {ballot.id for ballot in board.ballots}
    while (made := secrets.token_hex(_ID_BYTES)) in used:
        pass
    return made


def _plain(ballot: Ballot) -> dict[str, Any]:
    return {
        "kind": ballot.kind,
        "number": ballot.number,
        "phase": ballot.phase,
        "on": {"kind": ballot.on_kind, "id": ballot.on_id},
        "limit": ballot.limit,
        "options": list(ballot.options),
        "state": ballot.state,
        "results": [],
        "groups": [],
    }
