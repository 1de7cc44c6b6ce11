"""Joining: the code, three short steps, a line of the invited list. No account (rules M9, M12).

A cookie of this browser remembers that the code was given, and dies with the code. Whoever has a seat goes
straight on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import (
    SEAT_SECONDS,
    Limits,
    SlowDown,
    browser_of,
    check_form,
    cookie_name,
    give_seat,
    hub_of,
    keep_browser,
    seat_of,
    set_cookie,
    store_of,
)
from server.hub import LiveRoom
from server.opening import plain_code
from server.pages.phone import elsewhere, phone, room_of
from server.seating import LineTaken, accept_rules, take
from server.store import meetings as meeting_rows
from server.store.books import new_id
from server.templating import say
from sessions.labels import Present, chain
from sessions.meeting import Status
from sessions.people import Agency, Person, Role
from sessions.refusals import N_

TEAM_ONLY = N_(
    "This meeting is for the review team. They come in by the personal links that the facilitator sent them."
)
WRONG_CODE = N_("No session has that code. Codes never use the letter O or the letter I.")
PICK_FIRST = N_("Please pick your agency, then your own line.")
WHO_ARE_YOU = N_("Please say your name, your agency and your role, so that the facilitator can let you in.")
HAPPY_FIRST = N_(
    "To take part, please tick the box. You can also just stay in the room and listen. Nobody is told."
)
NOT_LISTED = "other"
_LONGEST = 120


async def code(request: Request) -> Response:
    """Type the code of the big screen."""
    if request.method == "GET":
        return phone(request, "join/code.html", typed="", sentence="")
    await check_form(request)
    return await _enter(request, str((await request.form()).get("code") or ""))


async def start(request: Request) -> Response:
    """The address in the QR."""
    return await _enter(request, request.path_params["code"])


async def why(request: Request) -> Response:
    """Step 1: what this is for, and the ground rules."""
    live = await room_of(request)
    away = await _away(request, live)
    if away or request.method == "POST":
        return RedirectResponse(away or f"/meetings/{live.meeting.id}/join/recorded", 303)
    return _step(request, live, "why")


async def recorded(request: Request) -> Response:
    """Step 2: what is kept and who sees it; happy to take part."""
    live = await room_of(request)
    away = await _away(request, live)
    if away:
        return RedirectResponse(away, 303)
    if request.method == "GET":
        return _step(request, live, "recorded")
    await check_form(request)
    if (await request.form()).get("happy") != "yes":
        return _step(request, live, "recorded", 422, say(HAPPY_FIRST))
    return await _accept(request, live)


async def role(request: Request) -> Response:
    """Step 3: the agency, then the own line of the list, or "I am not on the list"."""
    live = await room_of(request)
    away = await _away(request, live, happy=True)
    if away:
        return RedirectResponse(away, 303)
    if request.method == "GET":
        return await _role_page(request, live)
    await check_form(request)
    form = {name: str(value) for name, value in (await request.form()).items()}
    _limits(request).join(live.meeting.id, browser_of(request))
    return await _take(request, live, form)


async def waiting(request: Request) -> Response:
    """Somebody who is not on the list, until the facilitator lets them in; then it becomes /now by itself."""
    live = await room_of(request)
    seat = await seat_of(request, live.meeting.id)
    away = elsewhere(live, seat) or f"/meetings/{live.meeting.id}/now"
    if not away.endswith("/join/waiting"):
        return RedirectResponse(away, 303)
    group, _ = await _lines(live)
    is_listed = seat is not None and seat.person is not None and seat.person.id in {one.id for one in group}
    return _step(request, live, "waiting", listed=is_listed)


async def _enter(request: Request, typed: str) -> Response:
    code, store = plain_code(typed)[:12], store_of(request)
    try:
        _limits(request).join(code, browser_of(request))
        meeting = await store.read(lambda books: meeting_rows.meeting_by_code(books, code))
        if meeting is None:
            _limits(request).wrong_code()
    except SlowDown as slow:
        context = {"typed": typed[:12], "sentence": say(slow.say), "again": request.method == "GET"}
        response = phone(request, "join/code.html", slow.status, **context)
        response.headers["retry-after"] = "5"
        return response
    if meeting is None:
        return phone(request, "join/code.html", 404, typed=typed[:12], sentence=say(WRONG_CODE))
    live = await hub_of(request).room(meeting)
    seat = await seat_of(request, meeting)
    if seat is not None and not seat.left:
        return RedirectResponse(elsewhere(live, seat) or f"/meetings/{meeting}/now", 303)
    if not live.meeting.switches.case_group:
        return phone(request, "join/code.html", 403, typed=typed[:12], sentence=say(TEAM_ONLY))
    response = RedirectResponse(f"/meetings/{meeting}/join/why", 303)
    await _remember(request, response, live)
    keep_browser(request, response)
    return response


async def _away(request: Request, live: LiveRoom, happy: bool = False) -> str:
    """Where somebody belongs who opens a step of joining; "" when they are right. `happy`: after acceptance."""
    meeting, seat = f"/meetings/{live.meeting.id}", await seat_of(request, live.meeting.id)
    if live.meeting.status is Status.CLOSED:
        return f"{meeting}/ended"
    if seat is not None and not seat.left:
        away = elsewhere(live, seat) or f"{meeting}/now"
        return "" if away.endswith("/join/recorded") and not happy else away
    store = store_of(request)
    given = request.cookies.get(cookie_name(store.settings, f"join-{live.meeting.id}"), "")
    if given == await _pass(request, live, live.review.rules_version):
        return ""
    if given != await _pass(request, live):
        return "/j"
    return f"{meeting}/join/recorded" if happy else ""


async def _accept(request: Request, live: LiveRoom) -> Response:
    """Keep the acceptance with the seat; before there is one, with this browser."""
    meeting, seat = f"/meetings/{live.meeting.id}", await seat_of(request, live.meeting.id)
    if seat is not None and not seat.left:
        await accept_rules(live, seat)
        return RedirectResponse(f"{meeting}/now", 303)
    response = RedirectResponse(f"{meeting}/join/role", 303)
    await _remember(request, response, live, live.review.rules_version)
    return response


async def _remember(request: Request, response: Response, live: LiveRoom, version: str = "") -> None:
    name, settings = f"join-{live.meeting.id}", store_of(request).settings
    set_cookie(response, settings, name, await _pass(request, live, version), SEAT_SECONDS)


async def _pass(request: Request, live: LiveRoom, version: str = "") -> str:
    """What a browser shows that was given this meeting's code and, with a version, accepted those rules."""
    store, meeting = store_of(request), live.meeting.id
    join_code, _ = await store.read(lambda books: meeting_rows.addresses_of(books, meeting))
    return store.keys.mac("joining", meeting, join_code, version)


