"""Someone may be at risk now: the page of every phone. Advice first, then the form, then whether it was seen.

It works in every step, while the board is locked, and for hours after the meeting. It is always sent under a name.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.access import FormRefused, check_form, seat_of, store_of
from server.alarms import new_reference, people_on_lines, raise_alert
from server.hub import LiveRoom
from server.pages.alert_box import at
from server.pages.duty import watch_of
from server.pages.phone import in_meeting, phone, room_of
from server.store import alerts as rows
from server.templating import page, say
from sessions.alerts import MOST_WORDS, REACH, Alert, Entry, Lead, duty_in_words
from sessions.meeting import Status
from sessions.people import LEADERS, TEAM, Seat
from sessions.refusals import N_, NotYours

_KEY = re.compile("[0-9a-f]{16}")
TOO_LONG = N_("That is longer than this page can take (2,000 characters). One line is enough.")
NO_NAME = N_("Please give your name, so that they can reach you.")


async def general(request: Request) -> Response:
    """`GET /risk`: for pages that belong to no meeting: whom to tell, at once."""
    return page(request, "phone/risk_anywhere.html")


async def show(request: Request) -> Response:
    """The form, with the name of the seat in it; without a seat only whom to tell."""
    live = await room_of(request)
    seat = await _sender(request, live)
    return await _form(request, live, seat, {})


async def create(request: Request) -> Response:
    """Raise an alert. Pressed twice, or sent again after a power cut, it is one alert."""
    live = await room_of(request)
    form = await request.form()
    typed = {key: str(value) for key, value in form.items()}
    try:
        await check_form(request)
        seat = await _sender(request, live)
        if seat is None:
            raise NotYours("no seat")
    except FormRefused as refused:
        if _wants_json(request) or refused.detail != "token":
            raise
        return await _form(request, live, await _sender(request, live), typed, say(refused.say), 403)
    sentence = _look(typed)
    if sentence:
        return await _form(request, live, seat, typed, say(sentence), 422)
    kept = await raise_alert(live, _alert(live, seat, typed))
    request.app.state.calls.make(kept)
    where = f"/meetings/{live.meeting.id}/risk/{kept.id}"
    return JSONResponse({"at": where}, 201) if _wants_json(request) else RedirectResponse(where, 303)


def _look(typed: Mapping[str, str]) -> str:
    """What the form needs before it can be sent; "" when all is well. No words at all are well."""
    if not typed.get("name", "").strip():
        return NO_NAME
    return TOO_LONG if len(typed.get("words", "")) > MOST_WORDS else ""


async def receipt(request: Request) -> Response:
    """What has become of one's own alert: told, not seen yet, being read, acted on."""
    live = await room_of(request)
    seat, key = await seat_of(request, live.meeting.id), request.path_params["alert"]
    alert = await live.store.read(lambda books: rows.find_alert(books, key))
    if alert is None or seat is None or alert.seat != seat.id or alert.meeting != live.meeting.id:
        raise HTTPException(404)
    now = live.clock()
    context = {"alert": alert, "not_seen": alert.is_not_seen(now), "sent": at(alert.raised_at)}
    return await _page(request, "phone/risk_sent.html", live, seat, 200, **context)


async def _form(
    request: Request,
    live: LiveRoom,
    seat: Seat | None,
    typed: Mapping[str, str],
    sentence: str = "",
    status: int = 200,
) -> Response:
    own = await _own(live, seat) if seat else []
    given = typed.get("alert", "")
    context = {
        "sender": seat,
        "key": given if _KEY.fullmatch(given) else secrets.token_hex(8),
        "typed": typed,
        "name": typed.get("name") or (seat.person.name if seat and seat.person else ""),
        "sentence": sentence,
        "own": [(alert, at(alert.raised_at)) for alert in own],
        "over": live.meeting.status is Status.CLOSED,
        "most": MOST_WORDS,
    }
    return await _page(request, "phone/risk.html", live, seat, status, **context)


async def _page(
    request: Request, template: str, live: LiveRoom, seat: Seat | None, status: int, **context: Any
) -> Response:
    """In the meeting's frame while somebody is in it; else in a plain one, which leads nowhere that is closed."""
    leads = await _leads(live)
    name, number = duty_in_words(live.review.duty_person)
    known = {
        "review": live.review,
        "duty_name": name,
        "duty_number": number,
        "leads": leads,
        "told": [lead for lead in leads if _reaches(request, live, lead)],
        "risk_at": f"/meetings/{live.meeting.id}/risk",
        "heading": "",
    }
    if seat is None or not seat.is_present or _is_over(live, seat):
        return phone(request, template, status, **known, **context, meeting_id=None, live=None, stage=None)
    back = f"/meetings/{live.meeting.id}" + ("" if seat.role in LEADERS else "/now")
    return in_meeting(request, template, live, seat, status, **known, **context, back=back)


def _is_over(live: LiveRoom, seat: Seat) -> bool:
    return live.meeting.status is Status.CLOSED and seat.role not in TEAM


async def _leads(live: LiveRoom) -> list[Lead]:
    meeting = live.meeting
    return await live.store.read(lambda books: rows.leads_of(books, meeting.review, meeting.id))


def _reaches(request: Request, live: LiveRoom, lead: Lead) -> bool:
    return watch_of(request).reaches(lead, people_on_lines(live))


async def _own(live: LiveRoom, seat: Seat) -> list[Alert]:
    meeting = live.meeting.id
    alerts = await live.store.read(lambda books: rows.alerts_of_meeting(books, meeting))
    return [alert for alert in alerts if alert.seat == seat.id]


async def _sender(request: Request, live: LiveRoom) -> Seat | None:
    """A seat that may raise an alert: any that has not left, admitted or not, until hours after the end."""
    seat = await seat_of(request, live.meeting.id)
    if seat is None or seat.left:
        return None
    closed, hours = live.meeting.closed_at, store_of(request).settings.risk_hours
    return None if closed is not None and live.clock() - closed > hours * 3600 else seat


def _alert(live: LiveRoom, seat: Seat, typed: Mapping[str, str]) -> Alert:
    given, name = typed.get("alert", ""), typed["name"].strip()[:200]
    reach = typed.get("reach", "")
    return Alert(
        # Bound to the seat, so that nobody can say something under the number of somebody else's alert.
        id=live.store.keys.mac("alert", live.meeting.id, seat.id, given or secrets.token_hex(8))[:32],
        review=live.meeting.review,
        meeting=live.meeting.id,
        ref=new_reference(),
        name=name,
        role=seat.person.role if seat.person else "",
        reach=reach if reach in REACH else REACH[0],
        other=typed.get("other", "").strip()[:200],
        words=typed.get("words", "").strip(),
        seat=seat.id,
        log=(Entry("raised", name, "", live.clock()),),
    )


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
