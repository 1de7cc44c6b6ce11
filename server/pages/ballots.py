"""What the room is asked: the phone's page with its answers, "same for me", and the results (promise A7, M24 to M26).

What somebody chose is told to themselves only; for everybody else there is nothing before the ballot closes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.access import check_form, hub_of, present_seat, screen_of_line
from server.balloting import answer, ballots, open_ones, own_answers
from server.balloting import mark as mark_same
from server.exports import words
from server.exports.telling import told_in_words
from server.hub import LiveRoom
from server.pages.phone import board_of, in_meeting, seated
from server.templating import page, say
from sessions.ballots import AMONG, NEARLY_ALL, OPEN, POLL, SAME, in_order
from sessions.commands import Choose
from sessions.contents import Ballot, Contents
from sessions.people import Role, Seat
from sessions.refusals import N_, Refused
from sessions.rules import check

# Every answer about one's own marks is this long, so that its size tells nothing (promise B5).
_PAD = 16 * 1024
# How long a bar is drawn, of 100.
_LENGTHS = {"0": 0, "few": 4, "some": 25, "half": 50, "most": 75, NEARLY_ALL: 96}
EVENT, EPISODE = N_("Event"), N_("Episode")
_KINDS = {
    "episodes": N_("Episode"),
    "factors": N_("Influence"),
    "good_practice": N_("Went well"),
    "questions": N_("Question"),
}


@seated
async def show(request: Request, live: LiveRoom, seat: Seat) -> Response:
    """What is asked now, with one's own answers, and what came of what was asked in this step."""
    return await _asked_page(request, live, seat)


async def update(request: Request) -> Response:
    """Answer a ballot: `chosen`, repeated; without it an earlier answer is taken back."""
    live, seat, form = await _asked(request)
    ballot = request.path_params["ballot"]
    chosen = picked(live, ballot, form.getlist("chosen"))
    try:
        check(Choose(ballot), seat, live.meeting)
        await answer(live, ballot, seat, chosen)
    except Refused as refused:
        return await _asked_page(request, live, seat, refused, {ballot: chosen})
    return RedirectResponse(f"/meetings/{live.meeting.id}/ballots?kept={ballot}", 303)


async def mark(request: Request) -> Response:
    """Say "same for me" of a perspective (`item`, `on` 1), or take it back (0)."""
    live, seat, form = await _asked(request)
    ballot = request.path_params["ballot"]
    check(Choose(ballot), seat, live.meeting)
    await mark_same(live, ballot, seat, str(form.get("item") or ""), form.get("on") == "1")
    return JSONResponse({"saved": True})


async def mine(request: Request) -> Response:
    """What one has marked "same for me" so far, for one's own phone."""
    live = await hub_of(request).room(request.path_params["meeting"])
    seat = await present_seat(request)
    asked = open_ones(live).get(SAME, "")
    chosen = (await own_answers(live, seat)).get(asked, ())
    body = json.dumps({"ballot": asked, "chosen": chosen})
    return Response(body.ljust(_PAD), media_type="application/json")


async def screen(request: Request) -> Response:
    """What the big screen shows of it, as a part of its page."""
    if await screen_of_line(request) is None:
        raise HTTPException(404)
    live = await hub_of(request).room(request.path_params["meeting"])
    return page(request, "screen/ballots.html", asked=drawn(live, await board_of(live)))


async def _asked(request: Request) -> tuple[LiveRoom, Seat, Any]:
    await check_form(request)
    live = await hub_of(request).room(request.path_params["meeting"])
    return live, await present_seat(request), await request.form()


async def _asked_page(
    request: Request,
    live: LiveRoom,
    seat: Seat,
    refused: Refused | None = None,
    typed: Mapping[str, Sequence[str]] | None = None,
) -> Response:
    contents = await board_of(live)
    own = await own_answers(live, seat) if seat.role is Role.CASE_GROUP else {}
    context = {
        "asked": drawn(live, contents, {**own, **(typed or {})}),
        "answers": seat.role is Role.CASE_GROUP,
        "kept": request.query_params.get("kept", ""),
        "refused": say(refused.say) if refused else "",
    }
    status = refused.status if refused else 200
    return in_meeting(request, "phone/ballots.html", live, seat, status, **context)


