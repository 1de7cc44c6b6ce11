"""Making a contribution more private after it was sent, by its claim alone (promises A2, A5).

Never less: whoever wants to show more of themselves takes it back and sends it anew.
"""

from __future__ import annotations

from dataclasses import replace

from server.contributing import ROOTS, change_later, is_shown
from server.hub import LiveRoom, label_chain_of_team
from sessions import pens
from sessions.labels import PARTICIPANT, Mode, chain
from sessions.people import TEAM
from sessions.refusals import OnlyMorePrivate, PutAway, UnknownItem
from sessions.rules import check_hiding
from sessions.tray import Waiting

VEILS = (Mode.NAMED, Mode.ROLE, Mode.SEALED, Mode.ANONYMOUS, Mode.PRIVATE)
"""From the least private to the most."""


async def veil(live: LiveRoom, item: str, mode: Mode) -> str:
    """Show the item of a claim in a more private way.

    Args:
        live: the meeting.
        item: public id; the claim was checked.
        mode: the new one.

    Returns:
        "now" when it still waited for its reveal, "soon" when it was shown already and changes at a random moment.

    Raises:
        OnlyMorePrivate: it is as private already, or more.
        TooFewToHide: *anonymous* with too few present.
        UnknownItem: there is no such item any more, or it is an event of the timeline.
        PutAway: the meeting has been put away.
    """
    if live.meeting.archived:
        raise PutAway("archived")
    if mode is Mode.SEALED:
        raise OnlyMorePrivate("sealed")
    check_hiding(mode, len(live.case_group()), live.review.thresholds)
    async with live.turn:
        waiting = await live.store.tray(lambda tray: tray.take(live.meeting.id, item))
        if waiting is not None:
            await _veil_waiting(live, waiting, mode)
            return "now"
        if not is_shown(live, item):
            raise UnknownItem("item")
        before, label = await _as_shown(live, item)
        _check(before, mode)
        labels = labels_of_veiled(live, before, (label,), mode)
        await change_later(live, item, {"mode": str(mode), "label": labels[0]})
    return "soon"


async def _veil_waiting(live: LiveRoom, waiting: Waiting, mode: Mode) -> None:
    _check(waiting.mode, mode)
    if waiting.event is not None:
        raise UnknownItem("event")
    veiled = replace(
        waiting, envelope="", mode=mode, labels=labels_of_veiled(live, waiting.mode, waiting.labels, mode)
    )
    await live.store.tray(lambda tray: tray.put(live.meeting.id, veiled, live.meeting.phase))
    if mode is Mode.PRIVATE:
        live.counted.discard(waiting.item)


async def _as_shown(live: LiveRoom, item: str) -> tuple[Mode, str]:
    """How it is shown, or will be when the change that waits already is applied."""
    changes = await live.store.tray(lambda tray: tray.changes(live.meeting.id))
    for document in (pens.BOARD, pens.TEAM_BOARD):
        board = live.room.replicas[document].board
        for root in sorted(set(ROOTS.values()) - {"timeline"}):
            shown = board.take(root, item)
            if shown is not None:
                coming = {**shown, **changes.get(item, {})}
                return Mode(str(coming["mode"])), str(coming["label"])
    raise UnknownItem("item")


def _check(before: Mode, after: Mode) -> None:
    if VEILS.index(after) <= VEILS.index(before):
        raise OnlyMorePrivate(f"{before} to {after}")


def labels_of_veiled(live: LiveRoom, before: Mode, labels: tuple[str, ...], after: Mode) -> tuple[str, ...]:
    """The labels that it had, or less; a name gives way to what hides its bearer in this room."""
    if after is Mode.ANONYMOUS:
        return (PARTICIPANT,)
    if before is not Mode.NAMED:
        return labels
    seat = next((seat for seat in live.seats.values() if seat.is_present and seat.name == labels[0]), None)
    if seat is None or seat.person is None:
        return (PARTICIPANT,)
    if seat.role in TEAM:
        return tuple(label_chain_of_team(live.team_size()))
    return tuple(chain(seat.person, live.gathered()))
