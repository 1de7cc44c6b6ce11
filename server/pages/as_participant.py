"""What a phone shows now, for whoever leads: to look at, with nobody's name and nothing to press."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.audience import labels_of
from server.hub import LiveRoom
from server.pages.composing import composing
from server.pages.console import seated, team_seat
from server.pages.now import groups_of, looked_at
from server.pages.phone import board_of
from server.stage import banner_of, place_of, stage_of
from server.templating import page, say
from sessions.labels import Mode
from sessions.people import LEADERS, Role, Seat
from sessions.refusals import NotYours

PAGES = {"now": "phone/now.html", "board": "phone/board.html"}


async def show(request: Request) -> Response:
    """`GET /meetings/{meeting}/as-participant`: one of a phone's pages, `page` now or board."""
    live, seat, token = await team_seat(request)
    if seat.role not in LEADERS:
        raise NotYours("for the facilitator")
    wanted = request.query_params.get("page", "now")
    template = PAGES.get(wanted, PAGES["now"])
    return seated(request, page(request, template, **await _shown(live)), live, token)


async def _shown(live: LiveRoom) -> dict[str, Any]:
    # Nobody in particular: a real seat would show how that person is labelled, and count as one more in the room.
    nobody = Seat("as-participant", live.meeting.id, Role.CASE_GROUP, admitted=True)
    contents = await board_of(live)
    return {
        "layout": "layouts/as_participant.html",
        "onlook": True,
        "meeting_id": live.meeting.id,
        "stage": stage_of(live, nobody),
        "live": place_of(live),
        "hold": live.review.holds,
        "banner": banner_of(live),
        "you": say(labels_of(live, nobody, Mode.ROLE)[0]),
        "looked_at": looked_at(contents, live.meeting.focus),
        "composer": composing(live, nobody, contents, {}),
        "contents": contents,
        "groups": groups_of(contents),
        "agencies": live.review.agencies,
        "event_list": "",
        "refused": "",
        "typed": {},
        "late": False,
    }
