"""What waits when a meeting closes: offered back to its author, then given to the team or destroyed (promise A2).

Nobody but the holder of a claim is asked, and nothing here has a parameter that a seat would fit into.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from server.contributing import apply_changes, empty, release
from server.hub import LiveRoom
from server.store.books import Books, note_release
from server.store.held import keep_words
from server.store.statements import note_unanswered
from server.veiling import labels_of_veiled
from sessions import pens
from sessions.labels import Mode
from sessions.meeting import Status
from sessions.refusals import PutAway, StillRunning, UnknownItem
from sessions.tray import Waiting, unanswered

DESTROYED = "destroyed"


async def is_offered(live: LiveRoom, item: str) -> bool:
    """Does this item wait for its author's answer?"""
    if live.meeting.status is not Status.CLOSED or live.meeting.archived:
        return False
    entry = await live.store.tray(lambda tray: tray.take(live.meeting.id, item))
    return entry is not None and not entry.given


async def give(live: LiveRoom, item: str) -> str:
    """Give what was never shown to the review team only; the claim was checked.

    It reaches the team with all others that were given, at the next snapshot or when the meeting is put away.

    Returns:
        "now".

    Raises:
        StillRunning: the meeting is not over; until then its reveal may come.
        UnknownItem: there is nothing of this claim that waits.
        PutAway: the meeting has been put away.
    """
    if live.meeting.archived:
        raise PutAway("archived")
    if live.meeting.status is not Status.CLOSED:
        raise StillRunning("not closed")
    async with live.turn:
        entry = await live.store.tray(lambda tray: tray.take(live.meeting.id, item))
        if entry is None or entry.event is not None:
            raise UnknownItem("item")
        labels = labels_of_veiled(live, entry.mode, entry.labels, Mode.PRIVATE)
        given = replace(entry, mode=Mode.PRIVATE, labels=labels, envelope="", given=True)
        await live.store.tray(lambda tray: tray.put(live.meeting.id, given, live.meeting.phase))
    return "now"


async def deliver(live: LiveRoom) -> None:
    """After the close, bring what was given into the team's lane, as one batch; the caller holds the room's turn."""
    if live.meeting.status is not Status.CLOSED:
        return
    given = [entry for entry in await _waiting(live) if entry.given]
    if given:
        await release(live, given, from_tray=True)


async def settle_offers(live: LiveRoom) -> None:
    """The meeting is put away: deliver what was given; destroy and count what nobody answered for (promise A2).

    A legal hold seals the words instead of destroying them (promise D3). The caller holds the room's turn.
    """
    await apply_changes(live)
    await deliver(live)
    left = unanswered(await _waiting(live))
    if left:
        await _destroy(live, left)


async def _destroy(live: LiveRoom, left: Sequence[Waiting]) -> None:
    meeting, batch, items = live.meeting.id, secrets.token_hex(8), [entry.item for entry in left]

    def along(books: Books) -> None:
        note_release(books, meeting, batch)
        note_unanswered(books, live.meeting.review, meeting, len(items))
        if live.review.holds:
            words = {entry.item: (*entry.earlier, entry.text) for entry in left}
            keep_words(books, live.meeting.review, meeting, words)

    # Marked first: a power cut after the count is finished at the start, and nothing is counted twice.
    await live.store.tray(lambda tray: tray.mark(meeting, items, batch))
    live.perform(pens.BOARD, lambda board: board.count(DESTROYED, len(items)), along)
    await live.kept()
    await empty(live, items)


async def _waiting(live: LiveRoom) -> list[Waiting]:
    return await live.store.tray(lambda tray: tray.waiting(live.meeting.id))
