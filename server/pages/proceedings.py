"""Parallel proceedings: the switches, ending them by two people, and the list of what exists (domain.md)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import NoSuchPage, SignInFirst, account_of, check_form, own_review, store_of
from server.exports.schedule import rows_of, sheet_of
from server.pages.desk import amend, desk
from server.pages.fields import AREA, DAY, N_, YES, Answers, Field, receive
from server.pages.review_form import WRONG_WAY_ROUND
from server.store import accounts
from server.store import reviews as review_rows
from server.store.books import Books
from server.store.schedule import holdings_of
from server.templating import page, say
from sessions.meeting import Review
from sessions.proceedings import FilesHeld, Proceedings

FIELDS = (
    Field("on", N_("Proceedings are open"), YES, needed=N_("Please answer yes or no.")),
    Field(
        "banner",
        N_("What everybody reads"),
        AREA,
        hint=N_("As agreed with the police, the coroner or the court: what may be discussed, what may not."),
        needed=N_("This cannot be blank: people must know before they write."),
    ),
    Field("said_by", N_("Agreed with"), hint=N_("Name and office."), needed=N_("Please say with whom.")),
    Field("said_on", N_("On which day"), DAY, needed=N_("Please give the day.")),
    Field("review_by", N_("To be looked at again by"), DAY, needed=N_("Please give the day.")),
    Field(
        "contact",
        N_("Legal contact's account"),
        hint=N_(
            "The name they sign in with. Only you and they can take files out, and both must switch this off."
        ),
        needed=N_("Please name the account. Whoever runs the server makes one."),
    ),
    Field(
        "structured",
        N_("Statements instead of free text"),
        YES,
        hint=N_("People choose what conditions made harder or easier, and write no words of their own."),
        needed=N_("Please answer yes or no."),
    ),
    Field(
        "period_from",
        N_("Statements only about a period: its first day"),
        DAY,
        hint=N_(
            "Then people write freely about what is surely outside it. Without both days, statements are for "
            "everything."
        ),
    ),
    Field("period_to", N_("Its last day"), DAY),
    Field(
        "witnesses_come",
        N_("Let people who may be witnesses take part"),
        YES,
        hint=N_(
            "They then choose among the same statements and only read the timeline. Else they are left out. "
            "Nobody is told who."
        ),
        needed=N_("Please answer yes or no."),
    ),
)
WORDS = ("banner", "said_by", "said_on", "review_by", "period_from", "period_to")
BOTH_DAYS = N_("Please give both days of the period, or neither.")
NO_ACCOUNT = N_("No account has this name.")
TWO_PEOPLE = N_("The legal contact must be somebody else than you: two people are needed to switch this off.")
WITHOUT_STATEMENTS = N_(
    "A period needs statements instead of free text: answer yes above, or leave it blank."
)
SWITCH_OFF = N_(
    "It takes two people to switch this off: use the button below, and so must the legal contact."
)


async def show(request: Request) -> Response:
    """`GET /reviews/{review}/proceedings`: for the review's lead and the legal contact."""
    review, owner, account = await _review(request)
    return await _page(
        request, review, owner, account, _answers(request, review, await _name(request, review))
    )


async def update(request: Request) -> Response:
    """`POST /reviews/{review}/proceedings`: set the switches; the lead's alone, and never off once on."""
    review = await own_review(request, request.path_params["review"])
    owner = await account_of(request) or ""
    answers = await receive(request, FIELDS)
    contact = await store_of(request).read(lambda books: accounts.account_named(books, answers["contact"]))
    answers = _checked(answers, review, owner, contact)
    if answers.is_open:
        return await _page(request, review, owner, owner, answers, answers.status)

    def change(_books: Books, found: Review) -> Review:
        return replace(found, proceedings=_filled(found.proceedings, answers, contact or ""))

    await amend(request, review.id, change)
    return RedirectResponse(f"/reviews/{review.id}/proceedings?kept=1", 303)


async def leave(request: Request) -> Response:
    """`POST /reviews/{review}/proceedings/end`: one of the two asks to switch the mode off."""
    await check_form(request)
    review, owner, account = await _review(request)

    def change(_books: Books, found: Review) -> Review:
        return replace(found, proceedings=found.proceedings.asked_to_leave(account, owner))

    await amend(request, review.id, change)
    return RedirectResponse(f"/reviews/{review.id}/proceedings", 303)