def drawn(
    live: LiveRoom, contents: Contents, own: Mapping[str, Collection[str]] | None = None
) -> list[dict[str, Any]]:
    """Polls and priorities as pages show them: what is open, then what was closed in this step, the newest first.

    Args:
        live: the meeting.
        contents: of its board.
        own: what the reader has chosen, by ballot.
    """
    newest = [one for one in reversed(in_order(contents.ballots)) if one.kind != SAME]
    asked = [one for one in newest if one.state == OPEN] + [one for one in newest if _is_fresh(live, one)]
    return [_drawn(ballot, contents, (own or {}).get(ballot.id, ())) for ballot in asked]


def picked(live: LiveRoom, ballot: str, sent: Sequence[Any]) -> list[str]:
    """The options that a form chose. It sends two digits for each, so that no size tells which (promise B5)."""
    known = next((one.options for one in ballots(live) if one.id == ballot), ())
    codes = {_code(place): option for place, option in enumerate(known)}
    return [codes.get(str(code), str(code)) for code in sent]


def _code(place: int) -> str:
    return f"{place:02}"


def choices(contents: Contents) -> list[tuple[str, str, int]]:
    """What could be put first: root, its name, how many there are."""
    return [(root, say(_MANY[root]), len(getattr(contents, root))) for root in AMONG]


_MANY = {
    "episodes": words.EPISODES,
    "factors": words.FACTORS,
    "good_practice": words.GOOD_PRACTICE,
    "questions": words.QUESTIONS,
}


def _is_fresh(live: LiveRoom, ballot: Ballot) -> bool:
    return ballot.state != OPEN and ballot.phase in (live.meeting.phase, live.meeting.phase - 1)


def _drawn(ballot: Ballot, contents: Contents, own: Collection[str]) -> dict[str, Any]:
    said = _words_of(contents)
    told = dict(ballot.results)
    order = [option for option, _ in ballot.results] or list(ballot.options)
    most = max([_number(number) for number in told.values()], default=1)
    codes = {option: _code(place) for place, option in enumerate(ballot.options)}
    options = [_option(option, said, told.get(option), most) for option in order if option in said]
    return {
        "id": ballot.id,
        "kind": ballot.kind,
        "state": ballot.state,
        "question": say(words.ASKED[ballot.kind]),
        "about": _about(ballot, contents) if ballot.kind == POLL else "",
        "limit": ballot.limit,
        "options": [
            {**each, "chosen": each["value"] in own, "code": codes.get(each["value"], "")} for each in options
        ],
        "answered": bool(own),
        "groups": [
            (label, [(said[option], told_in_words(number, say)) for option, number in part])
            for label, part in ballot.groups
        ],
    }


def _option(option: str, said: Mapping[str, str], told: str | None, most: int) -> dict[str, Any]:
    kind = _KINDS.get(option.partition("/")[0], "")
    facts = {"value": option, "words": said[option], "kind": say(kind) if kind else ""}
    if told is None:
        return {**facts, "told": "", "length": 0}
    length = _LENGTHS.get(told, round(100 * _number(told) / most) if most else 0)
    return {**facts, "told": told_in_words(told, say), "length": length}


def _number(told: str) -> int:
    return int(told) if told.isdecimal() else 1


def _words_of(contents: Contents) -> dict[str, str]:
    """The words of everything that can be chosen."""
    found = {step: say(meant) for step, meant in words.SCALE.items()}
    found |= {f"episodes/{one.id}": f"{one.number}: {one.title}" for one in contents.episodes}
    found |= {f"factors/{one.id}": one.text for one in contents.factors}
    found |= {f"good_practice/{one.id}": one.text for one in contents.good_practice}
    return found | {f"questions/{one.id}": one.text for one in contents.questions}


def _about(ballot: Ballot, contents: Contents) -> str:
    if ballot.on_kind == "event":
        return next(
            (f"{say(EVENT)} {one.number}: {one.what}" for one in contents.events if one.id == ballot.on_id),
            "",
        )
    if ballot.on_kind == "episode":
        known = (one for one in contents.episodes if one.id == ballot.on_id)
        return next((f"{say(EPISODE)} {one.number}: {one.title}" for one in known), "")
    return say(words.FREE_WORDS)
