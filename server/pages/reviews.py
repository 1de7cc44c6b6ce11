"""Reviews: the list, a new one, and its own page with everything that is set once for all its meetings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import SignInFirst, account_of, own_review, store_of
from server.opening import combined
from server.pages import review_form
from server.pages.desk import address, amend, desk
from server.pages.fields import Answers, Field, receive
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.books import Books, new_id
from sessions.labels import Thresholds
from sessions.meeting import Meeting, Review

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ready:
    """What a review has so far, for the list of what is still open."""

    meetings: tuple[Meeting, ...]
    events: int
    invited: int


async def index(request: Request) -> Response:
    """`GET /reviews`: the reviews of this account."""
    account = await _account(request)

    def look(books: Books) -> list[tuple[Review, list[Meeting]]]:
        found = review_rows.reviews_of(books, account)
        return [(review, meeting_rows.meetings_of(books, review.id)) for review in found]

    return await desk(request, "reviews/index.html", found=await store_of(request).read(look))


async def new(request: Request) -> Response:
    """`GET /reviews/new`"""
    await _account(request)
    return await _new_page(request, review_form.answers_of(review_form.blank()))


async def create(request: Request) -> Response:
    """`POST /reviews`"""
    account = await _account(request)
    blank = review_form.blank()
    fields = review_form.flat(review_form.fields(Thresholds()))
    answers = review_form.checked(await receive(request, fields), blank, is_in_use=False)
    if answers.is_open:
        return await _new_page(request, answers, answers.status)
    review = review_form.filled(replace(blank, id=new_id()), answers)
    await store_of(request).write(lambda books: review_rows.add_review(books, review, account))
    return RedirectResponse(f"/reviews/{review.id}/agencies", 303)


async def show(request: Request) -> Response:
    """`GET /reviews/{review}`"""
    review = await own_review(request, request.path_params["review"])
    return await _page(request, review, review_form.answers_of(review))


async def update(request: Request) -> Response:
    """`POST /reviews/{review}`"""
    review = await own_review(request, request.path_params["review"])
    ready = await ready_of(request, review)
    received = await receive(request, review_form.flat(_sections(review, ready)))
    answers = review_form.checked(received, review, is_in_use=bool(ready.meetings))
    if answers.is_open:
        return await _page(request, review, answers, answers.status)
    await amend(request, review.id, lambda _books, found: review_form.filled(found, answers))
    return RedirectResponse(f"/reviews/{review.id}?kept=1", 303)


async def ready_of(request: Request, review: Review) -> Ready:
    """How far the set-up of a review has come."""

    def look(books: Books) -> Ready:
        meetings = meeting_rows.meetings_of(books, review.id)
        chronologies = review_rows.chronologies_of(books, review.id).values()
        events = len(combined(chronologies))
        invited = sum(len(meeting_rows.invited_to(books, meeting)) for meeting in meetings)
        return Ready(tuple(meetings), events, invited)

    return await store_of(request).read(look)


def _sections(review: Review, ready: Ready) -> dict[str, tuple[Field, ...]]:
    """Before the first meeting a threshold typed too high can be taken back; afterwards people rely on it."""
    least = review.thresholds if ready.meetings else Thresholds()
    return review_form.fields(least, review.method, review.review_type)


async def _page(request: Request, review: Review, answers: Answers, status: int = 200) -> Response:
    ready = await ready_of(request, review)
    return await desk(
        request,
        "reviews/show.html",
        status,
        review,
        tab="review",
        sections=_sections(review, ready),
        answers=answers,
        ready=ready,
        chronologies=address(request, "chronologies", review.id),
        kept="kept" in request.query_params and not answers.is_open,
    )


async def _new_page(request: Request, answers: Answers, status: int = 200) -> Response:
    sections = review_form.fields(Thresholds())
    return await desk(request, "reviews/new.html", status, sections=sections, answers=answers)


async def _account(request: Request) -> str:
    account = await account_of(request)
    if account is None:
        raise SignInFirst("account")
    return account
