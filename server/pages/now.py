"""A phone in the meeting: the present step, the records, the board, one's own notes, leaving, the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.access import check_form, drop_cookie, seat_of, store_of
from server.hub import LiveRoom
from server.languages import COOKIE, parting
from server.pages.composing import clip, composing
from server.pages.drawing import event_list
from server.pages.handing import handed
from server.pages.phone import board_of, elsewhere, in_meeting, phone, room_of, seated
from server.seating import leave as leave_meeting
from server.stage import place_of
from server.templating import say
from sessions.contents import Contents, Perspective
from sessions.meeting import Status
from sessions.order import Order
from sessions.people import LEADERS, Seat
from sessions.refusals import N_, Refused

ABOUT_FREE = N_("About the whole story")


@seated
async def show(request: Request, live: LiveRoom, seat: Seat) -> Response:
    """The step the meeting stands in (rule M12), with the box to write in when there is something to write."""
    if seat.role in LEADERS:
        return RedirectResponse(f"/meetings/{live.meeting.id}", 303)
    return await now_page(request, live, seat)


async def now_page(
    request: Request,
    live: LiveRoom,
    seat: Seat,
    refused: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    """The present step; with `refused`, the sentence why words were not taken, and the words themselves."""
    contents = await board_of(live)
    words = typed or {name: value for name, value in request.query_params.items() if name == "on_id"}
    late = refused is not None and words.get("phase", "") not in ("", str(live.meeting.phase))
    context = {
        **_board(live, contents),
        "composer": composing(live, seat, contents, {} if late else words),
        "event_list": event_list(live, contents, add=True) if _shares(live, seat) else "",
        "refused": say(refused.say) if refused else "",
        "typed": words,
        "late": late,
        "agencies": live.review.agencies,
    }
    return in_meeting(request, "phone/now.html", live, seat, refused.status if refused else 200, **context)


def _shares(live: LiveRoom, seat: Seat) -> bool:
    phase, is_live = live.meeting.current, live.meeting.status in (Status.LIVE, Status.PAUSED)
    everyone = phase is not None and phase.shared_work == "everyone"
    return (
        everyone and is_live and live.room.may_share(live.review.proceedings.pen_of(seat)) and not live.broken
    )


async def again(request: Request, live: LiveRoom, refused: Refused, typed: Mapping[str, Any]) -> Response:
    """For a page without script: words that were not taken, given back in their box with the reason."""
    seat = await seat_of(request, live.meeting.id)
    if seat is None or elsewhere(live, seat):
        raise refused
    return await now_page(request, live, seat, refused, {key: str(value) for key, value in typed.items()})


@seated
async def timeline(request: Request, live: LiveRoom, seat: Seat) -> Response:
    """What the records say: the list that is the chart's peer, with numbers, codes, dates as written and silences."""
    contents = await board_of(live)
    focus = live.meeting.focus
    episode = focus[1] if focus and focus[0] == "episode" and "view" not in request.query_params else ""
    context = {**_board(live, contents), "episode": episode}
    drawn = event_list(live, contents, add=False, episode=episode)
    return in_meeting(request, "phone/timeline.html", live, seat, event_list=drawn, **context)


@seated
async def board(request: Request, live: LiveRoom, seat: Seat) -> Response:
    """What people said, by what it is about, as far as it was shown (promise B1)."""
    contents = await board_of(live)
    groups = groups_of(contents)
    return in_meeting(request, "phone/board.html", live, seat, **_board(live, contents), groups=groups)


@seated
async def mine(request: Request, live: LiveRoom, seat: Seat) -> Response:
    """One's own notes: the server does not know them; the phone finds them by its claims (promise A5)."""
    return in_meeting(request, "phone/mine.html", live, seat, tab="mine")


