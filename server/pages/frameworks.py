"""The frameworks of a review: lists of categories for what helped and what got in the way, changed on a page."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import NoSuchPage, own_review, store_of
from server.methods import library
from server.pages.desk import amend, desk
from server.pages.fields import AREA, N_, Answers, Field, receive
from sessions.frameworks import MOST_CATEGORIES, Category, Framework, merged
from sessions.meeting import Review

BETWEEN = " | "
FIELDS = (
    Field("name", N_("Name"), needed=N_("Please give it a name.")),
    Field(
        "categories",
        N_("Categories"),
        AREA,
        hint=N_("One on each line; after a stroke | what it means in plain words."),
        needed=N_("Please give at least one category."),
    ),
)
TWICE = N_("A category is there twice.")
TOO_MANY = N_("There are more than 60 categories, or one is longer than 160 characters.")


async def index(request: Request) -> Response:
    """`GET /reviews/{review}/frameworks`"""
    review = await own_review(request, request.path_params["review"])
    return await desk(
        request,
        "frameworks/index.html",
        review=review,
        tab="meetings",
        found=list(_offered(request, review).values()),
        own={one.id for one in review.frameworks},
        refused=library(store_of(request).settings.methods).refused,
    )


async def show(request: Request) -> Response:
    """`GET /reviews/{review}/frameworks/{framework}`"""
    review, framework = await _wanted(request)
    return await _page(request, review, framework, Answers(_typed(framework)))


async def update(request: Request) -> Response:
    """`POST /reviews/{review}/frameworks/{framework}`: a copy of the review's own; other reviews keep theirs."""
    review, framework = await _wanted(request)
    answers = _checked(await receive(request, FIELDS))
    if answers.is_open:
        return await _page(request, review, framework, answers, answers.status)
    own = replace(framework, name=answers["name"], categories=_read(answers["categories"], framework))
    return await _keep(request, review, framework.id, (own,) if own != framework else ())


async def back(request: Request) -> Response:
    """`POST /reviews/{review}/frameworks/{framework}/original`: as it was before this review changed it."""
    review, framework = await _wanted(request)
    await receive(request, ())
    return await _keep(request, review, framework.id, ())


async def _keep(request: Request, review: Review, key: str, own: tuple[Framework, ...]) -> Response:
    built_in = library(store_of(request).settings.methods).frameworks.get(key)

    def change(_books: object, found: Review) -> Review:
        others = tuple(one for one in found.frameworks if one.id != key)
        return replace(found, frameworks=(*others, *(one for one in own if one != built_in)))

    await amend(request, review.id, change)
    return RedirectResponse(f"/reviews/{review.id}/frameworks/{key}?kept=1", 303)


def _offered(request: Request, review: Review) -> dict[str, Framework]:
    return merged(review.frameworks, library(store_of(request).settings.methods).frameworks)


async def _wanted(request: Request) -> tuple[Review, Framework]:
    review = await own_review(request, request.path_params["review"])
    found = _offered(request, review).get(request.path_params["framework"])
    if found is None:
        raise NoSuchPage("framework")
    return review, found


def _typed(framework: Framework) -> dict[str, str]:
    lines = (f"{one.name}{BETWEEN}{one.plain}" if one.plain else one.name for one in framework.categories)
    return {"name": framework.name, "categories": "\n".join(lines)}


def _pairs(text: str) -> list[tuple[str, str]]:
    """Each category with its plain words."""
    halves = (line.partition("|") for line in text.split("\n") if line.partition("|")[0].strip())
    return [(name.strip(), plain.strip()) for name, _, plain in halves]


def _checked(answers: Answers) -> Answers:
    pairs = _pairs(answers["categories"])
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        return answers.also("categories", TWICE)
    too_long = any(len(name) > 160 or len(plain) > 300 for name, plain in pairs)
    if len(names) > MOST_CATEGORIES or too_long:
        return answers.also("categories", TOO_MANY)
    return answers if names else answers.also("categories", FIELDS[1].needed)


def _read(text: str, framework: Framework) -> tuple[Category, ...]:
    """The categories as typed; one that keeps its name keeps its hints."""
    known = {one.name: one for one in framework.categories}
    return tuple(replace(known.get(name, Category(name)), plain=plain) for name, plain in _pairs(text))


async def _page(
    request: Request, review: Review, framework: Framework, answers: Answers, status: int = 200
) -> Response:
    return await desk(
        request,
        "frameworks/show.html",
        status,
        review,
        tab="meetings",
        framework=framework,
        own=framework.id in {one.id for one in review.frameworks},
        fields=FIELDS,
        answers=answers,
        kept="kept" in request.query_params and not answers.is_open,
    )
