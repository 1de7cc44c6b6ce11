"""What proceedings keep out of discussion: moved from the shared board to the review team's lane (promise B4).

The board loses it in one transaction, with what was said about it, its place in episodes and everybody's focus; what
remains is numbered anew, so that no hole in the numbers tells. Brought back, it takes its place in time again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from server import balloting
from server.hub import LiveRoom
from server.store import meetings as meeting_rows
from sessions import pens
from sessions.board import Board
from sessions.contents import ROOT_OF
from sessions.refusals import UnknownItem

SAID = ("perspectives", "good_practice", "challenges", "factors")
LATE = "9999"

Objects = dict[str, dict[str, dict[str, Any]]]


def is_kept_out(live: LiveRoom, kind: str, key: str | None) -> bool:
    """Is this event or episode one that only the review team sees?"""
    return (kind, key) in live.review.proceedings.embargo


async def keep_out(live: LiveRoom, kind: str, key: str) -> None:
    """Move an event or episode, and what was said about it, to the review team's lane.

    Raises:
        UnknownItem: it is not on the board.
    """
    root = ROOT_OF[kind]
    async with live.turn:
        board = live.room.replicas[pens.BOARD].board
        found = board.take(root, key)
        if found is None:
            raise UnknownItem(kind)
        await balloting.count(live, about=(kind, key))
        moved = {root: {key: {**found, "linked": _linked(board, key)}}, **_said_about(board, kind, key)}
        live.perform(pens.TEAM_BOARD, lambda lane: _write(lane, moved))
        # It is safe in the lane before it leaves the board.
        await live.kept()
        if live.meeting.focus == (kind, key):
            await _look_away(live)
        live.perform(pens.BOARD, lambda shared: _take_off(shared, moved, key))
        await live.kept()
    live.stage_changed()


async def bring_back(live: LiveRoom, kind: str, key: str) -> None:
    """Put it back on the shared board, with what was said about it.

    Raises:
        UnknownItem: it is not in the lane.
    """
    root = ROOT_OF[kind]
    async with live.turn:
        lane = live.room.replicas[pens.TEAM_BOARD].board
        found = lane.take(root, key)
        if found is None:
            raise UnknownItem(kind)
        said = _said_about(lane, kind, key, moved=True)
        await balloting.count(live, about=(kind, key))
        moved = {root: {key: found}, **said}
        live.perform(pens.BOARD, lambda shared: _put_back(shared, moved, found, key))
        await live.kept()
        live.perform(pens.TEAM_BOARD, lambda board: _remove(board, moved))
        await live.kept()
    live.stage_changed()


def resume(live: LiveRoom) -> None:
    """When a room is loaded: finish what a power cut, or a meeting that was not awake, left half done."""

    async def finish() -> None:
        for kind, key in live.review.proceedings.embargo:
            with suppress(UnknownItem):
                await keep_out(live, kind, key)
        async with live.turn:
            _clear_lane(live)
            await live.kept()

    if live.review.proceedings.embargo or live.room.replicas[pens.TEAM_BOARD].board.roots["timeline"]:
        live.begin(asyncio.get_running_loop().create_task(finish()))


def _clear_lane(live: LiveRoom) -> None:
    """What was put back stands on the board, so the lane need not have it."""
    lane, board = (live.room.replicas[name].board for name in (pens.TEAM_BOARD, pens.BOARD))
    both = {
        root: sorted(set(lane.roots[root].keys()) & set(board.roots[root].keys()))
        for root in ROOT_OF.values()
    }
    if any(both.values()):
        live.perform(
            pens.TEAM_BOARD,
            lambda shared: _remove(shared, {r: dict.fromkeys(k, {}) for r, k in both.items()}),
        )


async def _look_away(live: LiveRoom) -> None:
    meeting = replace(live.meeting, focus=None)
    await live.store.write(lambda books: meeting_rows.save_meeting(books, meeting, meeting.phase))
    live.meeting = meeting


def _linked(board: Board, key: str) -> list[str]:
    """The episodes that an event belongs to."""
    return [
        episode for episode, entry in _plain(board, "episodes").items() if key in (entry.get("events") or {})
    ]


def _said_about(board: Board, kind: str, key: str, moved: bool = False) -> Objects:
    """Words about it, by root; with `moved` only those that came along with it."""
    found: Objects = {}
    for root in SAID:
        for item, entry in _plain(board, root).items():
            if target_of(entry) == (kind, key) and (not moved or entry.get("embargo") == key):
                found.setdefault(root, {})[item] = {**entry, "embargo": key}
    return found


def target_of(entry: Mapping[str, Any]) -> tuple[str, str]:
    """What words on the board are about: event, episode or free, and its id."""
    on = entry.get("on") or {}
    if entry.get("event"):
        return "event", str(entry["event"])
    if entry.get("episode"):
        return "episode", str(entry["episode"])
    return str(on.get("kind") or "free"), str(on.get("id") or "")


def _plain(board: Board, root: str) -> dict[str, dict[str, Any]]:
    return {key: board.take(root, key) or {} for key in sorted(board.roots[root].keys())}


def _write(board: Board, objects: Objects) -> None:
    events = [{**entry, "id": key} for key, entry in objects.get("timeline", {}).items()]
    board.bear(events, [{**entry, "id": key} for key, entry in objects.get("episodes", {}).items()])
    for root in SAID:
        if root in objects:
            board.put(root, objects[root])


def _remove(board: Board, objects: Objects) -> None:
    for root, found in objects.items():
        board.remove(root, found)


def _take_off(board: Board, moved: Objects, key: str) -> None:
    _remove(board, moved)
    for episode in board.roots["episodes"].values():
        if key in episode["events"]:
            del episode["events"][key]
    _renumber(board)


def _put_back(board: Board, moved: Objects, found: Mapping[str, Any], key: str) -> None:
    said = {root: entries for root, entries in moved.items() if root in SAID}
    _write(board, {root: entries for root, entries in moved.items() if root not in SAID})
    for root, entries in said.items():
        board.put(root, {item: _without_mark(entry) for item, entry in entries.items()})
    for episode in found.get("linked") or ():
        if episode in board.roots["episodes"]:
            board.roots["episodes"][episode]["events"][key] = True
    _renumber(board, key)


def _without_mark(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != "embargo"}


def _renumber(board: Board, back: str = "") -> None:
    """Imported events and episodes keep their order and count from 1; one that came back stands by its dates."""
    for root, write in (("timeline", str), ("episodes", int)):
        entries = {key: entry for key, entry in _plain(board, root).items() if entry.get("number")}
        order = sorted((key for key in entries if key != back), key=lambda key: int(entries[key]["number"]))
        if back in entries:
            dated = [
                place for place, key in enumerate(order, 1) if _dates(entries[key]) <= _dates(entries[back])
            ]
            order.insert(max(dated, default=0), back)
        for place, key in enumerate(order, start=1):
            if int(entries[key]["number"]) != place:
                board.roots[root][key]["number"] = write(place)


def _dates(entry: Mapping[str, Any]) -> tuple[str, str]:
    date = entry.get("date") or entry
    return str(date.get("start") or LATE), str(date.get("end") or LATE)
