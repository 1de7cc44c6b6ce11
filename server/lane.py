"""Words that leave the shared board for the review team's lane for good."""

from __future__ import annotations

from server.hub import LiveRoom
from sessions import pens
from sessions.board import Board
from sessions.labels import Mode


async def move_to_the_lane(live: LiveRoom, item: str) -> None:
    """What its author made private leaves the board for the review team's lane, and no number tells (promise B4)."""
    board, lane = (live.room.replicas[name].board for name in (pens.BOARD, pens.TEAM_BOARD))
    root = next((name for name, held in board.roots.items() if name != "timeline" and item in held), None)
    if root is None:
        return
    shown = board.take(root, item) or {}
    is_aside = shown.get("state") == "set_aside"
    words = (lane.take(root, item) if is_aside else None) or shown
    reason = words.pop("reason", None)
    private = words | {"mode": str(Mode.PRIVATE)} | ({"state": "shown"} if "state" in words else {})
    live.perform(pens.TEAM_BOARD, lambda board: board.put(root, {item: private}))
    # The words are safe in the lane before they leave the board.
    await live.kept()

    def clear(board: Board) -> None:
        board.remove(root, [item])
        if is_aside:
            board.count("set_aside", -1, reason)

    live.perform(pens.BOARD, clear)
