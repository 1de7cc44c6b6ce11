"""The invited list of a meeting. Its addresses carry ids only, its log lines nothing of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import FormRefused, NoSuchPage, check_form, hub_of, own_meeting, store_of
from server.imports.refused import FileRefused
from server.pages import invited_sheet, person_form
from server.pages.desk import desk
from server.pages.fields import AREA, N_, Answers, TooMuch, receive, refuse_large, tidy
from server.seating import correct
from server.store import meetings as meeting_rows
from server.store.books import Books, new_id
from server.templating import say
from sessions.meeting import Meeting, Review
from sessions.people import Person, Role, Seat
from sessions.proceedings import OnHold

log = structlog.get_logger()

JOINED = N_(
    "They have joined the meeting. Ask them to leave on the console first, then take their line out here."
)


async def show(request: Request) -> Response:
    """`GET /meetings/{meeting}/invited`"""
    review, meeting = await own_meeting(request)
    return await _page(request, review, meeting, person_form.blank())


async def create(request: Request) -> Response:
    """`POST /meetings/{meeting}/invited`: one line, typed."""
    review, meeting = await own_meeting(request)
    people = await _people(request, meeting)
    fields = person_form.fields(review, person_form.names_of(people))
    answers = person_form.checked(await receive(request, fields))
    if answers.is_open:
        return await _page(request, review, meeting, answers, answers.status)
    person = person_form.person_of(new_id(), answers)

    def act(books: Books) -> None:
        meeting_rows.invite(books, meeting, person, meeting_rows.next_place(books, meeting.id))

    await store_of(request).write(act)
    return RedirectResponse(f"/meetings/{meeting.id}/invited?added=1", 303)


async def sheet(request: Request) -> Response:
    """`POST /meetings/{meeting}/invited/sheet`: many lines, looked at before they are added."""
    review, meeting = await own_meeting(request)
    try:
        await refuse_large(request, invited_sheet.LARGEST_FORM)
        return await invited_sheet.take(request, review, meeting, await _people(request, meeting))
    except TooMuch as refused:
        return await _page(request, review, meeting, person_form.blank(), refused.status, refused.say)
    except FormRefused as refused:
        if refused.detail != "token":
            raise
        pasted = tidy((await request.form()).get("pasted"), AREA)
        return await _page(request, review, meeting, person_form.blank(), refused.status, refused.say, pasted)
    except FileRefused as refused:
        log.info("sheet refused", code=refused.code)
        pasted = tidy((await request.form()).get("pasted"), AREA)
        return await _page(request, review, meeting, person_form.blank(), 422, refused.say, pasted)
    finally:
        await request.close()


async def person(request: Request) -> Response:
    """`GET /meetings/{meeting}/invited/{person}`"""
    review, meeting = await own_meeting(request)
    line = _line(request, await _people(request, meeting))
    return await _line_page(request, review, meeting, line, person_form.answers_of(line))


async def update(request: Request) -> Response:
    """`POST /meetings/{meeting}/invited/{person}`: correct a line; a seat that holds it follows."""
    review, meeting = await own_meeting(request)
    people = await _people(request, meeting)
    line, live = _line(request, people), await hub_of(request).room(meeting.id)
    fields = person_form.fields(review, person_form.names_of(people, line.id), line)
    answers = person_form.checked(await receive(request, fields))
    if answers["group"] != line.group and _seat(live.seats.values(), line):
        answers = answers.also("group", person_form.SEATED)
    if answers.is_open:
        return await _line_page(request, review, meeting, line, answers, answers.status)
    changed = person_form.person_of(line.id, answers, line)
    await live.store.write(lambda books: _correct(books, meeting, line, changed))
    await correct(live, changed)
    return RedirectResponse(f"/meetings/{meeting.id}/invited", 303)


async def link(request: Request) -> Response:
    """`POST /meetings/{meeting}/invited/{person}/link`: a personal link, shown this once; the old one is gone."""
    review, meeting = await own_meeting(request)
    await check_form(request)
    line = _line(request, await _people(request, meeting))
    if line.group is Role.CASE_GROUP:
        raise NoSuchPage("link")
    token = secrets.token_urlsafe(24)
    await store_of(request).write(lambda books: meeting_rows.add_link(books, meeting.id, line.id, token))
    made = f"{store_of(request).settings.url}/seats/{token}"
    return await desk(
        request, "invited/link.html", review=review, tab="meetings", meeting=meeting, line=line, made=made
    )


async def revoke(request: Request) -> Response:
    """`POST /meetings/{meeting}/invited/{person}/revocation`: the link that was not used opens nothing any more."""
    _, meeting = await own_meeting(request)
    await check_form(request)
    line = _line(request, await _people(request, meeting))
    await store_of(request).write(lambda books: meeting_rows.revoke_links(books, line.id))
    return RedirectResponse(f"/meetings/{meeting.id}/invited", 303)


async def remove(request: Request) -> Response:
    """`POST /meetings/{meeting}/invited/{person}/removal`"""
    review, meeting = await own_meeting(request)
    await check_form(request)
    if review.holds:
        raise OnHold("invited")
    people = await _people(request, meeting)
    line, live = _line(request, people), await hub_of(request).room(meeting.id)
    if _seat(live.seats.values(), line):
        return await _page(request, review, meeting, person_form.blank(), 409, JOINED)
    staff = [replace(one, reports_to="") for one in people if one.reports_to == line.id]

    def act(books: Books) -> None:
        meeting_rows.uninvite(books, meeting.id, line.id)
        for one in staff:
            meeting_rows.correct(books, meeting, one)

    await live.store.write(act)
    for one in staff:
        await correct(live, one)
    return RedirectResponse(f"/meetings/{meeting.id}/invited", 303)


def _correct(books: Books, meeting: Meeting, line: Person, changed: Person) -> None:
    """Somebody of the case group enters with the code; a link that was made for another part must not remain."""
    meeting_rows.correct(books, meeting, changed)
    if changed.group is not line.group:
        meeting_rows.revoke_links(books, line.id)


async def _people(request: Request, meeting: Meeting) -> list[Person]:
    return await store_of(request).read(lambda books: meeting_rows.invited_to(books, meeting))


def _line(request: Request, people: list[Person]) -> Person:
    found = next((one for one in people if one.id == request.path_params["person"]), None)
    if found is None:
        raise NoSuchPage("line")
    return found


def _seat(seats: Iterable[Seat], line: Person) -> Seat | None:
    held = (
        seat for seat in seats if seat.person is not None and seat.person.id == line.id and not seat.is_gone
    )
    return next(held, None)


async def _page(
    request: Request,
    review: Review,
    meeting: Meeting,
    answers: Answers,
    status: int = 200,
    trouble: str = "",
    pasted: str = "",
) -> Response:
    people = await _people(request, meeting)
    live = await hub_of(request).room(meeting.id)
    added = request.query_params.get("added", "")
    return await desk(
        request,
        "invited/index.html",
        status,
        review,
        tab="meetings",
        meeting=meeting,
        people=people,
        names=person_form.names_of(people),
        groups={role: say(words) for role, words in person_form.GROUP_WORDS.items()},
        linked=await store_of(request).read(lambda books: meeting_rows.linked(books, meeting.id)),
        joined={one.id for one in people if _seat(live.seats.values(), one)},
        fields=person_form.fields(review, person_form.names_of(people)),
        answers=answers,
        trouble=trouble,
        pasted=pasted,
        added=int(added) if added.isascii() and added.isdigit() and not answers.is_open else 0,
    )


async def _line_page(
    request: Request, review: Review, meeting: Meeting, line: Person, answers: Answers, status: int = 200
) -> Response:
    people = await _people(request, meeting)
    return await desk(
        request,
        "invited/line.html",
        status,
        review,
        tab="meetings",
        meeting=meeting,
        line=line,
        fields=person_form.fields(review, person_form.names_of(people, line.id), line),
        answers=answers,
    )
