"""Sealed notes of a review: off by default; two keys, opened only together, logged, and the author told.

Whose name an envelope holds is shown once, to the two who opened it, and kept nowhere.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, hub_of, own_review, store_of
from server.letters import write_to
from server.pages.desk import amend, desk
from server.pages.phone import board_of
from server.sealing import key_pair, open_with
from server.store import envelopes as rows
from server.store import meetings as meeting_rows
from server.store.books import Books
from server.templating import say
from sessions.contents import Perspective
from sessions.letters import NoWayBack
from sessions.meeting import Review
from sessions.refusals import N_, Refused, UnknownItem

HOLDERS = {"lead_key": N_("the lead reviewer"), "board_key": N_("the Board’s safeguarding lead")}
NO_REASON = N_("Please say why. The author reads it, and it stays in the log.")
KEYS_FIRST = N_("Make both keys first.")
_LONGEST = 300


async def show(request: Request) -> Response:
    """`GET /reviews/{review}/sealed`"""
    return await _page(request, await own_review(request, request.path_params["review"]))


async def update(request: Request) -> Response:
    """`POST /reviews/{review}/sealed`: make a holder's key (shown this once), or switch the mode on or off."""
    review = await own_review(request, request.path_params["review"])
    await check_form(request)
    form = await request.form()
    holder, verb = str(form.get("holder") or ""), str(form.get("verb") or "")
    if holder in HOLDERS:
        public, secret = key_pair()
        changed = await amend(request, review.id, lambda _, found: replace(found, **{holder: public}))  # type: ignore[arg-type]
        return await _page(request, changed, made=(say(HOLDERS[holder]), secret))
    if verb == "on" and not (review.lead_key and review.board_key):
        return await _page(request, review, 422, trouble=say(KEYS_FIRST))
    await amend(request, review.id, lambda _, found: replace(found, sealing=verb == "on"))
    return RedirectResponse(f"/reviews/{review.id}/sealed", 303)


async def create(request: Request) -> Response:
    """`POST /reviews/{review}/sealed/opening`: open one envelope with both keys; logged before the name is shown."""
    review = await own_review(request, request.path_params["review"])
    await check_form(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    why = " ".join(form.get("why", "").split())[:_LONGEST]
    if not why:
        return await _page(request, review, 422, trouble=say(NO_REASON))
    try:
        name = await _open(request, review, form, why)
    except Refused as refused:
        return await _page(request, review, refused.status, trouble=say(refused.say))
    return await _page(request, review, name=name)


async def _open(request: Request, review: Review, form: dict[str, str], why: str) -> str:
    meeting, item = form.get("meeting", ""), form.get("item", "")
    store = store_of(request)

    def look(books: Books) -> str | None:
        known = {entry.id for entry in meeting_rows.meetings_of(books, review.id)}
        return rows.envelope_of(books, meeting, item) if meeting in known else None

    envelope = await store.read(look)
    if envelope is None or item not in {entry.id for _, entry in await _sealed(request, [meeting])}:
        raise UnknownItem("envelope")
    name = open_with(envelope, (form.get("lead", ""), form.get("board", "")), f"{meeting}/{item}")
    opening = {"item": item, "when": time.strftime("%Y-%m-%d %H:%M", time.gmtime()), "why": why}
    await store.write(lambda books: rows.log_opening(books, meeting, opening))
    # A note that came without a lock has no way back; the log says it all the same.
    with contextlib.suppress(NoWayBack):
        await write_to(await hub_of(request).room(meeting), item, {"kind": "opened", "words": why})
    return name


async def _page(request: Request, review: Review, status: int = 200, **context: Any) -> Response:
    meetings = await store_of(request).read(lambda books: meeting_rows.meetings_of(books, review.id))
    kept, log = await _sealed(request, [meeting.id for meeting in meetings]), []
    for meeting in meetings:
        log += await store_of(request).read(lambda books, key=meeting.id: rows.openings_of(books, key))  # type: ignore[misc]
    filled = {"trouble": "", "made": None, "name": "", "kept": kept, "log": log, **context}
    return await desk(request, "reviews/sealed.html", status, review, tab="review", **filled)


async def _sealed(request: Request, meetings: list[str]) -> list[tuple[str, Perspective]]:
    """What stands on the boards as sealed now; under a legal hold an envelope may outlast that."""
    found = []
    for meeting in meetings:
        contents = await board_of(await hub_of(request).room(meeting))
        found += [(meeting, entry) for entry in contents.perspectives if entry.mode == "sealed"]
    return found
