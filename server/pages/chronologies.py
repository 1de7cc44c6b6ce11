"""The agencies' chronologies of a review: the list, new files, and one file until its columns can be looked at."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, own_review, store_of
from server.chronicle import PURPOSE, marks_of
from server.pages import chronology as kept
from server.pages.chronology import Chronology, change, from_json, own_chronology
from server.pages.desk import desk
from server.pages.fields import CHOICE, N_, Answers, Field, TooMuch, receive, refuse_large, tidy
from server.pages.readings import Readings
from server.store import reviews as review_rows
from server.store.books import Books, new_id
from server.templating import is_fragment, page, say
from sessions.meeting import Review
from sessions.people import Agency
from sessions.proceedings import OnHold

LARGEST_FORM = 62 << 20
# A browser shows the answer to a file that is too large only when it could send all of it.
MOST_DROPPED = 1 << 30
MOST_AT_ONCE = 20
LONGEST_NAME = 160
NO_FILE = N_("Please choose a file.")
TOO_MANY_FILES = N_("Please choose at most 20 files at a time.")
TOO_LARGE = N_(
    "This is much larger than chronologies should be, so nothing was sent: please choose one file at a time, or ask "
    "the agency for the chronology alone, without pictures."
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Words that many agencies share say nothing about which one a file is from.
_OF_MANY = "and the of for nhs trust council service services home care team group chronology"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: `part` is how far its reading is, 0 to 1."""

    key: str
    chronology: Chronology
    agency: Agency | None
    part: float


async def index(request: Request) -> Response:
    """`GET /reviews/{review}/chronologies`"""
    review = await own_review(request, request.path_params["review"])
    if is_fragment(request):
        return page(request, "chronologies/_files.html", review=review, files=await listed(request, review))
    return await _list(request, review, Answers({}))


async def create(request: Request) -> Response:
    """`POST /reviews/{review}/chronologies`: one file or several; reading them begins at once."""
    review = await own_review(request, request.path_params["review"])
    try:
        await refuse_large(request, LARGEST_FORM, MOST_DROPPED)
        return await _take(request, review)
    except TooMuch as refused:
        return await _list(request, review, Answers({}).also("file", TOO_LARGE), refused.status)
    finally:
        await request.close()


async def _take(request: Request, review: Review) -> Response:
    answers = await receive(request, fields(review))
    files = [file for file in (await request.form()).getlist("file") if _is_file(file)]
    if not 0 < len(files) <= MOST_AT_ONCE:
        answers = answers.also("file", TOO_MANY_FILES if files else NO_FILE)
    if answers.is_open:
        return await _list(request, review, answers, answers.status)
    keys = [await _add(request, review, answers["agency"], file) for file in files]
    only = f"/{keys[0]}" if len(keys) == 1 else ""
    return RedirectResponse(f"/reviews/{review.id}/chronologies{only}", 303)


async def show(request: Request) -> Response:
    """`GET /reviews/{review}/chronologies/{chronology}`: how far it is, why it was refused, or its first step."""
    review, key, chronology = await own_chronology(request)
    if chronology.state == kept.READING:
        readings_of(request).begin(review, key)
        line = Listed(key, chronology, review.by_abbreviation.get(chronology.agency), part(request, key))
        template = "chronologies/_progress.html" if is_fragment(request) else "chronologies/reading.html"
        return await desk(request, template, review=review, tab="chronologies", line=line)
    if chronology.state == kept.REFUSED:
        return _onward(request, f"/reviews/{review.id}/chronologies#file-{key}")
    step = "rows" if chronology.state == kept.CONFIRMED else "columns"
    return _onward(request, f"/reviews/{review.id}/chronologies/{key}/{step}")


async def remove(request: Request) -> Response:
    """`POST .../removal`: its words go; hashes of what was on a timeline stay, to know it again on a board."""
    review, key, _ = await own_chronology(request)
    await check_form(request)
    if review.holds:
        raise OnHold("chronology")
    secret = store_of(request).keys.derive(PURPOSE)

    def forget(books: Books, found: Chronology) -> Chronology:
        review_rows.drop_part(books, key, kept.FILE)
        review_rows.drop_part(books, key, kept.PLAIN)
        return Chronology("", "", kept.REMOVED, given=given(secret, found), turn=found.turn)

    await change(request, review.id, key, forget)
    return RedirectResponse(f"/reviews/{review.id}/chronologies", 303)


