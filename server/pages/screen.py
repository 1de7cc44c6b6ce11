"""The big screen: one read-only page with a line of its own. It has no way to anything private (promise B1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import segno
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.access import SEAT_SECONDS, hub_of, set_cookie, store_of
from server.opening import shown_code
from server.stage import place_of, stage_of
from server.store import meetings as meeting_rows
from server.templating import page
from sessions.people import Role, Seat

# Drawn larger for a narrow image: agency names and the join panel go before any text shrinks.
SCALES = ("1.25",)


async def show(request: Request) -> Response:
    """All views of the screen; the stage says which one shows. The token in the address becomes a cookie."""
    token, store = request.path_params["token"], store_of(request)
    meeting = await store.read(lambda books: meeting_rows.meeting_by_screen(books, token))
    if meeting is None:
        raise HTTPException(404)
    live = await hub_of(request).room(meeting)
    code, _ = await store.read(lambda books: meeting_rows.addresses_of(books, meeting))
    address, scale = f"{store.settings.url}/j/{code}", request.query_params.get("scale", "")
    context: dict[str, Any] = {
        "live": place_of(live, "screen"),
        "stage": stage_of(live, Seat("screen", meeting, Role.SCREEN, admitted=True)),
        "join": {"code": shown_code(code), "place": urlsplit(address).netloc + "/j"},
        "qr": qr_of(address),
        "scale": scale if scale in SCALES else "",
    }
    response = page(request, "screen/show.html", **context)
    set_cookie(response, store.settings, f"screen-{meeting}", token, SEAT_SECONDS)
    return response


def qr_of(address: str) -> str:
    """An address as a square SVG, dark on white, without a fixed size."""
    square = segno.make(address, error="m", micro=False)
    return str(square.svg_inline(omitsize=True, border=2, dark="#13252b", light="#fff", lineclass=None))