async def leave(request: Request) -> Response:
    """Return slips first; then the seat is left, its cookie dropped and the phone cleared."""
    live = await room_of(request)
    meeting, seat = live.meeting.id, await seat_of(request, live.meeting.id)
    if request.method == "GET" and (seat is None or seat.is_gone):
        return RedirectResponse(elsewhere(live, seat), 303)
    if request.method == "GET":
        assert seat is not None
        return in_meeting(request, "phone/leave.html", live, seat)
    await check_form(request)
    if seat is not None and seat.is_present and (await request.form()).get("next") == "hand":
        return await handed(request, live, seat)
    if seat is not None and not seat.left:
        await leave_meeting(live, seat)
    response = RedirectResponse(f"/meetings/{meeting}/ended{parting(request)}", 303)
    for name in (f"seat-{meeting}", f"join-{meeting}", COOKIE):
        drop_cookie(response, store_of(request).settings, name)
    return response


async def ended(request: Request) -> Response:
    """The end of the meeting, or of one's own part in it. Says nothing about the review."""
    live = await room_of(request)
    seat = await seat_of(request, live.meeting.id)
    is_over = live.meeting.status is Status.CLOSED
    if seat is not None and not seat.is_gone and not is_over:
        return RedirectResponse(elsewhere(live, seat) or f"/meetings/{live.meeting.id}/now", 303)
    context: dict[str, Any] = {"until": live.meeting.correct_until, "over": is_over}
    if seat is None or not seat.is_present:
        # No line opens here any more: only enough for the phone to find, and clear, what it may still hold.
        bare = {
            "meeting": live.meeting.id,
            "document": "board",
            "socket": place_of(live)["socket"],
            "agencies": [],
        }
        context |= {"put_out": seat is not None and seat.put_out and not is_over, "review": live.review}
        return phone(request, "phone/ended.html", slips=False, hold=False, live=bare, shown=None, **context)
    contents = await board_of(live)
    context["shown"] = _said(contents)
    return in_meeting(request, "phone/ended.html", live, seat, slips=True, meeting_id=None, **context)


def _said(contents: Contents) -> dict[str, str]:
    """The words of all that is on the board, by id: what a phone's claim is not among may never have been shown."""
    written: list[tuple[str, str]] = [(entry.id, entry.text) for entry in contents.perspectives]
    written += [(entry.id, entry.text) for entry in contents.challenges]
    written += [(entry.id, entry.text) for entry in contents.factors]
    written += [(entry.id, entry.text) for entry in contents.questions]
    written += [(entry.id, entry.text) for entry in contents.good_practice]
    return dict(written) | {event.id: event.what for event in contents.events}


def groups_of(contents: Contents) -> list[tuple[str, list[Perspective]]]:
    """What was shown, under what it is about; within a group by its random place (promise A2)."""
    order = Order(contents)
    found: dict[str, list[Perspective]] = {}
    for entry in sorted(contents.perspectives, key=order.of_words):
        found.setdefault(_heading(contents, entry), []).append(entry)
    return list(found.items())


def _heading(contents: Contents, entry: Perspective) -> str:
    if entry.on_kind == "episode":
        for episode in contents.episodes:
            if episode.id == entry.on_id:
                return say(N_("Episode {number}: {words}")).format(number=episode.number, words=episode.title)
    if entry.on_kind == "event":
        for event in contents.events:
            if event.id == entry.on_id:
                return say(N_("About event {number}")).format(number=event.number)
    return say(ABOUT_FREE)


def _board(live: LiveRoom, contents: Contents) -> dict[str, Any]:
    return {
        "contents": contents,
        "looked_at": looked_at(contents, live.meeting.focus),
    }


def looked_at(contents: Contents, focus: Sequence[str] | None) -> dict[str, Any] | None:
    """What everyone is looking at, as the page says it before its script does."""
    if focus is None:
        return None
    kind, key = focus
    for event in contents.events if kind == "event" else ():
        if event.id == key:
            return {"kind": kind, "id": key, "event": event, "words": clip(event.what, 90)}
    for episode in contents.episodes if kind == "episode" else ():
        if episode.id == key:
            return {"kind": kind, "id": key, "episode": episode, "words": episode.title}
    return None
