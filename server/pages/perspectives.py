"""Sending a contribution, correcting it and taking it back.

`create` is the door of an anonymous contribution: after `_judge` no line refers to the participant (promise A4).
Correcting and taking back read no cookie at all: the claim is all it takes (promise A5).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.access import check_form, check_same_origin, hub_of, present_seat, store_of
from server.audience import could_write, promised
from server.contributing import ROOTS, change, send
from server.embargo import is_kept_out
from server.hub import LiveRoom
from server.offering import give as give_to_team
from server.pages.now import again
from server.period import date_of, is_asked_bound, is_item_bound
from server.sealing import close
from server.slips import words_of
from server.templating import page
from server.veiling import veil as hide_more
from sessions import pens
from sessions.commands import Contribute
from sessions.contents import ROOT_OF
from sessions.labels import Mode
from sessions.letters import lock_of
from sessions.meeting import Status
from sessions.proceedings import check_rewording, check_statement
from sessions.refusals import ModeNotOffered, Refused, StepClosed
from sessions.rules import check_contribution, check_hiding, check_words
from sessions.slips import claim_of, slip_of
from sessions.tray import CLAIM_BYTES, Waiting, item_of

_ITEM = re.compile("[0-9a-f]{64}")
_HINDSIGHT = ("then", "elsewhere", "later")


async def create(request: Request) -> Response:
    """Send words in a mode. A script makes the claim; without one the server makes it and shows it once."""
    await check_form(request)
    live = await hub_of(request).room(request.path_params["meeting"])
    form = await request.form()
    try:
        return await _keep(request, live, form)
    except Refused as refused:
        if "text/html" in request.headers.get("accept", ""):
            return await again(request, live, refused, form)
        raise


async def _keep(request: Request, live: LiveRoom, form: Mapping[str, Any]) -> Response:
    phase = _answered(live, form)
    claim = b"" if _ITEM.fullmatch(str(form.get("item") or "")) else secrets.token_bytes(CLAIM_BYTES)
    item = item_of(claim) if claim else str(form["item"])
    labels, mode, mark, envelope = await _judge(request, live, form, phase, item)
    lock = lock_of(claim).hex() if claim else str(form.get("lock") or "")
    waiting = waiting_of(live, form, item, labels, mode, phase)
    waiting = replace(waiting, lock=lock if _ITEM.fullmatch(lock) else "", envelope=envelope)
    await send(live, waiting, mark, bool(form.get("late")))
    if not claim:
        return JSONResponse({"item": item, "saved": True}, status_code=201)
    told = {"meeting_id": live.meeting.id, "hold": live.review.holds}
    return page(request, "phone/sent.html", 201, slip=slip_of(claim), **told)


async def update(request: Request) -> Response:
    """Correct the words of an item; reads no cookie."""
    live, item, form = await _claimed(request)
    text = str(form.get("text") or "")
    check_words(text)
    check_statement(text, live.review.proceedings, in_period=await is_item_bound(live, item))
    check_rewording(await words_of(live, item), text, live.review.proceedings)
    return _answer(request, live, await change(live, item, text), bool(form.get("slip")))


async def withdraw(request: Request) -> Response:
    """Take an item back; reads no cookie."""
    live, item, form = await _claimed(request)
    return _answer(request, live, await change(live, item, None), bool(form.get("slip")))


async def give(request: Request) -> Response:
    """After the close, give what was never shown to the review team only (promise A2); reads no cookie."""
    live, item, _ = await _claimed(request)
    return _answer(request, live, await give_to_team(live, item), given=True)


async def veil(request: Request) -> Response:
    """Show an item in a more private way; reads no cookie."""
    live, item, form = await _claimed(request)
    try:
        mode = Mode(str(form.get("mode") or ""))
    except ValueError:
        raise ModeNotOffered("unknown") from None
    return _answer(request, live, await hide_more(live, item, mode))


def _answered(live: LiveRoom, form: Mapping[str, Any]) -> int:
    """The step that the words answer: the present one, or with *send late* the one they were begun for."""
    given = str(form.get("phase") or "")
    return int(given) if given.isdigit() and len(given) < 4 else live.meeting.phase


async def _judge(
    request: Request, live: LiveRoom, form: Mapping[str, Any], phase: int, item: str
) -> tuple[tuple[str, ...], Mode, str, str]:
    """May this seat contribute now, and which labels hide it? The last function that knows the seat.

    The name of a sealed one leaves it in an envelope that this house cannot open.
    """
    seat = await present_seat(request)
    text = str(form.get("text") or "")
    check_words(text)
    check_statement(text, live.review.proceedings, seat.person, in_period=is_asked_bound(live, form))
    try:
        mode = Mode(str(form.get("mode") or ""))
    except ValueError:
        raise ModeNotOffered("unknown") from None
    check_contribution(Contribute(mode, text, phase), seat, live.meeting, live.review)
    if form.get("kind") == "event" and pens.TIMELINE in live.meeting.shut:
        raise StepClosed("the timeline is locked")
    check_hiding(mode, could_write(live), live.review.thresholds)
    if mode is Mode.SEALED and not seat.name:
        raise ModeNotOffered("no name to seal")
    keys, bound = (live.review.lead_key, live.review.board_key), f"{live.meeting.id}/{item}"
    envelope = close(seat.name, keys, bound) if mode is Mode.SEALED else ""
    mark = store_of(request).keys.mac("sender", live.meeting.id, seat.one)
    return promised(live, seat, mode, str(form.get("label") or "")), mode, mark, envelope


def waiting_of(
    live: LiveRoom, form: Mapping[str, Any], item: str, labels: tuple[str, ...], mode: Mode, answered: int
) -> Waiting:
    """A contribution as it waits in the Tray, from the fields of a form; what it is about must be on the board."""
    phase = live.meeting.phases[answered - 1]
    kind = str(form.get("kind") or "perspective")
    on_kind, on_id = str(form.get("on_kind") or "free"), str(form.get("on_id") or "")
    root = ROOT_OF.get(on_kind)
    known = is_kept_out(live, on_kind, on_id) or bool(
        root and on_id in live.room.replicas["board"].board.roots[root]
    )
    hindsight = str(form.get("hindsight") or "")
    return Waiting(
        item=item,
        text=str(form.get("text")),
        mode=mode,
        labels=labels,
        phase=phase.number,
        kind=kind if kind in ROOTS else "perspective",
        on_kind=on_kind if known else "free",
        on_id=on_id if known else None,
        prompt=phase.prompt,
        hindsight=hindsight if hindsight in _HINDSIGHT else None,
        event=_event(live, form) if kind == "event" else None,
    )


def _event(live: LiveRoom, form: Mapping[str, Any]) -> dict[str, Any]:
    """Agency and date of an event sent by command; a date that is not understood keeps its words."""
    agency = str(form.get("agency") or "")
    return {
        "agency": agency if agency in live.review.by_abbreviation else "",
        "date": date_of(form),
    }


async def _claimed(request: Request) -> tuple[LiveRoom, str, Mapping[str, Any]]:
    check_same_origin(request)
    form = await request.form()
    given = str(form.get("claim") or "")
    claim = bytes.fromhex(given) if re.fullmatch("[0-9a-f]{20}", given) else claim_of(given)
    return await hub_of(request).room(request.path_params["meeting"]), item_of(claim), form


def _answer(
    request: Request, live: LiveRoom, when: str, by_slip: bool = False, given: bool = False
) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        if by_slip or live.meeting.status is Status.CLOSED:
            at = f"/meetings/{live.meeting.id}"
            return page(
                request,
                "phone/answered.html",
                layout="layouts/phone.html",
                meeting_id=None,
                at=at,
                given=given,
                by_slip=by_slip,
                beside=when == "addendum",
                running=live.meeting.status is not Status.CLOSED,
            )
        return RedirectResponse(f"/meetings/{live.meeting.id}/mine", 303)
    return JSONResponse({"saved": True, "when": when})
