"""The quiet doors: what a contribution on its way shows to a log, a clock or the wire (promises A4, B5).

Answers of these addresses leave at even moments and in even sizes, whatever was asked and whatever came of it, and
no line of any log says that anybody came.
"""

from __future__ import annotations

import asyncio
import math
from time import monotonic

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nouns in the addresses through which words come, are changed or are taken back.
NOUNS = ("/perspectives", "/ballots", "/letters")
# Longer than keeping, looking up or refusing takes, shorter than anybody waits for.
EVEN_SECONDS = 0.15
EVEN_BYTES = 4096


def is_quiet(scope: Scope) -> bool:
    """Is this the address of a contribution?"""
    return scope["type"] == "http" and any(noun in scope["path"] for noun in NOUNS)


class Quiet:
    """Holds the answers of quiet doors until the next even moment and fills them up to an even size."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_quiet(scope):
            await self._app(scope, receive, send)
            return
        came, held = monotonic(), Held()
        await self._app(scope, receive, held.take)
        await asyncio.sleep(_until_even(monotonic() - came))
        for message in held.filled():
            await send(message)


class Held:
    """An answer that is not sent yet."""

    def __init__(self) -> None:
        self._start: Message = {}
        self._body = b""

    async def take(self, message: Message) -> None:
        """One message of the application."""
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")

    def filled(self) -> list[Message]:
        """The whole answer; white space at the end means nothing, in HTML as in JSON."""
        body = self._body.ljust(max(1, math.ceil(len(self._body) / EVEN_BYTES)) * EVEN_BYTES)
        MutableHeaders(scope=self._start)["content-length"] = str(len(body))
        return [self._start, {"type": "http.response.body", "body": body}]


def _until_even(seconds: float) -> float:
    return math.ceil(seconds / EVEN_SECONDS) * EVEN_SECONDS - seconds
