"""The door of the live board: origin, seat and membership are known before the first byte is read."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket

from server.access import screen_of_socket, seat_of_socket
from server.hub import Hub, LiveRoom
from server.live import protocol
from server.live.line import Line
from server.live.protocol import Close
from sessions import pens
from sessions.meeting import Status
from sessions.people import TEAM, Seat
from sessions.refusals import UnknownItem


async def board(socket: WebSocket) -> None:
    """`/live/{meeting}/board`: everybody admitted reads it; who writes is the gate's business."""
    await _serve(socket, pens.BOARD)


async def team(socket: WebSocket) -> None:
    """`/live/{meeting}/team`: the review team's lane, a document of its own (promise B4)."""
    await _serve(socket, pens.TEAM_BOARD)


async def screen(socket: WebSocket) -> None:
    """`/live/{meeting}/screen`: the board for the big screen, read-only, by the screen's own cookie."""
    await _serve(socket, pens.BOARD, await screen_of_socket(socket))


async def _serve(socket: WebSocket, document: str, known: Seat | None = None) -> None:
    hub: Hub = socket.app.state.hub
    origin = socket.headers.get("origin")
    if origin is not None and origin != hub.store.settings.origin:
        await socket.send_denial_response(PlainTextResponse("", status_code=403))
        return
    speaks = protocol.SUBPROTOCOL in socket.scope.get("subprotocols", ())
    seat = known or (None if socket.url.path.endswith("/screen") else await seat_of_socket(socket))
    try:
        live = await hub.room(socket.path_params["meeting"])
    except UnknownItem:
        live = None
    await socket.accept(subprotocol=protocol.SUBPROTOCOL if speaks else None)
    close = _why_not(live, seat, document)
    if close is not None or live is None or seat is None:
        reason = close or protocol.NO_MEETING
        await socket.close(reason.code, reason.reason)
        return
    await Line(socket, live, live.seats.get(seat.id, seat), document, speaks).run()


def _why_not(live: LiveRoom | None, seat: Seat | None, document: str) -> Close | None:
    if live is None:
        return protocol.NO_MEETING
    if seat is None or seat.left:
        return protocol.SIGNED_OUT
    if not seat.admitted or (document == pens.TEAM_BOARD and seat.role not in TEAM):
        return protocol.NOT_ADMITTED
    if live.meeting.status is Status.CLOSED and seat.role not in TEAM:
        return protocol.MEETING_CLOSED
    return None
