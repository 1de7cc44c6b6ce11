"""Keeping an event or episode out of discussion, in every meeting of a review, and putting it back (promise B4)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, hub_of
from server.embargo import bring_back, keep_out
from server.hub import LiveRoom
from server.pages.console import lane_page, seated, team_seat
from server.pages.desk import amend
from server.store import meetings as meeting_rows
from server.store.books import Books
from server.templating import say
from sessions.contents import ROOT_OF
from sessions.meeting import Review
from sessions.people import LEADERS
from sessions.refusals import N_, NotYours, Refused, UnknownItem


class NoMode(Refused):
    """Nothing is kept out while no proceedings are open."""

    code = "mode"
    say = N_("Switch on parallel proceedings in the review's set-up first.")


class NoSuchNumber(Refused):
    """No event or episode has this number."""

    code = "find"
    say = N_("Nothing on the board has that number.")
    status = 404


async def update(request: Request) -> Response:
    """Keep out by `kind` and `number`, or with `verb` back and `id` put back."""
    await check_form(request)
    live, seat, token = await team_seat(request)
    form = await request.form()
    try:
        if seat.role not in LEADERS:
            raise NotYours("for the facilitator")
        await _do(request, live, form)
    except Refused as refused:
        return await lane_page(request, live, seat, token, refused.status, say(refused.say))
    return seated(request, RedirectResponse(f"/meetings/{live.meeting.id}/lane", 303), live, token)


async def _do(request: Request, live: LiveRoom, form: FormData) -> None:
    kind, back = str(form.get("kind") or ""), form.get("verb") == "back"
    if kind not in ROOT_OF:
        raise NoSuchNumber("kind")
    if not back and not live.review.proceedings.on:
        raise NoMode("off")
    key = str(form.get("id") or "") if back else _found(live, kind, str(form.get("number") or "").strip())

    def change(_books: Books, found: Review) -> Review:
        others = [one for one in found.proceedings.embargo if one != (kind, key)]
        embargo = (*others, *(() if back else ((kind, key),)))
        return replace(found, proceedings=replace(found.proceedings, embargo=embargo))

    # First written down: what arrives about it meanwhile goes to the lane already.
    await amend(request, live.meeting.review, change)
    async for room in _rooms(request, live):
        with suppress(UnknownItem):
            await (bring_back if back else keep_out)(room, kind, key)


async def _rooms(request: Request, live: LiveRoom) -> AsyncIterator[LiveRoom]:
    review = live.meeting.review
    for meeting in await live.store.read(lambda books: meeting_rows.meetings_of(books, review)):
        if not meeting.archived:
            yield await hub_of(request).room(meeting.id)


def _found(live: LiveRoom, kind: str, number: str) -> str:
    for key, shown in _numbered(live, kind):
        if shown.casefold() == number.casefold():
            return key
    raise NoSuchNumber(number[:20])


def _numbered(live: LiveRoom, kind: str) -> Iterator[tuple[str, str]]:
    contents = live.room.contents()
    for one in contents.events if kind == "event" else contents.episodes:
        yield one.id, str(one.number)
