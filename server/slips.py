"""What a return slip opens: the words of one's own note, on any device and without a name (promise A5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from server.addenda import KEY, words_beside
from server.contributing import ROOTS, is_shown
from server.hub import LiveRoom


async def words_of(live: LiveRoom, item: str) -> str | None:
    """The words of an item as its author left them, for whoever holds its claim; None when there is nothing of it.

    "" for what was set aside: its words lie in the review team's lane.
    """
    meeting = live.meeting.id
    waiting = await live.store.tray(lambda tray: tray.take(meeting, item))
    if waiting is not None:
        return waiting.text
    if not is_shown(live, item):
        return None
    changed = (await live.store.tray(lambda tray: tray.changes(meeting))).get(item, {})
    if changed.get("text", "") is None:
        return None
    beside = changed.get(KEY) or await words_beside(live, item)
    if beside is not None:
        return beside
    if "text" in changed:
        return changed["text"]
    return next(str(shown.get("text", shown.get("what", ""))) for shown in shown_as(live, item))


def shown_as(live: LiveRoom, item: str) -> Iterator[dict[str, Any]]:
    """An item as it stands on the shared board or in the review team's lane."""
    for replica in live.room.replicas.values():
        for root in ROOTS.values():
            if item in replica.board.roots[root]:
                yield replica.board.take(root, item) or {}
