"""Letters to unknown authors: the one list, answers without a name, and the same with a return slip (promise A10).

None of these doors reads a cookie. What an author answers goes into the alert's log, with no time beside it.
"""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.access import check_form, check_same_origin
from server.addenda import is_recorded
from server.alarms import note
from server.hub import LiveRoom
from server.letters import letters_for, list_of, question_to
from server.offering import is_offered
from server.pages.phone import room_of
from server.slips import words_of
from server.templating import page, say
from sessions.alerts import MOST_WORDS, Entry
from sessions.refusals import Empty, Refused, TooLong, UnknownItem
from sessions.slips import claim_of
from sessions.tray import item_of


async def index(request: Request) -> Response:
    """The list, the same bytes for every phone: so many pieces, of which most are dummies."""
    live = await room_of(request)
    return Response(await list_of(live), media_type="application/octet-stream")


async def answer(request: Request) -> Response:
    """Answer a question about a note of one's own, with its claim and without a name."""
    check_same_origin(request)
    live, form = await room_of(request), await request.form()
    item = item_of(claim_in(str(form.get("claim") or "")))
    await _keep(live, item, str(form.get("letter") or ""), str(form.get("words") or ""))
    return JSONResponse({"saved": True})


async def slip(request: Request) -> Response:
    """Without a script: a return slip opens the letters about its note, and answers them."""
    live = await room_of(request)
    if request.method == "GET":
        return _slip_page(request, live)
    form = await request.form()
    given = str(form.get("claim") or "")
    try:
        await check_form(request)
        claim = claim_in(given)
        offered = await is_offered(live, item_of(claim))
        own = await words_of(live, item_of(claim))
        letters = await _letters(live, claim, own is not None)
        if form.get("letter"):
            await _keep(live, item_of(claim), str(form["letter"]), str(form.get("words") or ""))
    except Refused as refused:
        typed = {"claim": given, "words": str(form.get("words") or "")}
        return _slip_page(request, live, refused.status, sentence=say(refused.say), typed=typed)
    told: dict[str, Any] = {"answered": str(form.get("letter") or "")}
    told["recorded"] = await is_recorded(live, item_of(claim))
    told["own"] = None if offered or live.meeting.archived else own
    return _slip_page(request, live, claim=given, letters=letters, offered=offered, **told)


def claim_in(given: str) -> bytes:
    """A claim in hex, or as the 16 letters of a slip. Raises UnknownItem."""
    return bytes.fromhex(given) if re.fullmatch("[0-9a-f]{20}", given) else claim_of(given)


async def _letters(live: LiveRoom, claim: bytes, is_known: bool) -> list[dict[str, Any]]:
    """Those of a claim; none where nobody could write to its author: never shown, or sent without a way back."""
    try:
        return await letters_for(live, claim)
    except UnknownItem:
        if not is_known:
            raise
        return []


async def _keep(live: LiveRoom, item: str, key: str, words: str) -> None:
    letter = await question_to(live, item, key)
    if not words.strip():
        raise Empty("empty")
    if len(words) > MOST_WORDS:
        raise TooLong(str(len(words)))
    await note(live, letter["alert"], Entry("answered", "", words.strip()))


def _slip_page(request: Request, live: LiveRoom, status: int = 200, **context: Any) -> Response:
    known: dict[str, Any] = {
        "hold": live.review.holds,
        "claim": "",
        "letters": None,
        "offered": False,
        "answered": "",
        "own": None,
        "recorded": False,
        "sentence": "",
        "typed": {},
    }
    known |= {"meeting_id": None, "layout": "layouts/phone.html", "at": f"/meetings/{live.meeting.id}"}
    return page(request, "phone/slip.html", status, **{**known, **context})
