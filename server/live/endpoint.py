"""The doors of the live board: origin, seat and membership are known before the first byte is read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import HTTPConnection

from server.access import hub_of, screen_of_line, seat_of
from server.hub import LiveRoom
from server.languages import ENGLISH, language_of
from server.live import protocol
from server.live.line import Line
from server.live.protocol import Close
from server.live.socket import BoardSocket
from server.stage import page_of
from sessions import pens
from sessions.meeting import Status
from sessions.people import TEAM, Seat
from sessions.refusals import UnknownItem


async def board(connection: HTTPConnection, socket: BoardSocket) -> None:
    """`/live/{meeting}/board`: everybody admitted reads it; who writes is the gate's business."""
    if _is_ours(connection, socket):
        await _serve(connection, socket, pens.BOARD, lambda: seat_of(connection, _meeting(connection)))


async def team(connection: HTTPConnection, socket: BoardSocket) -> None:
    """`/live/{meeting}/team`: the review team's lane, a document of its own (promise B4)."""
    if _is_ours(connection, socket):
        await _serve(connection, socket, pens.TEAM_BOARD, lambda: seat_of(connection, _meeting(connection)))


async def screen(connection: HTTPConnection, socket: BoardSocket) -> None:
    """`/live/{meeting}/screen`: the board for the big screen, read-only, by the screen's own cookie."""
    if _is_ours(connection, socket):
        await _serve(connection, socket, pens.BOARD, lambda: screen_of_line(connection))


def _is_ours(connection: HTTPConnection, socket: BoardSocket) -> bool:
    origin = connection.headers.get("origin")
    if origin is not None and origin != hub_of(connection).store.settings.origin:
        socket.refuse(HTTPStatus.FORBIDDEN)
        return False
    return True


def _meeting(connection: HTTPConnection) -> str:
    return str(connection.path_params["meeting"])


async def _serve(
    connection: HTTPConnection, socket: BoardSocket, document: str, find: Callable[[], Awaitable[Seat | None]]
) -> None:
    offered = connection.headers.get("sec-websocket-protocol", "")
    speaks = protocol.SUBPROTOCOL in (name.strip() for name in offered.split(","))
    try:
        live = await hub_of(connection).room(_meeting(connection))
    except UnknownItem:
        live = None
    # After the room, which then knows the seats of all who come back at once.
    seat = await find()
    socket.accept(speaks)
    # Only the pages of phones say whom they were drawn for, and only they are translated.
    drawn_for = connection.query_params.get("page", "")
    language = language_of(connection) if drawn_for else ENGLISH
    close = _why_not(live, seat, document, drawn_for)
    if close is not None or live is None or seat is None:
        socket.end(close or protocol.NO_MEETING)
    else:
        socket.start(Line(socket, live, live.seats.get(seat.id, seat), document, speaks, language))


def _why_not(live: LiveRoom | None, seat: Seat | None, document: str, drawn_for: str) -> Close | None:
    if live is None:
        return protocol.NO_MEETING
    if drawn_for and _is_anothers(live, seat, drawn_for):
        return protocol.HANDED_ON
    if seat is None or seat.is_gone:
        return protocol.SIGNED_OUT
    if not seat.admitted or (document == pens.TEAM_BOARD and seat.role not in TEAM):
        return protocol.NOT_ADMITTED
    if live.meeting.status is Status.CLOSED and seat.role not in TEAM:
        return protocol.MEETING_CLOSED
    return None


def _is_anothers(live: LiveRoom, seat: Seat | None, drawn_for: str) -> bool:
    """Was the page drawn for somebody who handed this device on, or whose place another has taken here? (M16)"""
    if seat is not None:
        return page_of(live, seat) != drawn_for
    return any(one.handed_on and page_of(live, one) == drawn_for for one in live.seats.values())
