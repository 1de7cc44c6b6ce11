"""Duty leads: who must be told when someone may be at risk now, and how they come to a page of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from server.access import (
    NoSuchPage,
    account_of,
    check_form,
    cookie_name,
    own_review,
    seat_of,
    set_cookie,
    store_of,
)
from server.alarms import Watch
from server.pages.desk import desk
from server.pages.fields import N_, Answers, Field, receive
from server.store import alerts as rows
from server.store import reviews as review_rows
from server.store.books import Books
from server.templating import page
from sessions.alerts import Lead
from sessions.meeting import Review
from sessions.people import TEAM, Seat

log = structlog.get_logger()

DEVICE_DAYS = 30
FIELDS = (
    Field("name", N_("Name"), needed=N_("Please give the name: people are told who will come to them.")),
    Field("number", N_("Telephone number"), hint=N_("For the facilitator, when their page is not open.")),
    Field(
        "email", N_("E-mail"), hint=N_("Called there too, without a word of the alert, where mail is set.")
    ),
)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who may read alerts, and of which review."""

    review: str
    lead: Lead


def watch_of(connection: HTTPConnection) -> Watch:
    """Which duty leads have a page open."""
    watch: Watch = connection.app.state.watch
    return watch


async def on_duty(request: Request, review: str, meeting: str) -> Lead | None:
    """The duty lead who asks: by the device's own cookie, an account, or a seat that is marked; else None."""
    seat = await seat_of(request, meeting) if meeting else None
    account = await account_of(request)
    token = request.cookies.get(cookie_name(store_of(request).settings, f"duty-{review}"), "")

    def look(books: Books) -> Lead | None:
        device = rows.lead_by_cookie(books, token) if token else None
        keys = {account, device[1].key if device else None, _marked(seat)}
        return next((lead for lead in rows.leads_of(books, review, meeting) if lead.key in keys), None)

    lead = await store_of(request).read(look)
    if lead is not None:
        watch_of(request).saw(lead)
    return lead


def _marked(seat: Seat | None) -> str | None:
    """The line of a seat whose person is marked as a duty lead."""
    if seat is None or not seat.is_present or seat.role not in TEAM or seat.person is None:
        return None
    return seat.person.id if seat.person.duty_lead else None


async def link(request: Request) -> Response:
    """`GET` and `POST /duty/{token}`: a duty link becomes this device's own cookie; looking does not use it."""
    token = request.path_params["token"]
    if request.method == "GET":
        works = await store_of(request).read(lambda books: rows.link_works(books, token))
        return page(request, "alerts/link.html", 200 if works else 404, works=works)
    await check_form(request)

    def act(books: Books) -> tuple[str, str] | None:
        cookie = rows.use_link(books, token)
        found = rows.lead_by_cookie(books, cookie) if cookie else None
        return (cookie, found[0]) if cookie and found else None

    used = await store_of(request).write(act)
    if used is None:
        return page(request, "alerts/link.html", 404, works=False)
    response = RedirectResponse("/duty", 303)
    set_cookie(response, store_of(request).settings, f"duty-{used[1]}", used[0], DEVICE_DAYS * 86400)
    return response


async def leads(request: Request) -> Response:
    """`GET /reviews/{review}/duty`: the duty list of a review."""
    review = await own_review(request, request.path_params["review"])
    return await _list(request, review, Answers({}))


async def add(request: Request) -> Response:
    """`POST /reviews/{review}/duty`: name one more, or oneself with `own`."""
    review = await own_review(request, request.path_params["review"])
    form = await request.form()
    if form.get("own"):
        await check_form(request)
        await store_of(request).write(lambda books: _add_owner(books, review.id))
        return RedirectResponse(f"/reviews/{review.id}/duty", 303)
    answers = await receive(request, FIELDS)
    if answers.is_open:
        return await _list(request, review, answers, status=answers.status)
    lead = rows.new_lead(answers["name"], answers["number"], answers["email"])
    await store_of(request).write(lambda books: rows.add_lead(books, review.id, lead))
    return RedirectResponse(f"/reviews/{review.id}/duty", 303)


async def make_link(request: Request) -> Response:
    """`POST /reviews/{review}/duty/{lead}/link`: a link to their page, shown this once."""
    review = await own_review(request, request.path_params["review"])
    await check_form(request)
    key = request.path_params["lead"]
    token = await store_of(request).write(lambda books: rows.make_link(books, review.id, key))
    if token is None:
        raise NoSuchPage("lead")
    return await _list(request, review, Answers({}), made=f"{store_of(request).settings.url}/duty/{token}")


async def remove(request: Request) -> Response:
    """`POST /reviews/{review}/duty/{lead}/removal`"""
    review = await own_review(request, request.path_params["review"])
    await check_form(request)
    key = request.path_params["lead"]
    await store_of(request).write(lambda books: rows.remove_lead(books, review.id, key))
    return RedirectResponse(f"/reviews/{review.id}/duty", 303)


def _add_owner(books: Books, review: str) -> None:
    owner = rows.owner_lead(books, review)
    if owner.key not in {lead.key for lead in rows.named_leads(books, review)}:
        rows.add_lead(books, review, owner)


async def _list(
    request: Request, review: Review, answers: Answers, status: int = 200, made: str = ""
) -> Response:
    def look(books: Books) -> dict[str, Any]:
        named = rows.named_leads(books, review.id)
        return {
            "named": named,
            "marked": [lead for lead in rows.leads_of(books, review.id) if lead not in named],
            "owner": rows.owner_lead(books, review.id),
            "devices": rows.with_devices(books, review.id),
        }

    known = await store_of(request).read(look)
    context = {**known, "fields": FIELDS, "answers": answers, "made": made}
    return await desk(request, "alerts/leads.html", status, review, tab="review_duty", **context)


async def duties_of(request: Request) -> list[OnDuty]:
    """What this device or account is on duty for."""
    settings, account = store_of(request).settings, await account_of(request)
    start = cookie_name(settings, "duty-")
    tokens = [token for name, token in request.cookies.items() if name.startswith(start)]

    def look(books: Books) -> list[OnDuty]:
        found = [OnDuty(*known) for known in (rows.lead_by_cookie(books, token) for token in tokens) if known]
        own = review_rows.reviews_of(books, account) if account else []
        return found + [
            OnDuty(review.id, lead)
            for review in own
            for lead in rows.leads_of(books, review.id)
            if lead.key == account
        ]

    duties = await store_of(request).read(look)
    return list({duty.review: duty for duty in reversed(duties)}.values())
