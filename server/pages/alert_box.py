"""What the review team's screens say of risk alerts: how they stand and who was reached; no words, no sender."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request

from server.alarms import people_on_lines
from server.hub import LiveRoom
from server.pages.duty import on_duty, watch_of
from server.store import alerts as rows
from sessions.alerts import Alert


async def box(request: Request, live: LiveRoom) -> dict[str, Any]:
    """What the console says about alerts: how they stand, and which duty leads have no page open."""
    review, meeting = live.meeting.review, live.meeting.id
    lead = await on_duty(request, review, meeting)
    alerts, leads = await live.store.read(
        lambda books: (rows.alerts_of_meeting(books, meeting), rows.leads_of(books, review, meeting))
    )
    now, lines, watch = live.clock(), people_on_lines(live), watch_of(request)
    return {
        "alerts": [told(alert, now) for alert in alerts],
        "lead": lead,
        "duty_leads": [(one, watch.reaches(one, lines)) for one in leads],
    }


def told(alert: Alert, now: float) -> dict[str, Any]:
    """What may stand where anybody of the team looks: no words, no name of the sender."""
    reader = alert.last("read")
    return {
        "id": alert.id,
        "ref": alert.ref,
        "sent": at(alert.raised_at),
        "standing": alert.standing,
        "is_open": alert.is_open,
        "not_seen": alert.is_not_seen(now),
        "reader": reader.by if reader else "",
        "since": at(reader.at) if reader else "",
    }


def at(moment: float | None) -> str:
    """A moment as a clock shows it; "" when none was kept."""
    return datetime.fromtimestamp(moment).strftime("%H:%M") if moment else ""
