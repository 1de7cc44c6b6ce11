"""The opening handshake of a board's socket (RFC 6455 section 4.2), on a request that uvicorn has read and checked.

uvicorn hands it over written anew, a header a line, so it is taken apart by its line ends. Parsing it a second time
as a foreign request cost more than all the rest of joining, three hundred times in the second after a restart (S5).
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import HTTPConnection
from websockets.utils import accept_key

from server.live import protocol

_VERSION = "13"


class NoUpgrade(Exception):
    """The request does not open a websocket; `status` is the answer."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True, slots=True)
class Opening:
    """What a request to open a socket says."""

    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    key: str

    def connection(self, app: Any) -> HTTPConnection:
        """The request as Starlette knows it: cookies, headers, the application's state."""
        return HTTPConnection(
            {
                "type": "websocket",
                "path": self.path,
                "query_string": self.query,
                "headers": self.headers,
                "app": app,
            }
        )


def read_opening(octets: bytes) -> Opening:
    """Read the request.

    Args:
        octets: the whole head, as uvicorn hands it over.

    Raises:
        NoUpgrade: another method or version, or no proper key.
    """
    first, *lines = octets.partition(b"\r\n\r\n")[0].split(b"\r\n")
    method, target, _ = first.split(b" ", 2)
    headers = [(name.lower(), value) for name, _, value in (line.partition(b": ") for line in lines)]
    said = {name: value.decode("latin-1").strip() for name, value in headers}
    if method != b"GET":
        raise NoUpgrade(HTTPStatus.METHOD_NOT_ALLOWED)
    if said.get(b"sec-websocket-version") != _VERSION:
        raise NoUpgrade(HTTPStatus.UPGRADE_REQUIRED)
    key = said.get(b"sec-websocket-key", "")
    if not _is_key(key):
        raise NoUpgrade(HTTPStatus.BAD_REQUEST)
    path, _, query = target.partition(b"?")
    return Opening(path.decode("latin-1"), query, headers, key)


def accepted(key: str, speaks: bool) -> bytes:
    """101: the line is open, in our own browser's subprotocol if it offered that."""
    offered = f"Sec-WebSocket-Protocol: {protocol.SUBPROTOCOL}\r\n" if speaks else ""
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept_key(key)}\r\n{offered}\r\n"
    ).encode()


def refused(status: HTTPStatus) -> bytes:
    """No upgrade, and why."""
    version = f"Sec-WebSocket-Version: {_VERSION}\r\n" if status is HTTPStatus.UPGRADE_REQUIRED else ""
    return (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n{version}Content-Length: 0\r\nConnection: close\r\n\r\n"
    ).encode()


def _is_key(key: str) -> bool:
    try:
        return len(b64decode(key, validate=True)) == 16
    except binascii.Error:
        return False
