"""Corrections after the close: what the record holds stays as it was, and a numbered addendum stands beside it.

An author who corrects a note that a snapshot of the closed meeting holds gets a signed statement and no edit. It goes
as every change of something shown: kept at a random moment, with no person and no time beside it (A2, A4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from server.hub import LiveRoom
from server.store.statements import addendum_of, holds_item, note_addenda
from sessions.meeting import Status
from sessions.refusals import N_, Refused

KEY = "addendum"


class WindowOver(Refused):
    """The last day for corrections has passed."""

    code = "window"
    say = N_("The days for corrections are over. Ask the lead reviewer. You can still take your note back.")
    status = 409


async def is_recorded(live: LiveRoom, item: str) -> bool:
    """Is the meeting over, and does its latest snapshot hold this item? Then it is not edited any more."""
    if live.meeting.status is not Status.CLOSED:
        return False
    return await live.store.read(lambda books: holds_item(books, live.meeting.id, item))


def check_window(live: LiveRoom) -> None:
    """May something still be corrected? Raises WindowOver."""
    last, today = live.meeting.correct_until, datetime.fromtimestamp(live.clock(), UTC).date().isoformat()
    if live.meeting.status is Status.CLOSED and last and today > last:
        raise WindowOver(last)


async def words_beside(live: LiveRoom, item: str) -> str | None:
    """The latest addendum to an item, or None."""
    return await live.store.read(lambda books: addendum_of(books, live.meeting.id, item))


async def keep_addenda(live: LiveRoom, changes: Mapping[str, Mapping[str, str | None]]) -> None:
    """Write the addenda among the changes that wait beside the latest snapshot, in the order of their random ids."""
    made = {
        item: words for item, change in changes.items() if (words := change.get(KEY)) and not _is_gone(change)
    }
    if made:
        await live.store.write(lambda books: note_addenda(books, live.meeting.review, live.meeting.id, made))


def without_addenda(changes: Mapping[str, Mapping[str, str | None]]) -> dict[str, Mapping[str, str | None]]:
    """The changes that are the board's."""
    plain = {
        item: {name: value for name, value in entry.items() if name != KEY} for item, entry in changes.items()
    }
    return {item: entry for item, entry in plain.items() if entry}


def _is_gone(change: Mapping[str, str | None]) -> bool:
    return change.get("text", "") is None
