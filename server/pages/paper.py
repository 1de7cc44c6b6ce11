"""Here without a phone, and what they put on paper: marked and written down by whoever leads or records (M14, M15).

What was written down goes the way of every note, through the Tray and its batches. Afterwards this device shows
nothing of it, not even how many there were; the return slip is shown once, to be handed over.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, store_of
from server.audience import could_write, promised
from server.balloting import answer
from server.contributing import UNNAMED, send
from server.hub import LiveRoom
from server.pages.ballots import drawn, picked
from server.pages.composing import composing
from server.pages.console import seated, team_seat
from server.pages.perspectives import waiting_of
from server.pages.phone import board_of
from server.period import is_asked_bound
from server.running import perform
from server.stage import curtain_of
from server.store import meetings as meeting_rows
from server.templating import page, say
from sessions.ballots import OPEN
from sessions.commands import Choose, Contribute, MarkWithoutPhone, UnmarkWithoutPhone
from sessions.labels import Mode
from sessions.letters import lock_of
from sessions.people import Person, Role, Seat
from sessions.proceedings import check_statement
from sessions.refusals import ModeNotOffered, NotYours, Refused, UnknownItem
from sessions.rules import check, check_contribution, check_hiding, check_words, may_record
from sessions.slips import slip_of
from sessions.tray import CLAIM_BYTES, Waiting, item_of


async def show(request: Request) -> Response:
    """`GET /meetings/{meeting}/paper`"""
    live, seat, token = await _recording(request)
    return await _page(request, live, token)


async def update(request: Request) -> Response:
    """`POST /meetings/{meeting}/paper`: `verb` here, gone or mistaken, and the `person`."""
    await check_form(request)
    live, seat, token = await _recording(request)
    form = await request.form()
    verb, person = str(form.get("verb") or ""), str(form.get("person") or "")
    try:
        if verb == "here":
            found = next((one for one in await _absent(live) if one.id == person), None)
            if found is None:
                raise UnknownItem("person")
            await perform(live, MarkWithoutPhone(found), seat)
        else:
            await perform(live, UnmarkWithoutPhone(person, verb == "mistaken"), seat)
    except Refused as refused:
        return await _page(request, live, token, refused.status, sentence=say(refused.say))
    return seated(request, RedirectResponse(f"/meetings/{live.meeting.id}/paper", 303), live, token)


async def write(request: Request) -> Response:
    """`POST /meetings/{meeting}/paper/slip`: without words it opens the sheet for `of`; with them it keeps them."""
    await check_form(request)
    live, _, token = await _recording(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    author = _author(live, form.get("of", ""))
    if "text" not in form:
        return _sheet(request, live, token, author, form if "on_id" in form else {})
    try:
        claim = await _keep(request, live, author, form)
    except Refused as refused:
        return _sheet(request, live, token, author, form, refused.status, say(refused.say))
    return seated(
        request, page(request, "paper/kept.html", 201, slip=slip_of(claim), **_frame(live)), live, token
    )


async def choose(request: Request) -> Response:
    """`POST /meetings/{meeting}/paper/answer`: what one `of` those marked has `chosen` on paper in a `ballot`."""
    await check_form(request)
    live, _, token = await _recording(request)
    form = await request.form()
    ballot = str(form.get("ballot") or "")
    chosen = picked(live, ballot, form.getlist("chosen"))
    try:
        author = _author(live, str(form.get("of") or "nobody"))
        check(Choose(ballot), author, live.meeting)
        await answer(live, ballot, author, chosen)
    except Refused as refused:
        return await _page(request, live, token, refused.status, say(refused.say), {ballot: chosen})
    return seated(request, RedirectResponse(f"/meetings/{live.meeting.id}/paper", 303), live, token)


async def _recording(request: Request) -> tuple[LiveRoom, Seat, str]:
    live, seat, token = await team_seat(request)
    if not may_record(seat):
        raise NotYours("for the facilitator and the recorder")
    return live, seat, token


def _author(live: LiveRoom, person: str) -> Seat:
    """Whose slip it is: somebody marked as here, or nobody in particular."""
    if not person:
        return Seat("", live.meeting.id, Role.CASE_GROUP, admitted=True)
    found = next((seat for seat in live.without_phone() if seat.person and seat.person.id == person), None)
    if found is None:
        raise UnknownItem("person")
    return found


async def _keep(request: Request, live: LiveRoom, author: Seat, form: Mapping[str, str]) -> bytes:
    """Judged as if its author had sent it; then into the Tray, with a claim made here."""
    text, phase = form["text"], live.meeting.phase
    check_words(text)
    check_statement(text, live.review.proceedings, author.person, in_period=is_asked_bound(live, form))
    try:
        mode = Mode(form.get("mode", ""))
    except ValueError:
        raise ModeNotOffered("unknown") from None
    check_contribution(Contribute(mode, text, phase), author, live.meeting, live.review)
    check_hiding(mode, could_write(live), live.review.thresholds)
    if mode is Mode.SEALED or (mode is Mode.NAMED and author.person is None):
        raise ModeNotOffered("no name")
    claim = secrets.token_bytes(CLAIM_BYTES)
    labels = promised(live, author, mode, form.get("label", ""))
    waiting: Waiting = waiting_of(live, form, item_of(claim), labels, mode, phase)
    mark = store_of(request).keys.mac("sender", live.meeting.id, author.one) if author.person else UNNAMED
    await send(live, replace(waiting, lock=lock_of(claim).hex(), own_words=False), mark)
    return claim


async def _absent(live: LiveRoom) -> list[Person]:
    """Everybody invited of the case group who has no seat here now."""
    meeting = live.meeting
    invited = await live.store.read(lambda books: meeting_rows.invited_to(books, meeting))
    seats = live.seats.values()
    here = {seat.person.id for seat in seats if seat.person and (not seat.left or seat.put_out)}
    # As on the page of joining: who may be a witness is left out while proceedings are open.
    leaves_out = live.review.proceedings.leaves_out
    group = [one for one in invited if one.group is Role.CASE_GROUP and not leaves_out(one)]
    return [one for one in group if one.id not in here]


def _sheet(
    request: Request,
    live: LiveRoom,
    token: str,
    author: Seat,
    typed: Mapping[str, str],
    status: int = 200,
    sentence: str = "",
) -> Response:
    composer = composing(live, author, live.room.replicas["board"].read(), typed)
    if composer is not None:
        barred = (Mode.SEALED, *((Mode.NAMED,) if author.person is None else ()))
        composer["offered"] = [mode for mode in composer["offered"] if mode not in barred]
    context = {**_frame(live), "composer": composer, "author": author.person, "sentence": sentence}
    context["typed_text"] = typed.get("text", "")
    return seated(request, page(request, "paper/sheet.html", status, **context), live, token)


async def _page(
    request: Request,
    live: LiveRoom,
    token: str,
    status: int = 200,
    sentence: str = "",
    typed: Mapping[str, Sequence[str]] | None = None,
) -> Response:
    absent = await _absent(live)
    groups: list[tuple[Any, list[Person]]] = [
        (agency, [one for one in absent if one.agency == agency.abbreviation])
        for agency in live.review.agencies
    ]
    marked = [seat.person for seat in live.without_phone() if seat.person]
    context = {
        **_frame(live),
        "groups": [(agency, lines) for agency, lines in groups if lines],
        "marked": sorted(marked, key=lambda one: (one.name.casefold(), one.id)),
        "writes": composing(live, _author(live, ""), live.room.replicas["board"].read(), {}) is not None,
        "asked": [one for one in drawn(live, await board_of(live), typed) if one["state"] == OPEN],
        "sentence": sentence,
    }
    return seated(request, page(request, "paper/index.html", status, **context), live, token)


def _frame(live: LiveRoom) -> dict[str, Any]:
    crumb = {"title": live.meeting.title, "sub": live.review.title}
    return {"meeting": live.meeting, "crumb": crumb, "hold": live.review.holds, **curtain_of(live)}
