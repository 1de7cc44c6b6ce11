"""Devices that several people share: what they do is on disk in no order that could be laid beside another (A4, M16).

On a tablet that goes round, notes come in the order in which people take it. Seats are written when they join, hand
on or come back; so the Tray, whose log has the order of arrival until it is rewritten, is rewritten each time.
"""

from __future__ import annotations

from server.hub import LiveRoom


async def forget_order(live: LiveRoom) -> None:
    """Leave no order of arrival in the Tray's file, where somebody of this meeting has handed a device on."""
    if any(seat.handed_on for seat in live.seats.values()):
        await live.store.rewrite_tray()
