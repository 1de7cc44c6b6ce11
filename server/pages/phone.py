"""What all pages of a phone share: who may stand on one, and the whole page or only its middle."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import hub_of, seat_of
from server.audience import labels_of
from server.hub import LiveRoom
from server.stage import banner_of, page_of, place_of, stage_of
from server.store.writer import NotKept
from server.templating import is_fragment, page, say
from sessions import pens
from sessions.contents import Contents
from sessions.labels import Mode
from sessions.meeting import Status
from sessions.people import TEAM, Role, Seat
from sessions.refusals import ReadOnly, UnknownItem

Handle = Callable[[Request], Awaitable[Response]]
Seated = Callable[[Request, LiveRoom, Seat], Awaitable[Response]]


async def room_of(request: Request) -> LiveRoom:
    """The meeting in the address. Raises HTTPException 404 when there is none."""
    try:
        return await hub_of(request).room(request.path_params["meeting"])
    except UnknownItem:
        raise HTTPException(404) from None


async def board_of(live: LiveRoom) -> Contents:
    """What the board holds; nothing of it goes out before it is on disk (promise D1). Raises ReadOnly."""
    contents = live.room.replicas[pens.BOARD].read()
    try:
        await live.kept()
    except NotKept:
        raise ReadOnly(live.meeting.id) from None
    return contents


def seated(show: Seated) -> Handle:
    """A page for people with a place in the meeting; everybody else is led to where theirs begins."""

    async def act(request: Request) -> Response:
        live = await room_of(request)
        seat = await seat_of(request, live.meeting.id)
        away = elsewhere(live, seat)
        if away or seat is None:
            return RedirectResponse(away, 303)
        return await show(request, live, seat)

    act.__doc__ = show.__doc__
    return act


def elsewhere(live: LiveRoom, seat: Seat | None) -> str:
    """Where somebody belongs who opens a page of the meeting; "" when they are right."""
    meeting = f"/meetings/{live.meeting.id}"
    if seat is None or (seat.left and not seat.put_out):
        return "/j"
    if live.meeting.status is Status.CLOSED and seat.role not in TEAM:
        return f"{meeting}/ended"
    if seat.put_out:
        return f"{meeting}/ended"
    if not seat.admitted:
        return f"{meeting}/join/waiting"
    if seat.role is Role.CASE_GROUP and seat.accepted != live.review.rules_version:
        return f"{meeting}/join/recorded"
    return ""


def phone(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page in the phone's frame, or only the part that belongs to a step when a script asks for it."""
    layout = "phone/_part.html" if is_fragment(request) else "layouts/phone.html"
    return page(request, template, status, layout=layout, **context)


def in_meeting(
    request: Request, template: str, live: LiveRoom, seat: Seat, status: int = 200, **context: Any
) -> Response:
    """A page in the phone's frame for somebody in the meeting, listening to its board."""
    place = place_of(live)
    place["socket"] += f"?page={page_of(live, seat)}"
    known = {
        "meeting_id": live.meeting.id,
        "stage": stage_of(live, seat),
        "live": place,
        "hold": live.review.holds,
        "banner": banner_of(live),
        "you": say(labels_of(live, seat, Mode.ROLE)[0]),
        "support": ", ".join(filter(None, (live.review.support_name, live.review.support_number))),
    }
    return phone(request, template, status, **{**known, **context})
