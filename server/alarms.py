"""Telling the right people at once: who has a page open, and what every console hears of (never the words).

Alerts come here whatever the step does: locked, paused or over. Whether a duty lead has a page open is known in
memory only, and only of people who must be told; of everybody else nothing is remembered.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable

from server.hub import LiveRoom
from server.store import alerts as rows
from sessions.alerts import Alert, Entry, Lead, counted

OPEN_SECONDS = 12.0
# Read aloud over a telephone: no I, L, O, U, 0 or 1.
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


class Watch:
    """Which duty leads have a page open: seen a moment ago, or with a living line since they were seen."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: dict[str, float] = {}

    def saw(self, lead: Lead) -> None:
        """This duty lead's page asked for news."""
        self._seen[lead.key] = self._now()

    def reaches(self, lead: Lead, lines: Iterable[str] = ()) -> bool:
        """Will this duty lead see an alert by themselves?

        Args:
            lead: of the meeting or the review.
            lines: the people whose screens hold a line to the meeting.
        """
        seen = self._seen.get(lead.key)
        return seen is not None and (self._now() - seen < OPEN_SECONDS or lead.key in lines)


def new_reference() -> str:
    """What an alert is called where its words must not stand."""
    return "R-" + "".join(secrets.choice(_LETTERS) for _ in range(4))


def people_on_lines(live: LiveRoom) -> set[str]:
    """The people whose screens hold a line to this meeting."""
    return {line.seat.person.id for line in live.lines() if line.seat.person is not None}


async def raise_alert(live: LiveRoom, alert: Alert) -> Alert:
    """Keep an alert, then let every console of the meeting look (promise D1).

    Sent twice it is kept once; the answer is what is kept.
    """
    kept = await live.store.write(lambda books: rows.add_alert(books, alert))
    ring(live)
    return kept


async def note(live: LiveRoom, alert: str, entry: Entry) -> Alert | None:
    """Add a line to an alert's log and let every console look; None when there is no such alert."""
    kept = await live.store.write(lambda books: rows.append(books, alert, entry))
    ring(live)
    return kept


def ring(live: LiveRoom) -> None:
    """Something about alerts is new: the review team's screens are told so, and ask."""
    live.alerts += 1
    live.stage_changed()


async def references(live: LiveRoom) -> dict[str, int]:
    """What a record may say of the alerts of a meeting."""
    meeting = live.meeting.id
    return counted(await live.store.read(lambda books: rows.alerts_of_meeting(books, meeting)))
