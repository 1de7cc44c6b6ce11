"""Making a meeting from a template, and the page of its set-up: what opens it, and for whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import hub_of, own_meeting, own_review, store_of
from server.methods import Library, library
from server.opening import open_meeting, shown_code
from server.pages.desk import address, desk
from server.pages.fields import CHOICE, DAY, N_, Answers, Field, receive
from server.pages.reviews import ready_of
from server.store import meetings as meeting_rows
from server.store.books import Books
from server.working_days import working_days_after
from sessions.meeting import Meeting, Review
from sessions.people import Role
from sessions.phases import Template

TOO_SOON = N_("This is before the day of the meeting.")

DAY_AND_PLACE = (
    Field("date", N_("Day of the meeting"), DAY, needed=N_("Please give the day.")),
    Field("place", N_("Place"), hint=N_("As people will look for it on the day.")),
    Field(
        "correct_until",
        N_("Corrections until"),
        DAY,
        hint=N_("Until then people can correct or take back what they wrote. If blank: as the review says."),
    ),
)


def fields(known: Library, method: str, every: bool = False) -> tuple[Field, ...]:
    """The fields of a new meeting.

    Args:
        known: the templates that there are.
        method: of the review; those that suit it are offered.
        every: offer all of them.
    """
    offered = [one for one in known.templates.values() if every or one.suits(method)]
    choices = tuple((one.id, _offer(one)) for one in sorted(offered, key=lambda one: _rank(one, method)))
    chosen = Field(
        "template", N_("Kind of meeting"), CHOICE, choices=choices, needed=N_("Please choose one.")
    )
    return (chosen, *DAY_AND_PLACE)


def _rank(template: Template, method: str) -> tuple[bool, bool]:
    """The method's own meetings first, then those that suit it, too."""
    return not template.suits(method), template.method != method


def _offer(template: Template) -> str:
    """A template in a list: its name and how long it takes."""
    hours, minutes = divmod(template.minutes, 60)
    took = " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes))
    return f"{template.name} ({took})"


async def index(request: Request) -> Response:
    """`GET /reviews/{review}/meetings`"""
    review = await own_review(request, request.path_params["review"])
    return await _list(request, review, Answers({}))


async def create(request: Request) -> Response:
    """`POST /reviews/{review}/meetings`: its timeline is what the chronologies hold at this moment."""
    review = await own_review(request, request.path_params["review"])
    known = library(store_of(request).settings.methods)
    answers = _checked(await receive(request, fields(known, review.method, every=True)))
    if answers.is_open:
        return await _list(request, review, answers, answers.status)
    template = known.templates[answers["template"]]

    def act(books: Books) -> str:
        opened = open_meeting(books, review, template, date=answers["date"], place=answers["place"])
        meeting_rows.save_meeting(
            books, _with(opened.meeting, answers, review.correct_days), opened.meeting.phase
        )
        return opened.meeting.id

    return RedirectResponse(f"/meetings/{await store_of(request).write(act)}/set-up", 303)


async def show(request: Request) -> Response:
    """`GET /meetings/{meeting}/set-up`"""
    review, meeting = await own_meeting(request)
    return await _page(request, review, meeting, Answers(_typed(meeting)))


async def update(request: Request) -> Response:
    """`POST /meetings/{meeting}/set-up`: another day or place."""
    review, meeting = await own_meeting(request)
    answers = _checked(await receive(request, DAY_AND_PLACE))
    if answers.is_open:
        return await _page(request, review, meeting, answers, answers.status)
    live = await hub_of(request).room(meeting.id)
    async with live.turn:
        changed = _with(live.meeting, answers, live.review.correct_days)
        await live.store.write(lambda books: meeting_rows.save_meeting(books, changed, changed.phase))
        live.meeting = changed
    return RedirectResponse(f"/meetings/{meeting.id}/set-up?kept=1", 303)


def _with(meeting: Meeting, answers: Answers, days: int) -> Meeting:
    until = answers["correct_until"] or working_days_after(answers["date"], days)
    return replace(meeting, date=answers["date"], place=answers["place"], correct_until=until)


def _checked(answers: Answers) -> Answers:
    until = answers["correct_until"]
    return answers.also("correct_until", TOO_SOON) if until and until < answers["date"] else answers


def _typed(meeting: Meeting) -> dict[str, str]:
    return {"date": meeting.date, "place": meeting.place, "correct_until": meeting.correct_until}


async def _list(request: Request, review: Review, answers: Answers, status: int = 200) -> Response:
    known = library(store_of(request).settings.methods)
    chosen = known.templates.get(answers["template"])
    every = "all" in request.query_params or bool(chosen and not chosen.suits(review.method))
    asked = fields(known, review.method, every)
    return await desk(
        request,
        "meetings/index.html",
        status,
        review,
        tab="meetings",
        fields=asked,
        every=every or len(asked[0].choices) == len(known.templates),
        refused=known.refused,
        answers=answers,
        ready=await ready_of(request, review),
        chronologies=address(request, "chronologies", review.id),
    )


async def _page(
    request: Request, review: Review, meeting: Meeting, answers: Answers, status: int = 200
) -> Response:
    settings = store_of(request).settings
    code, screen = await store_of(request).read(lambda books: meeting_rows.addresses_of(books, meeting.id))
    people = await store_of(request).read(lambda books: meeting_rows.invited_to(books, meeting))
    groups = Counter(person.group for person in people)
    return await desk(
        request,
        "meetings/show.html",
        status,
        review,
        tab="meetings",
        meeting=meeting,
        fields=DAY_AND_PLACE,
        answers=answers,
        code=shown_code(code),
        join=f"{settings.url}/j/{code}",
        screen=f"{settings.url}/screen/{screen}",
        invited=(groups[Role.CASE_GROUP], groups.total() - groups[Role.CASE_GROUP]),
        kept="kept" in request.query_params and not answers.is_open,
    )
