"""The keys under which contributions wait: none is made or destroyed at a moment that tells of one (promise A6)."""

from __future__ import annotations

from server.hub import LiveRoom


async def make(live: LiveRoom) -> None:
    """Make the key of the present step when the step opens.

    A file tells when it was made: with the first words it would tell the moment at which they came.
    """
    meeting, phase = live.meeting.id, live.meeting.phase
    await live.store.tray(lambda tray: tray.open(meeting, phase))


async def renew(live: LiveRoom) -> None:
    """Destroy the keys of steps under which nothing lies any more, and make the present one's anew."""
    meeting, steps = live.meeting.id, range(len(live.meeting.phases) + 1)
    await live.store.tray(lambda tray: tray.close(meeting, steps))
    await make(live)
