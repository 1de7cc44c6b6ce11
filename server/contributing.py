"""Contributions after the door: into the Tray, out of it at the reveal, edited and taken back.

From here on no function has a parameter that a participant would fit into (promise A4): the door hands over the
words, the mode and the labels that hid the author, and a mark that counts distinct seats in memory only.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from server import balloting, tray_keys
from server.addenda import KEY, check_window, is_recorded, keep_addenda, without_addenda
from server.embargo import is_kept_out
from server.hub import LiveRoom, label_chain_of_team
from server.lane import move_to_the_lane
from server.sharing import forget_order
from server.store.books import Books, note_release
from server.store.envelopes import forget_envelopes, keep_envelopes
from server.store.held import keep_words
from server.store.letters import forget_author, keep_locks
from server.store.statements import note_withdrawn
from server.store.trays import SqlTray
from sessions import pens
from sessions.board import Board
from sessions.labels import PARTICIPANT, Mode, settle
from sessions.meeting import Status
from sessions.refusals import PutAway, StepClosed, TooFewToShow, UnknownItem
from sessions.rules import check_words
from sessions.tray import Waiting, band, ready, relabelled, shuffled

BAND_SECONDS = 10
# Counts for slips of paper without a name.
UNNAMED = "paper"
# An edit of something already shown is applied at a random moment, so that nobody sees who held a phone (A2).
EARLIEST, LATEST = 20, 90
ROOTS = {
    "perspective": "perspectives",
    "challenge": "challenges",
    "factor": "factors",
    "question": "questions",
    "good_practice": "good_practice",
    "event": "timeline",
}


async def send(live: LiveRoom, waiting: Waiting, mark: str, late: bool = False) -> None:
    """Keep one contribution; named ones are shown at once outside blind steps, all others wait (M7).

    What answers an earlier or a closed step is late: it waits for the next batch, whatever its mode (G6).

    Args:
        live: the meeting.
        waiting: words, mode and labels.
        mark: a random word of one sender for counting distinct ones in memory (promise A2).
        late: the sender said that it answers a step that is over.

    Raises:
        StepClosed: the step was closed while it travelled, and the sender did not say *send late*.
    """
    async with live.turn:
        phase = live.meeting.current
        if is_shown(live, waiting.item):
            return
        over = phase is None or phase.number != waiting.phase or live.meeting.writing_closed
        if live.meeting.locked or (over and not late):
            raise StepClosed("closed meanwhile")
        if waiting.mode is Mode.NAMED and phase is not None and not phase.blind and not over:
            await release(live, [waiting])
            return
        await live.store.tray(lambda tray: tray.put(live.meeting.id, waiting, live.meeting.phase))
        await forget_order(live)
        live.senders[waiting.item] = mark
        if waiting.mode is not Mode.PRIVATE:
            live.counted.add(waiting.item)
    _announce_band(live)


async def change(live: LiveRoom, item: str, text: str | None) -> str:
    """Edit (or, with None, take back) the item of a claim that its author has shown (promise A5).

    Returns:
        "now" when it still waited in the Tray, "soon" when it was shown already and changes at a random moment,
        "addendum" when the record of the closed meeting holds it, and the words will stand beside it.

    Raises:
        UnknownItem: there is no such item any more.
        WindowOver: the days for corrections have passed.
    """
    if text is not None:
        check_words(text)
        check_window(live)
    if live.meeting.archived:
        raise PutAway("archived")
    async with live.turn:
        waiting = await live.store.tray(lambda tray: tray.take(live.meeting.id, item))
        if waiting is not None:
            await _change_waiting(live, waiting, text)
            return "now"
        if not is_shown(live, item):
            raise UnknownItem("item")
        recorded = text is not None and await is_recorded(live, item)
        await change_later(live, item, {KEY if recorded else "text": text})
    return "addendum" if recorded else "soon"


async def change_later(live: LiveRoom, item: str, change: Mapping[str, str | None]) -> None:
    """Keep a change of something already shown, with what waits of it already; the caller holds the room's turn."""
    meeting, phase = live.meeting.id, live.meeting.phase
    waiting = (await live.store.tray(lambda tray: tray.changes(meeting))).get(item, {})
    # What was taken back stays taken back.
    if waiting.get("text", "") is not None:
        merged = {**waiting, **change}
        await live.store.tray(lambda tray: tray.put_change(meeting, item, phase, merged))
    _apply_later(live, item)


