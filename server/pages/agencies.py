"""The agencies of a review: code, colour and pattern together, and the sector that hides them when few are there."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, hub_of, own_review, store_of
from server.pages.desk import amend, desk
from server.pages.fields import CHOICE, N_, Answers, Field, receive
from server.store import meetings as meeting_rows
from server.store import reviews as review_rows
from server.store.books import Books
from server.templating import say
from sessions.meeting import Review
from sessions.people import Agency
from sessions.refusals import Refused

# Sector, its words, and the label that stands for everybody of it when their agency has too few (promise A3).
SECTORS = (
    ("Health", N_("Health"), N_("Health practitioner")),
    ("Police & justice", N_("Police and justice"), N_("Police or justice practitioner")),
    ("Social care", N_("Social care"), N_("Social care practitioner")),
    ("Housing", N_("Housing"), N_("Housing practitioner")),
    ("Education", N_("Education"), N_("Education practitioner")),
    ("Provider", N_("Care provider"), N_("Care provider practitioner")),
    ("Voluntary", N_("Voluntary organisation"), N_("Voluntary organisation practitioner")),
    ("Other", N_("Another service"), N_("Practitioner from another service")),
)
COLOURS = range(1, 13)
SHAPE = N_("Please use 2 to 4 letters.")
TAKEN = N_("Another agency has these letters already.")


class InUse(Refused):
    """Somebody or something still belongs to this agency."""

    code = "agency in use"
    say = N_(
        "This agency stays: people of it are invited, or a timeline has events of it. Take those out first."
    )


def fields() -> tuple[Field, ...]:
    """The fields of a new agency."""
    sectors = tuple((sector, say(words)) for sector, words, _ in SECTORS)
    return (
        Field("name", N_("Name"), needed=N_("Please give the agency's name.")),
        Field(
            "abbreviation",
            N_("Code"),
            hint=N_("2 to 4 letters that everybody will recognise, for example GP or ASC."),
            needed=SHAPE,
        ),
        Field(
            "short_label",
            N_("Short label"),
            hint=N_("What people see beside a note, for example Home care provider."),
            needed=N_("Please give a short label."),
        ),
        Field(
            "sector",
            N_("Sector"),
            CHOICE,
            hint=N_("Where too few of an agency are in the room, a note shows its sector instead."),
            choices=(("", say(N_("Please choose"))), *sectors),
            needed=N_("Please choose the sector."),
        ),
    )


async def show(request: Request) -> Response:
    """`GET /reviews/{review}/agencies`"""
    review = await own_review(request, request.path_params["review"])
    return await _page(request, review, Answers({}))


async def create(request: Request) -> Response:
    """`POST /reviews/{review}/agencies`"""
    review = await own_review(request, request.path_params["review"])
    answers = _checked(await receive(request, fields()), review)
    if answers.is_open:
        return await _page(request, review, answers, answers.status)
    await amend(request, review.id, lambda _books, found: added(found, answers))
    return RedirectResponse(f"/reviews/{review.id}/agencies", 303)


async def remove(request: Request) -> Response:
    """`POST /reviews/{review}/agencies/{abbreviation}/removal`"""
    review = await own_review(request, request.path_params["review"])
    await check_form(request)
    code = request.path_params["abbreviation"]
    try:
        await _refuse_if_on_a_board(request, review, code)
        await amend(request, review.id, lambda books, found: removed(books, found, code))
    except InUse as refused:
        return await _page(request, review, Answers({}), refused.status, refused.say)
    return RedirectResponse(f"/reviews/{review.id}/agencies", 303)


def added(review: Review, answers: Answers) -> Review:
    """The review with one more agency, in the next free colour; the same form twice adds it once."""
    code = answers["abbreviation"].upper()
    if code in review.by_abbreviation:
        return review
    label = next(say(label) for sector, _, label in SECTORS if sector == answers["sector"])
    agency = Agency(
        code, answers["name"], answers["short_label"], answers["sector"], label, next_colour(review)
    )
    return replace(review, agencies=(*review.agencies, agency))


def next_colour(review: Review) -> int:
    """Colours in their order, so that few agencies get the most different ones; then the least used again."""
    used = [agency.colour for agency in review.agencies]
    return min(COLOURS, key=lambda colour: (used.count(colour), colour))


def removed(books: Books, review: Review, code: str) -> Review:
    """The review without an agency. Raises InUse."""
    people = [
        person
        for meeting in meeting_rows.meetings_of(books, review.id)
        for person in meeting_rows.invited_to(books, meeting)
    ]
    chronologies = review_rows.chronologies_of(books, review.id).values()
    events = [event for chronology in chronologies for event in chronology["events"]]
    owners = [*(person.agency for person in people), *(chronology["agency"] for chronology in chronologies)]
    if code in owners or any(event["agency"] == code for event in events):
        raise InUse(code)
    return replace(review, agencies=tuple(one for one in review.agencies if one.abbreviation != code))


async def _refuse_if_on_a_board(request: Request, review: Review, code: str) -> None:
    """Events that were added in a meeting stand in no chronology."""
    meetings = await store_of(request).read(lambda books: meeting_rows.meetings_of(books, review.id))
    for meeting in meetings:
        live = await hub_of(request).room(meeting.id)
        if any(event.agency == code for event in live.room.contents().events):
            raise InUse(code)


def _checked(answers: Answers, review: Review) -> Answers:
    code = answers["abbreviation"].upper()
    if not (2 <= len(code) <= 4 and code.isascii() and code.isalpha()):
        return answers.also("abbreviation", SHAPE)
    return answers.also("abbreviation", TAKEN) if code in review.by_abbreviation else answers


async def _page(
    request: Request, review: Review, answers: Answers, status: int = 200, trouble: str = ""
) -> Response:
    return await desk(
        request,
        "agencies/index.html",
        status,
        review,
        tab="agencies",
        fields=fields(),
        answers=answers,
        trouble=trouble,
        sectors={sector: say(words) for sector, words, _ in SECTORS},
    )
