"""A personal one-time link: for the review team, co-facilitator, recorder and observer.

Opening it shows a page with one button; only the button uses it up, so that a preview of the link does not.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, give_seat, hub_of, store_of
from server.pages.phone import phone
from server.seating import replace_seat
from server.store import meetings as meeting_rows
from server.store.books import Books
from sessions.people import LEADERS, Person
from sessions.refusals import AskedToLeave


async def link(request: Request) -> Response:
    """GET asks, POST takes the seat."""
    if request.method == "GET":
        return phone(request, "join/link.html", closed=False)
    await check_form(request)
    store, token = store_of(request), request.path_params["token"]
    found = await store.write(lambda books: _use(books, token))
    if found is None:
        return phone(request, "join/link.html", 404, closed=True)
    meeting, person = found
    live = await hub_of(request).room(meeting)
    if live.review.proceedings.leaves_out(person):
        # Left out as on the page of joining, and told no more than anybody whose link has closed.
        return phone(request, "join/link.html", 404, closed=True)
    try:
        _, cookie = await replace_seat(live, person.group, person)
    except AskedToLeave:
        return phone(request, "join/link.html", 404, closed=True)
    target = f"/meetings/{meeting}" if person.group in LEADERS else f"/meetings/{meeting}/now"
    response = RedirectResponse(target, 303)
    give_seat(response, store.settings, meeting, cookie)
    return response


def _use(books: Books, token: str) -> tuple[str, Person] | None:
    used = meeting_rows.use_link(books, token)
    meeting = meeting_rows.find_meeting(books, used[0]) if used else None
    if used is None or meeting is None:
        return None
    people = meeting_rows.invited_to(books, meeting)
    person = next((person for person in people if person.id == used[1]), None)
    return (meeting.id, person) if person else None