async def reveal(live: LiveRoom) -> int:
    """Show what waits: one shuffled batch, then nothing of its order is left (promises A2, A6).

    Returns:
        How many were shown in the room.

    Raises:
        TooFewToShow: what waits is too small a batch.
    """
    async with live.turn:
        await apply_changes(live)
        waiting = await live.store.tray(lambda tray: tray.waiting(live.meeting.id))
        going = ready(waiting, _distinct(live, waiting), live.review.thresholds)
        if not going:
            raise TooFewToShow(str(len(waiting) > 0))
        await release(live, going, from_tray=True)
        live.revealed = True
        await balloting.ask_same(live)
        live.band = None
    live.stage_changed()
    return sum(1 for entry in going if entry.mode is not Mode.PRIVATE)


def wake(live: LiveRoom) -> None:
    """When a room is loaded: finish the edits, and the end of a release, that a restart interrupted."""

    async def look() -> None:
        await balloting.forget_closed(live)
        if live.meeting.status in (Status.LIVE, Status.PAUSED):
            await tray_keys.renew(live)
        if await live.store.tray(lambda tray: tray.waiting(live.meeting.id)):
            live.spoiled |= live.watched_labels()
        for item, change in (await live.store.tray(lambda tray: tray.changes(live.meeting.id))).items():
            if "waited" not in change:
                _apply_later(live, item)

    live.begin(asyncio.get_running_loop().create_task(look()))


async def release(live: LiveRoom, entries: Sequence[Waiting], from_tray: bool = False) -> None:
    """Pen a batch into the board and the team's lane, and take it out of the Tray; the caller holds the turn."""
    batches = {pens.BOARD: secrets.token_hex(8), pens.TEAM_BOARD: secrets.token_hex(8)}
    parts = {
        name: [e for e in entries if _for_team(live, e) == (name == pens.TEAM_BOARD)] for name in batches
    }
    meeting = live.meeting.id
    if from_tray:
        for name, part in parts.items():
            items, batch = [entry.item for entry in part], batches[name]
            await live.store.tray(partial(_mark, meeting=meeting, items=items, batch=batch))
    for name, part in parts.items():
        if part:
            _pen(live, name, part, batches[name])
    await live.kept()
    if from_tray:
        await empty(live, [entry.item for entry in entries])


def _for_team(live: LiveRoom, entry: Waiting) -> bool:
    return entry.mode is Mode.PRIVATE or is_kept_out(live, entry.on_kind, entry.on_id)


def _pen(live: LiveRoom, document: str, part: Sequence[Waiting], batch: str) -> None:
    objects: dict[str, dict[str, Any]] = {}
    for entry, place in shuffled(part):
        root = ROOTS[entry.kind]
        objects.setdefault(root, {})[entry.item] = _shown(_settled(live, entry), place)

    def act(board: Board) -> None:
        for root in sorted(objects):
            if root == "timeline":
                board.put_events(objects[root])
            else:
                board.put(root, objects[root])

    def along(books: Books) -> None:
        note_release(books, live.meeting.id, batch)
        keep_locks(books, live.meeting.id, {entry.item: entry.lock for entry in part})
        rewritten = {entry.item: entry.earlier for entry in part if entry.earlier}
        keep_words(books, live.meeting.review, live.meeting.id, rewritten)
        keep_envelopes(books, live.meeting.id, {entry.item: entry.envelope for entry in part})

    live.perform(document, act, along)


