"""Signing in and out of an account: by name and password, or by a link that works once."""

from __future__ import annotations

import time

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import (
    FormRefused,
    Limits,
    SlowDown,
    account_of,
    check_form,
    drop_account,
    drop_cookie,
    give_account,
    hub_of,
    seat_of,
    sign_in,
    store_of,
)
from server.pages.fields import N_, Answers, Field, receive
from server.seating import leave
from server.store import accounts
from server.store import reviews as review_rows
from server.templating import page

log = structlog.get_logger()

NAME = Field("name", N_("Your name"), autocomplete="username")
WRONG = N_("This name and password do not open an account. Please check both and try again.")
BLANK = N_("Please type your name and your password.")
SLOW = N_("There were many tries with this name. Please wait a minute, then try again.")


async def show(request: Request) -> Response:
    """`GET /sign-in`"""
    if await account_of(request) is not None:
        return RedirectResponse("/", 303)
    return page(request, "sign_ins/new.html", name=NAME, answers=Answers({}), trouble="")


async def create(request: Request) -> Response:
    """`POST /sign-in`: what was typed as the name stays, whatever happens; the password never does."""
    answers = await receive(request, [NAME])
    if answers.stale:
        return _again(request, answers, FormRefused.say, answers.status)
    password = (await request.form()).get("password")
    if not answers["name"] or not password or not isinstance(password, str):
        return _again(request, answers, BLANK, 422)
    limits: Limits = request.app.state.limits
    try:
        limits.sign_in(answers["name"])
    except SlowDown:
        return _again(request, answers, SLOW, 429)
    account = await sign_in(store_of(request), answers["name"], password)
    if account is None:
        return _again(request, answers, WRONG, 401)
    return await _signed_in(request, account)


async def link(request: Request) -> Response:
    """`/sign-in/{token}`: looking shows one button; only pressing it uses the link."""
    token, store = request.path_params["token"], store_of(request)
    if request.method != "POST":
        works = await store.read(lambda books: accounts.sign_in_link_works(books, token, time.time()))
        return page(request, "sign_ins/link.html", 200 if works else 410, works=works)
    await check_form(request)
    account = await store.write(lambda books: accounts.use_sign_in_link(books, token, time.time()))
    if account is None:
        return page(request, "sign_ins/link.html", 410, works=False)
    return await _signed_in(request, account)


async def remove(request: Request) -> Response:
    """`POST /sign-out`: the account and the seats that it opened in this browser."""
    await check_form(request)
    account = await account_of(request)
    response = RedirectResponse("/", 303)
    await _leave_seats(request, response, account)
    await drop_account(request, response)
    return response


async def _leave_seats(request: Request, response: Response, account: str | None) -> None:
    """A leading seat comes with the account (`access.leading_seat`), so it must not outlive the sign-out."""
    for cookie in request.cookies:
        meeting = cookie.removeprefix("__Host-").removeprefix("seat-")
        seat = await seat_of(request, meeting) if "seat-" in cookie else None
        if seat is None or seat.person is None or seat.person.id != account:
            continue
        await leave(await hub_of(request).room(meeting), seat)
        drop_cookie(response, store_of(request).settings, f"seat-{meeting}")


async def _signed_in(request: Request, account: str) -> Response:
    """To the reviews, or straight to the only one."""
    found = await store_of(request).read(lambda books: review_rows.reviews_of(books, account))
    response = RedirectResponse(f"/reviews/{found[0].id}" if len(found) == 1 else "/reviews", 303)
    await give_account(response, store_of(request), account)
    return response


def _again(request: Request, answers: Answers, trouble: str, status: int) -> Response:
    log.info("sign-in refused", status=status)
    return page(request, "sign_ins/new.html", status, name=NAME, answers=answers, trouble=trouble)