def given(secret: bytes, chronology: Chronology) -> dict[str, list[str]]:
    """The marks of everything that a chronology ever had on a timeline."""
    return {key: sorted(marks) for key, marks in marks_of(secret, [chronology.to_json()]).items()}


def fields(review: Review) -> tuple[Field, ...]:
    """The fields of a new file, besides the file itself."""
    known = tuple((agency.abbreviation, agency.name) for agency in review.agencies)
    return (
        Field(
            "agency",
            N_("Agency"),
            CHOICE,
            hint=N_("Several agencies at once? Leave this, and check each file's agency in its next step."),
            choices=(("", say(N_("Tell it by the file's name"))), *known),
        ),
    )


async def listed(request: Request, review: Review) -> list[Listed]:
    """The files of a review in the order in which they came; reading goes on where a restart stopped it."""
    kept_ones = await store_of(request).read(lambda books: review_rows.chronologies_of(books, review.id))
    found = {key: from_json(entry) for key, entry in kept_ones.items()}
    for key, chronology in found.items():
        if chronology.state == kept.READING:
            readings_of(request).begin(review, key)
    return [
        Listed(key, chronology, review.by_abbreviation.get(chronology.agency), part(request, key))
        for key, chronology in found.items()
        if chronology.is_there
    ]


def guessed_agency(review: Review, name: str) -> str:
    """The one agency that a file's name speaks of, or ""."""
    words = set(_words(name))
    scores = {agency.abbreviation: _likeness(agency, words) for agency in review.agencies}
    best = max(scores.values(), default=0)
    likely = [code for code, score in scores.items() if score == best]
    return likely[0] if best and len(likely) == 1 else ""


def readings_of(request: Request) -> Readings:
    """The files that are being read."""
    readings: Readings = request.app.state.readings
    return readings


def part(request: Request, key: str) -> float:
    """How far the reading of a file is."""
    return readings_of(request).part(key)


def _likeness(agency: Agency, words: set[str]) -> int:
    own = set(_words(f"{agency.name} {agency.short_label}")) - set(_OF_MANY.split())
    return 2 * (agency.abbreviation.casefold() in words) + len(own & words)


def _words(text: str) -> Iterable[str]:
    """Words in small letters, "NorthmoorAmbulance" being two."""
    return (word.casefold() for word in _WORD.findall(_JOINT.sub(" ", text)))


def _is_file(sent: object) -> bool:
    return isinstance(sent, UploadFile) and bool(sent.filename)


async def _add(request: Request, review: Review, agency: str, file: Any) -> str:
    """Keep the bytes as they came, then read them: a restart in between loses nothing."""
    store, key, raw = store_of(request), new_id(), await file.read()
    name = tidy(re.split(r"[/\\]", file.filename)[-1])[-LONGEST_NAME:]
    found = Chronology(agency or guessed_agency(review, name), name, turn=1)
    sealed = await asyncio.to_thread(review_rows.sealed_part, store.keys, review.id, key, kept.FILE, raw)

    def write(books: Books) -> None:
        review_rows.add_chronology(books, review.id, found.to_json(), key)
        review_rows.keep_part(books, key, kept.FILE, sealed)

    await store.write(write)
    readings_of(request).begin(review, key)
    return key


def _onward(request: Request, address: str) -> Response:
    """To the next page: for a page that asks again and again, by the header that its script follows."""
    if is_fragment(request):
        return Response(status_code=200, headers={"hx-redirect": address})
    return RedirectResponse(address, 303)


async def _list(request: Request, review: Review, answers: Answers, status: int = 200) -> Response:
    return await desk(
        request,
        "chronologies/index.html",
        status,
        review,
        tab="chronologies",
        fields=fields(review),
        answers=answers,
        files=await listed(request, review),
    )