async def empty(live: LiveRoom, items: Sequence[str]) -> None:
    """The rows go, the file is rewritten, and the keys of phases of which nothing waits any more are destroyed."""
    meeting = live.meeting.id

    def clear(tray: SqlTray) -> None:
        tray.remove(meeting, items)

    await live.store.tray(clear)
    if not await live.store.tray(lambda tray: tray.waiting(meeting)):
        live.spoiled.clear()
    await live.store.rewrite_tray()
    for item in items:
        live.senders.pop(item, None)
        live.counted.discard(item)
    await tray_keys.renew(live)


def _settled(live: LiveRoom, entry: Waiting) -> Waiting:
    """The one label; beside a label that is narrower than everybody's, *scribed* would point to somebody (A3)."""
    settled = _labelled(live, entry)
    is_narrow = entry.mode is not Mode.NAMED and settled.labels[0] != PARTICIPANT
    return replace(settled, own_words=True) if is_narrow else settled


def _labelled(live: LiveRoom, entry: Waiting) -> Waiting:
    """The one label, by who is present now (promise A3); *scribed* stays only where it points to nobody (M15)."""
    if entry.mode is Mode.NAMED:
        return entry
    if not entry.own_words and len(live.without_phone()) < live.review.thresholds.label:
        entry = replace(entry, own_words=True)
    if entry.mode in (Mode.ANONYMOUS, Mode.SEALED):
        return relabelled(entry, PARTICIPANT)
    if entry.labels[0] == label_chain_of_team(3)[0]:
        return relabelled(entry, label_chain_of_team(live.team_size())[0])
    return relabelled(entry, settle(entry.labels, live.gathered(), live.spoiled))


def _shown(entry: Waiting, place: int) -> dict[str, Any]:
    if entry.event is not None:
        facts = {"what": entry.text, "mode": str(entry.mode), "label": entry.labels[0], "phase": entry.phase}
        return {**entry.event, **facts}
    shown: dict[str, Any] = {
        "text": entry.text,
        "mode": str(entry.mode),
        "label": entry.labels[0],
        "phase": entry.phase,
        "own_words": entry.own_words,
    }
    if entry.kind in ("perspective", "good_practice"):
        shown["on"] = {"kind": entry.on_kind, "id": entry.on_id}
    if entry.kind == "perspective":
        shown |= {"prompt": entry.prompt, "hindsight": entry.hindsight, "state": "shown"}
    if entry.kind == "challenge":
        shown |= {"event": entry.on_id, "record": "", "resolution": None}
    if entry.kind == "factor":
        shown |= {"episode": entry.on_id}
    return shown | {"place": place}


async def _change_waiting(live: LiveRoom, waiting: Waiting, text: str | None) -> None:
    meeting = live.meeting.id
    if text is None:
        # Counted with the next release only: a number that moved now would tell the room the moment (promise B5).
        gone: dict[str, str | None] = {"text": None, "waited": "yes"}
        if live.review.holds:
            gone["held"] = json.dumps([*waiting.earlier, waiting.text])
        await live.store.tray(lambda tray: tray.put_change(meeting, waiting.item, waiting.phase, gone))
        live.senders.pop(waiting.item, None)
        live.counted.discard(waiting.item)
        return
    earlier = (*waiting.earlier, waiting.text) if live.review.holds else ()
    edited = replace(waiting, text=text, earlier=earlier)
    await live.store.tray(lambda tray: tray.put(meeting, edited, live.meeting.phase))


def is_shown(live: LiveRoom, item: str) -> bool:
    """Is it on the board, or in the review team's lane?"""
    return any(_root_of(live, document, item) for document in live.room.replicas)


def _root_of(live: LiveRoom, document: str, item: str) -> str | None:
    roots = live.room.replicas[document].board.roots
    return next((root for root in ROOTS.values() if item in roots[root]), None)


def _apply_later(live: LiveRoom, item: str) -> None:
    """Each at a random moment of its own: another's would show the last one in the second it was made (A2)."""
    wait = random.SystemRandom().uniform(EARLIEST, LATEST)
    due = live.due[item] = asyncio.get_running_loop().time() + wait

    async def apply() -> None:
        async with live.turn:
            if live.due.get(item) == due:
                await apply_changes(live, item)

    live.later(wait, lambda: live.begin(asyncio.get_running_loop().create_task(apply())))


