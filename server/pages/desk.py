"""The frame of the set-up pages: the bar over them, and the two acts that all of them share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import NoMatchFound

from server.access import NoSuchPage, account_of, hub_of, store_of
from server.pages.fields import N_
from server.store import accounts
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.books import Books
from server.templating import page, say
from sessions.meeting import Review

# Route name and words of each tab; one whose pages are not there yet is left out.
TABS = (
    ("review", N_("Review")),
    ("agencies", N_("Agencies")),
    ("chronologies", N_("Chronologies")),
    ("review_timeline", N_("Timeline")),
    ("meetings", N_("Meetings")),
    ("review_duty", N_("Risk duty")),
)


async def desk(
    request: Request, template: str, status: int = 200, review: Review | None = None, **context: Any
) -> HTMLResponse:
    """A set-up page in its frame.

    Args:
        request: of somebody signed in.
        template: path below templates/.
        status: of the answer.
        review: whose name and tabs stand over the page; `tab=` among the context says which is open.
        context: names for the template.
    """
    account = await account_of(request)
    name = await store_of(request).read(lambda books: accounts.account_name(books, account or ""))
    frame = {"who": name, "review": review, "tabs": _tabs(request, review, context.pop("tab", ""))}
    return page(request, template, status, **frame, **context)


async def amend(request: Request, review: str, change: Callable[[Books, Review], Review]) -> Review:
    """Change a review in one transaction, and tell its live meetings.

    Args:
        request: of its owner.
        review: id.
        change: gives the new review, or raises Refused; then nothing is kept.
    """

    def act(books: Books) -> tuple[Review, list[str]]:
        found = review_rows.find_review(books, review)
        if found is None:
            raise NoSuchPage("review")
        changed = change(books, found)
        review_rows.save_review(books, changed)
        return changed, [meeting.id for meeting in meeting_rows.meetings_of(books, review)]

    changed, meetings = await store_of(request).write(act)
    for live in filter(None, map(hub_of(request).here, meetings)):
        live.review = changed
        live.stage_changed()
    return changed


def address(request: Request, name: str, review: str) -> str:
    """The address of one of a review's pages, or "" when there is no such page yet."""
    try:
        return str(request.app.url_path_for(name, review=review))
    except NoMatchFound:
        return ""


def _tabs(request: Request, review: Review | None, current: str) -> list[dict[str, Any]]:
    addresses = [(name, label, address(request, name, review.id) if review else "") for name, label in TABS]
    return [
        {"href": href, "label": say(label), "current": name == current}
        for name, label, href in addresses
        if href
    ]