async def _take(request: Request, live: LiveRoom, form: Mapping[str, str]) -> Response:
    line, (_, free) = form.get(f"line-{form.get('agency', '')}", ""), await _lines(live)
    person = next((person for person in free if person.id == line), None)
    stranger = _stranger(live, form) if line == NOT_LISTED or form.get("agency") == NOT_LISTED else None
    if person is None and stranger is None:
        sentence = WHO_ARE_YOU if NOT_LISTED in (line, form.get("agency")) else PICK_FIRST
        return await _role_page(request, live, form, 422, say(sentence))
    try:
        # Else somebody who was asked to leave comes back with another's line (M13).
        admitted = person is not None and not any(seat.put_out for seat in live.seats.values())
        seat, token = await take(live, Role.CASE_GROUP, person or stranger, admitted=admitted)
    except LineTaken as taken:
        return await _role_page(request, live, form, taken.status, say(taken.say))
    await accept_rules(live, seat)
    target = "now" if admitted else "join/waiting"
    response = RedirectResponse(f"/meetings/{live.meeting.id}/{target}", 303)
    give_seat(response, store_of(request).settings, live.meeting.id, token)
    return response


def _stranger(live: LiveRoom, form: Mapping[str, str]) -> Person | None:
    """Somebody who is not on the list, as they say themselves; the facilitator places them."""
    agency = form.get("agency", "")
    name, title = (form.get(f"{field}-{agency}", "").strip()[:_LONGEST] for field in ("name", "role"))
    other = form.get("other_agency", "").strip()[:_LONGEST]
    known = agency in live.review.by_abbreviation
    if not name or not title or not (known or other):
        return None
    return Person(new_id(), name, agency if known else "", title, "" if known else other)


async def _lines(live: LiveRoom) -> tuple[list[Person], list[Person]]:
    """The case group's lines of the invited list: all, and those that nobody sits on."""
    meeting = live.meeting
    invited = await live.store.read(lambda books: meeting_rows.invited_to(books, meeting))
    # Who may be a witness is left out while proceedings are open; nobody is told why a line is not there.
    leaves_out = live.review.proceedings.leaves_out
    group = [one for one in invited if one.group is Role.CASE_GROUP and not leaves_out(one)]
    taken = {seat.person.id for seat in live.seats.values() if seat.person and not seat.left}
    return group, [person for person in group if person.id not in taken]


async def _role_page(
    request: Request,
    live: LiveRoom,
    form: Mapping[str, str] | None = None,
    status: int = 200,
    sentence: str = "",
) -> Response:
    group, free = await _lines(live)
    agencies = [
        {
            "agency": agency,
            "lines": [person for person in free if person.agency == agency.abbreviation],
            "few": _few(agency, group, live),
        }
        for agency in live.review.agencies
    ]
    return _step(request, live, "role", status, sentence, agencies=agencies, form=form or {})


def _few(agency: Agency, invited: Sequence[Person], live: LiveRoom) -> bool:
    """Would a job title point to somebody of this agency, even if everybody invited comes? (promise A3)"""
    own = [person for person in invited if person.agency == agency.abbreviation]
    # Nobody is here yet: who reports to whom must not show in what this page says of an agency.
    all_come = Present(invited, live.review.by_abbreviation, live.review.thresholds.label, frozenset())
    return any(chain(person, all_come)[0] not in _titles(person) for person in own)


def _titles(person: Person) -> tuple[str, str]:
    return person.role, f"{person.role}, {person.team}"


def _step(
    request: Request, live: LiveRoom, step: str, status: int = 200, sentence: str = "", **context: Any
) -> Response:
    at = f"/meetings/{live.meeting.id}"
    known = {"at": at, "review": live.review, "sentence": sentence}
    return phone(request, f"join/{step}.html", status, **known, **context)


def _limits(request: Request) -> Limits:
    found: Limits = request.app.state.limits
    return found