async def apply_changes(live: LiveRoom, only: str | None = None) -> None:
    """Pen the edits and withdrawals that wait, or that of one item; the caller holds the room's turn."""
    meeting = live.meeting.id
    waiting = await live.store.tray(lambda tray: tray.changes(meeting))
    changes = {item: change for item, change in waiting.items() if only in (None, item)}
    for item in changes:
        live.due.pop(item, None)
    if not changes:
        return
    for item, change in changes.items():
        if change.get("mode") == Mode.PRIVATE and change.get("text", "") is not None:
            await move_to_the_lane(live, item)
    for document in live.room.replicas:
        _pen_changes(live, document, without_addenda(changes))
    await live.kept()
    await keep_addenda(live, changes)
    await live.store.tray(lambda tray: tray.remove(meeting, changes))
    await live.store.rewrite_tray()


def _pen_changes(live: LiveRoom, document: str, changes: Mapping[str, Mapping[str, str | None]]) -> None:
    found = {item: _root_of(live, document, item) for item in sorted(changes)}

    def act(board: Board) -> None:
        for item, root in found.items():
            if root is not None:
                _change_shown(board, root, item, changes[item])
        if waited:
            board.count("withdrawn", waited)

    waited = sum("waited" in entry for entry in changes.values()) if document == pens.BOARD else 0
    gone = [item for item, root in found.items() if root and changes[item].get("text", "") is None]
    held = {item: json.loads(words) for item, change in changes.items() if (words := change.get("held"))}
    unsealed = [item for item, root in found.items() if root and "mode" in changes[item]]

    def along(books: Books) -> None:
        beside = note_withdrawn(books, live.meeting.review, gone)
        keep_words(books, live.meeting.review, live.meeting.id, beside if live.review.holds else {})
        forget_author(books, live.meeting.id, () if live.review.holds else gone)
        forget_envelopes(books, live.meeting.id, () if live.review.holds else [*gone, *unsealed])
        if document == pens.BOARD:
            keep_words(books, live.meeting.review, live.meeting.id, held)

    if waited or any(found.values()):
        live.perform(document, act, along)


def _change_shown(board: Board, root: str, item: str, change: Mapping[str, str | None]) -> None:
    """An edit re-authors the whole text and keeps place and label; a withdrawal leaves a number only (M11)."""
    shown, text = board.take(root, item), change.get("text", "")
    if shown is None:
        return
    if text is None:
        board.remove(root, [item])
        board.count("withdrawn")
    elif root == "timeline":
        board.retell(item, text)
    else:
        # What was set aside has no words here: they are corrected in the review team's lane, where they lie.
        words = {"text": text} if text and shown["text"] else {}
        veil = {name: change[name] for name in ("mode", "label") if name in change}
        board.put(root, {item: {**shown, **words, **veil}})


def _distinct(live: LiveRoom, waiting: Sequence[Waiting]) -> int | None:
    """From how many people at least; slips without a name may all be of one of the others (promise A2)."""
    marks = {live.senders.get(entry.item) for entry in waiting if entry.hides}
    return None if None in marks else len(marks - {UNNAMED}) or len(marks)


def _announce_band(live: LiveRoom) -> None:
    """Only "a few", "about half" or "most", and no more often than every ten seconds (promise B3).

    Told at whole tens of a clock that no contribution started: so many seconds after one, it would tell the moment.
    Private words are not counted; the room is not to know that there are any.
    """
    if live.band_due:
        return
    live.band_due = True

    def tell() -> None:
        live.band_due = False
        senders = {live.senders[item] for item in live.counted}
        words = band(len(senders), len(live.case_group()))
        if words != live.band:
            live.band = words
            live.stage_changed()

    live.later(BAND_SECONDS - asyncio.get_running_loop().time() % BAND_SECONDS, tell)


def _mark(tray: SqlTray, meeting: str, items: Sequence[str], batch: str) -> None:
    tray.mark(meeting, items, batch)
