"""Who is this? Account, seat cookie, join code; same-origin; forms; limits.

For a contribution it answers one question: may this seat contribute now? Nothing is written because of it
(promise A4): no last-seen, no counter, no refreshed cookie.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from server.config import Settings
from server.hub import Hub
from server.seating import replace_seat
from server.store import accounts
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store import seats as seat_rows
from server.store.books import Store
from sessions.meeting import Meeting, Review
from sessions.people import LEADERS, Person, Role, Seat
from sessions.refusals import N_, AskedToLeave, NotYours, Refused, UnknownItem

SEAT_SECONDS = 12 * 3600
_FORM = "form"
_ACCOUNT = "account"

# Hashing a password takes 64 MB on purpose; two at a time keep a sign-in storm from taking the machine.
_hashing = asyncio.Semaphore(2)


class SlowDown(Refused):
    """Too many attempts in a short time."""

    code = "slow"
    say = N_("A lot of people are joining. Trying again in 5 seconds.")
    status = 429


class FormRefused(Refused):
    """A form without its token, or from another site."""

    code = "form"
    say = N_(
        "This page was open for a long time or came from somewhere else. Please reload it and send again."
    )
    status = 403


class NoSuchPage(UnknownItem):
    """No such review or meeting, or it is somebody else's: both look the same."""

    code = "page"
    say = N_("We could not find this page. It may have been removed, or it may belong to somebody else.")


class SignInFirst(Refused):
    """Nobody is signed in; the page leads to the sign-in."""

    code = "sign-in"
    say = N_("Please sign in first.")
    status = 401


class Limits:
    """Moving windows in memory: per code, per browser, per account; never per address (a hall is one)."""

    def __init__(self, settings: Settings) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._join = parse(settings.join_rate)
        self._sign_in = parse(settings.sign_in_rate)
        self._guesses = parse("120/minute")

    def join(self, code: str, browser: str) -> None:
        """An attempt to join. Raises SlowDown."""
        self._hit(self._join, "browser", browser)
        self._hit(parse("300/minute"), "code", code)

    def wrong_code(self) -> None:
        """A code that opens nothing: all such guesses together are slowed, whoever makes them."""
        self._hit(self._guesses, "guess")

    def sign_in(self, name: str) -> None:
        """An attempt to sign in to an account."""
        self._hit(self._sign_in, "account", name)

    def _hit(self, rate: RateLimitItem, *key: str) -> None:
        # Names and cookies are as long as somebody makes them.
        if not self._windows.hit(rate, key[0], meeting_rows.hashed(key[-1])):
            raise SlowDown(key[0])


def store_of(connection: HTTPConnection) -> Store:
    """The store of this instance."""
    store: Store = connection.app.state.store
    return store


def hub_of(connection: HTTPConnection) -> Hub:
    """The live rooms of this process."""
    hub: Hub = connection.app.state.hub
    return hub


def cookie_name(settings: Settings, name: str) -> str:
    """`__Host-` binds a cookie to this origin; a plain-http rehearsal must do without."""
    return name if settings.is_rehearsal else f"__Host-{name}"


def seat_cookie(settings: Settings, meeting: str) -> str:
    """The name of the seat cookie of one meeting."""
    return cookie_name(settings, f"seat-{meeting}")


def set_cookie(response: Response, settings: Settings, name: str, token: str, seconds: int | None) -> None:
    """A cookie that scripts cannot read and other sites cannot send."""
    response.set_cookie(
        cookie_name(settings, name),
        token,
        max_age=seconds,
        path="/",
        secure=not settings.is_rehearsal,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: Settings, name: str) -> None:
    """Clear a cookie."""
    response.delete_cookie(
        cookie_name(settings, name), path="/", secure=not settings.is_rehearsal, httponly=True, samesite="lax"
    )


def give_seat(response: Response, settings: Settings, meeting: str, token: str) -> None:
    """The seat cookie: it survives closing the browser and a sleeping phone."""
    set_cookie(response, settings, f"seat-{meeting}", token, SEAT_SECONDS)


async def seat_of(connection: HTTPConnection, meeting: str) -> Seat | None:
    """The seat whose cookie this is, admitted or not; None when there is none or it is gone."""
    store = store_of(connection)
    token = connection.cookies.get(seat_cookie(store.settings, meeting), "")
    if not token:
        return None
    live = hub_of(connection).here(meeting)
    known = live.seat_with(meeting_rows.hashed(token)) if live is not None and not live.broken else None
    return known or await store.read(lambda books: seat_rows.seat_by_token(books, meeting, token))


async def screen_of_line(socket: HTTPConnection) -> Seat | None:
    """The seat of the big screen: not a row, only the right to read, as long as its token is the meeting's."""
    meeting = socket.path_params["meeting"]
    token = socket.cookies.get(cookie_name(store_of(socket).settings, f"screen-{meeting}"), "")
    found = await store_of(socket).read(lambda books: meeting_rows.meeting_by_screen(books, token))
    return Seat("screen", meeting, Role.SCREEN, admitted=True) if found == meeting else None