async def schedule(request: Request) -> Response:
    """`GET /reviews/{review}/schedule`: what exists, and who holds it; nothing of what it says."""
    review, owner, account = await _review(request)
    holdings = await store_of(request).read(lambda books: holdings_of(books, review))
    template, rows = "proceedings/schedule.html", rows_of(holdings, say)
    return await _framed(request, template, review, owner, account, rows=rows, holds=review.holds)


async def schedule_sheet(request: Request) -> Response:
    """`GET /reviews/{review}/schedule.csv`"""
    review, owner, account = await _review(request)
    if not review.proceedings.may_take_files(account, owner):
        raise FilesHeld("schedule")
    holdings = await store_of(request).read(lambda books: holdings_of(books, review))
    headers = {"content-disposition": 'attachment; filename="disclosure-schedule.csv"'}
    return Response(sheet_of(rows_of(holdings, say), say), media_type="text/csv", headers=headers)


async def _review(request: Request) -> tuple[Review, str, str]:
    """The review, its owner's account and the account that asks: one of the two. Raises NoSuchPage."""
    key, account = request.path_params["review"], await account_of(request)
    if account is None:
        raise SignInFirst("account")
    owner, found = await store_of(request).read(
        lambda books: (review_rows.owner_of(books, key), review_rows.find_review(books, key))
    )
    if found is None or account not in (owner, found.proceedings.contact):
        raise NoSuchPage("review")
    return found, owner or "", account


async def _name(request: Request, review: Review) -> str:
    contact = review.proceedings.contact
    return (
        await store_of(request).read(lambda books: accounts.account_name(books, contact)) if contact else ""
    )


def _answers(_request: Request, review: Review, contact: str) -> Answers:
    known = review.proceedings
    words = {name: getattr(known, name) for name in WORDS}
    told = {name: "yes" if getattr(known, name) else "no" for name in ("on", "structured", "witnesses_come")}
    return Answers({**words, **told, "contact": contact})


def _checked(answers: Answers, review: Review, owner: str, contact: str | None) -> Answers:
    """What no field can see alone."""
    if answers["contact"] and contact is None:
        answers = answers.also("contact", NO_ACCOUNT)
    if contact == owner:
        answers = answers.also("contact", TWO_PEOPLE)
    if review.proceedings.on and not answers.yes("on"):
        answers = answers.also("on", SWITCH_OFF)
    return _period_checked(answers)


def _period_checked(answers: Answers) -> Answers:
    first, last = answers["period_from"], answers["period_to"]
    if bool(first) != bool(last):
        return answers.also("period_to" if first else "period_from", BOTH_DAYS)
    if first and last < first:
        return answers.also("period_to", WRONG_WAY_ROUND)
    return (
        answers.also("structured", WITHOUT_STATEMENTS) if first and not answers.yes("structured") else answers
    )


def _filled(known: Proceedings, answers: Answers, contact: str) -> Proceedings:
    words = {name: answers[name] for name in WORDS}
    return replace(
        known,
        **words,  # type: ignore[arg-type]
        on=answers.yes("on"),
        structured=answers.yes("structured"),
        witnesses_come=answers.yes("witnesses_come"),
        contact=contact,
        leaving=(),
    )


async def _page(
    request: Request, review: Review, owner: str, account: str, answers: Answers, status: int = 200
) -> Response:
    asked = review.proceedings.leaving
    context = {
        "fields": FIELDS,
        "answers": answers,
        "kept": "kept" in request.query_params,
        "is_owner": account == owner,
        "asked": account in asked,
        "other_asked": bool(asked) and account not in asked,
    }
    return await _framed(request, "proceedings/show.html", review, owner, account, status, **context)


async def _framed(
    request: Request,
    template: str,
    review: Review,
    owner: str,
    account: str,
    status: int = 200,
    **context: Any,
) -> Response:
    """In the frame of set-up for the lead; the legal contact sees these pages and no other."""
    if account == owner:
        return await desk(request, template, status, review, tab="review", **context)
    who = await store_of(request).read(lambda books: accounts.account_name(books, account))
    return page(request, template, status, who=who, review=review, tabs=[], **context)
