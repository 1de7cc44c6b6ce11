"""Asking somebody to leave, and letting them in again (M13). For whoever leads; never drawn on the console itself.

The list is of everybody invited, here or not, so that it tells nobody who has joined.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form
from server.hub import LiveRoom
from server.pages.console import seated, team_seat
from server.running import perform
from server.stage import curtain_of
from server.store import meetings as meeting_rows
from server.templating import page, say
from sessions.commands import PutOut, Readmit
from sessions.meeting import Status
from sessions.people import LEADERS, Person, Role, Seat
from sessions.refusals import NotYours, Refused, UnknownItem
from sessions.rules import may_put_out


async def show(request: Request) -> Response:
    """`GET /meetings/{meeting}/people`"""
    live, seat, token = await _leading(request)
    return await _page(request, live, seat, token)


async def update(request: Request) -> Response:
    """`POST /meetings/{meeting}/people`: `verb` out or back, and the `person`."""
    await check_form(request)
    live, seat, token = await _leading(request)
    form = await request.form()
    person = str(form.get("person") or "")
    try:
        await _do(live, seat, str(form.get("verb") or ""), person)
    except Refused as refused:
        return await _page(request, live, seat, token, refused.status, say(refused.say))
    return seated(request, RedirectResponse(f"/meetings/{live.meeting.id}/people", 303), live, token)


async def _leading(request: Request) -> tuple[LiveRoom, Seat, str]:
    live, seat, token = await team_seat(request)
    if seat.role not in LEADERS:
        raise NotYours("for the facilitator")
    return live, seat, token


async def _do(live: LiveRoom, seat: Seat, verb: str, person: str) -> None:
    if verb == "back":
        await perform(live, Readmit(person), seat)
        return
    found = next((one for one in await _askable(live, seat) if one.id == person), None)
    if verb != "out" or found is None:
        raise UnknownItem("person")
    await perform(live, PutOut(found), seat)


async def _askable(live: LiveRoom, seat: Seat) -> list[Person]:
    """Everybody invited, and whoever was let in without being on the list; not who is out already."""
    meeting = live.meeting
    invited = await live.store.read(lambda books: meeting_rows.invited_to(books, meeting))
    let_in = [one.person for one in live.seats.values() if one.admitted and one.role is not Role.FACILITATOR]
    known = {one.id: one for one in [*(one for one in let_in if one), *invited]}
    out = {one.id for one in _out(live)}
    return [one for one in known.values() if one.id not in out and may_put_out(seat, one)]


def _out(live: LiveRoom) -> list[Person]:
    found = {one.person.id: one.person for one in live.seats.values() if one.put_out and one.person}
    return _by_name(found.values())


def _by_name(people: Iterable[Person]) -> list[Person]:
    return sorted(people, key=lambda one: (one.name.casefold(), one.id))


async def _page(
    request: Request, live: LiveRoom, seat: Seat, token: str, status: int = 200, sentence: str = ""
) -> Response:
    people = await _askable(live, seat)
    known = live.review.by_abbreviation
    groups: list[tuple[Any, list[Person]]] = [
        (agency, _by_name(one for one in people if one.agency == agency.abbreviation))
        for agency in live.review.agencies
    ]
    groups.append((None, _by_name(one for one in people if one.agency not in known)))
    context = {
        "meeting": live.meeting,
        "crumb": {"title": live.meeting.title, "sub": live.review.title},
        "groups": [(agency, lines) for agency, lines in groups if lines],
        "out": _out(live),
        "closed": live.meeting.status is Status.CLOSED,
        **curtain_of(live),
        "sentence": sentence,
    }
    return seated(request, page(request, "people/index.html", status, **context), live, token)
