"""A tablet that several people share: handed on, and taken up again (M16).

Nothing of the one before is left on it: their lines are closed, cookies dropped, words and claims wiped by the page,
and every page was sent with no-store. They stay in the room, and count.
"""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import SlowDown, browser_of, check_form, drop_cookie, give_seat, store_of
from server.hub import LiveRoom
from server.languages import COOKIE
from server.pages.phone import phone, room_of
from server.seating import hand_on, take_up
from server.store import meetings as meeting_rows
from server.templating import say
from sessions.people import Seat
from sessions.refusals import N_, Refused
from sessions.slips import claim_of, slip_of
from sessions.tray import CLAIM_BYTES

NOT_FOUND = N_("These letters open no seat. Look at them again, or ask the facilitator.")


async def handed(request: Request, live: LiveRoom, seat: Seat) -> Response:
    """The letters that open the seat again, shown once; and the way in for the next person."""
    letters = slip_of(secrets.token_bytes(CLAIM_BYTES))
    await hand_on(live, seat, _token(letters))
    meeting = live.meeting.id
    code, _ = await live.store.read(lambda books: meeting_rows.addresses_of(books, meeting))
    response = phone(request, "phone/handed.html", letters=letters, code=code, meeting_id=None)
    # Without the browser's name the forms of pages that were left open are nobody's: the next person gets another.
    for name in (f"seat-{meeting}", f"join-{meeting}", "form", COOKIE):
        drop_cookie(response, store_of(request).settings, name)
    return response


async def back(request: Request) -> Response:
    """`/meetings/{meeting}/join/back`: somebody who handed the device on has it again."""
    live = await room_of(request)
    if request.method == "GET":
        return _form(request, live)
    await check_form(request)
    typed = str((await request.form()).get("letters") or "")
    try:
        request.app.state.limits.join(live.meeting.id, browser_of(request))
        fresh = secrets.token_urlsafe(32)
        await take_up(live, _token(typed), fresh)
    except Refused as refused:
        sentence = refused.say if isinstance(refused, SlowDown) else NOT_FOUND
        return _form(request, live, refused.status, typed, say(sentence))
    response = RedirectResponse(f"/meetings/{live.meeting.id}/now", 303)
    give_seat(response, store_of(request).settings, live.meeting.id, fresh)
    return response


def _token(letters: str) -> str:
    """The letters as they are kept, however they were typed. Raises UnknownItem when they are none."""
    return slip_of(claim_of(letters)).replace(" ", "")


def _form(
    request: Request, live: LiveRoom, status: int = 200, typed: str = "", sentence: str = ""
) -> Response:
    context = {
        "at": f"/meetings/{live.meeting.id}",
        "typed": typed[:40],
        "sentence": sentence,
        "meeting_id": None,
    }
    return phone(request, "join/back.html", status, **context)