async def present_seat(request: Request) -> Seat:
    """The seat of this meeting, admitted and present. Raises NotYours."""
    seat = await seat_of(request, request.path_params["meeting"])
    if seat is not None and seat.put_out:
        raise AskedToLeave("put out")
    if seat is None or not seat.is_present:
        raise NotYours("no seat")
    return seat


async def leading_seat(request: Request) -> tuple[Seat, str]:
    """The facilitator's or co-facilitator's seat of this meeting; the review's owner gets one when signed in.

    Returns:
        The seat, and the token for its cookie when it is new ("" otherwise).

    Raises:
        NotYours: neither a leading seat nor the owner's account.
    """
    meeting = request.path_params["meeting"]
    seat = await seat_of(request, meeting)
    if seat is not None and seat.is_present and seat.role in LEADERS:
        return seat, ""
    live = await hub_of(request).room(meeting)
    account = await account_of(request)
    owner = await store_of(request).read(lambda books: review_rows.owner_of(books, live.meeting.review))
    if account is None or account != owner:
        raise NotYours("not leading")
    name = await store_of(request).read(lambda books: accounts.account_name(books, account))
    person = Person(id=account, name=name, agency="", role="Lead reviewer", group=Role.FACILITATOR)
    return await replace_seat(live, Role.FACILITATOR, person)


async def own_review(request: Request, review: str) -> Review:
    """A review of the signed-in account. Raises SignInFirst, or NoSuchPage when it is not theirs."""
    account = await account_of(request)
    if account is None:
        raise SignInFirst("account")
    owner, found = await store_of(request).read(
        lambda books: (review_rows.owner_of(books, review), review_rows.find_review(books, review))
    )
    if found is None or owner != account:
        raise NoSuchPage("review")
    return found


async def own_meeting(request: Request) -> tuple[Review, Meeting]:
    """The meeting of the address and its review, for the owner's account. Raises as `own_review` does."""
    meeting = request.path_params["meeting"]
    found = await store_of(request).read(lambda books: meeting_rows.find_meeting(books, meeting))
    review = await own_review(request, found.review if found else "")
    if found is None:
        raise NoSuchPage("meeting")
    return review, found


async def account_of(connection: HTTPConnection) -> str | None:
    """The signed-in account, or None."""
    store = store_of(connection)
    token = connection.cookies.get(cookie_name(store.settings, _ACCOUNT), "")
    if not token:
        return None
    return await store.read(lambda books: accounts.account_by_cookie(books, token, time.time()))


async def sign_in(store: Store, name: str, password: str) -> str | None:
    """The account that name and password open, at most two at a time."""
    async with _hashing:
        return await store.read(lambda books: accounts.account_by_password(books, name, password))


async def give_account(response: Response, store: Store, account: str) -> None:
    """The sign-in cookie of an account."""
    token = await store.write(lambda books: accounts.add_sign_in(books, account, "cookie", time.time()))
    set_cookie(response, store.settings, _ACCOUNT, token, accounts.COOKIE_SECONDS)


async def drop_account(connection: HTTPConnection, response: Response) -> None:
    """Sign out here."""
    store = store_of(connection)
    token = connection.cookies.get(cookie_name(store.settings, _ACCOUNT), "")
    await store.write(lambda books: accounts.end_sign_in(books, token))
    drop_cookie(response, store.settings, _ACCOUNT)


def browser_of(connection: HTTPConnection) -> str:
    """A random name of this browser for forms and limits; made at its first page, tied to nothing."""
    known = connection.cookies.get(cookie_name(store_of(connection).settings, _FORM), "")
    if len(known) >= 20:
        return known
    if "browser" not in connection.scope:
        connection.scope["browser"] = secrets.token_urlsafe(18)
    return str(connection.scope["browser"])


def form_token(connection: HTTPConnection) -> str:
    """The token that every form of this browser carries."""
    return store_of(connection).keys.mac("form", browser_of(connection))


def keep_browser(connection: HTTPConnection, response: Response) -> None:
    """Give a new browser its cookie, so that its forms are known again."""
    if "browser" in connection.scope:
        set_cookie(response, store_of(connection).settings, _FORM, connection.scope["browser"], SEAT_SECONDS)


def check_same_origin(request: Request) -> None:
    """A change may only come from our own pages. Raises FormRefused."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    ours = store_of(request).settings.origin
    if site not in ("same-origin", "none") or (origin is not None and origin != ours):
        raise FormRefused("origin")


async def check_form(request: Request) -> None:
    """Our own page and its token, in the field `form` (or `token`) or the header X-Form-Token.

    Forms that htmx sends call the field `token`: it reads a form's `form`, which a field of that name hides.

    Raises:
        FormRefused: the token is missing or another one, or the form comes from elsewhere.
    """
    check_same_origin(request)
    form = await request.form()
    given = request.headers.get("x-form-token") or str(form.get("form") or form.get("token") or "")
    if not hmac.compare_digest(given.encode(), form_token(request).encode()):
        raise FormRefused("token")
