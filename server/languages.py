"""Languages: what a phone's pages are written in. Asked of its browser and kept there alone (issue 6, point 8).

Console, big screen, reviews, exports and everything that is kept speak English. No row and no log knows a language.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.access import SEAT_SECONDS, cookie_name, set_cookie, store_of

ENGLISH, WELSH = "en", "cy"
NAMES = {ENGLISH: "English", WELSH: "Cymraeg"}
LOCALES = {ENGLISH: "en-GB", WELSH: "cy"}
CATALOGUES = Path(__file__).parent / "locale"
COOKIE = "language"
_PHONES = re.compile(
    r"/|/risk|/j(/.*)?|/seats/.*"
    r"|/meetings/[^/]+/(now|timeline|board|mine|leave|ended|(risk|join|perspectives|letters)(/.*)?)"
    r"|/meetings/[^/]+/ballots(/(?!screen$|count$).*)?"
)


class Catalogue(NullTranslations):
    """The sentences of one language; what it lacks is said in English."""

    def __init__(self, sentences: dict[str, str]) -> None:
        super().__init__()
        self._sentences = sentences

    def gettext(self, message: str) -> str:
        """One sentence."""
        return self._sentences.get(message, message)


@dataclass
class _Voice:
    """Who speaks a language: a task, or none in a callback of the loop."""

    task: asyncio.Task[Any] | None
    language: str


_voice: ContextVar[_Voice | None] = ContextVar("voice", default=None)


@cache
def catalogue(language: str) -> NullTranslations:
    """The catalogue of a language, read from its .po file when it is first spoken."""
    if language == ENGLISH:
        return NullTranslations()
    path = CATALOGUES / language / "LC_MESSAGES" / "sightline.po"
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    return Catalogue({str(each.id): str(each.string) for each in read if each.id and each.string})


def spoken() -> str:
    """The language of whoever is answered just now."""
    voice = _voice.get()
    return voice.language if voice is not None and voice.task is _task() else ENGLISH


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language here, and nowhere that is started from here.

    A room that somebody's request happens to open lives on in a copy of that request's context: what it tells the
    others must not give away the language of one.
    """
    voice = _Voice(_task(), language)
    token = _voice.set(voice)
    try:
        yield
    finally:
        voice.language = ENGLISH
        _voice.reset(token)


def language_of(connection: HTTPConnection) -> str:
    """The language chosen on the page, or before with this browser, or that the browser prefers."""
    chosen = connection.query_params.get(COOKIE, "")
    kept = connection.cookies.get(cookie_name(store_of(connection).settings, COOKIE), "")
    found = next((one for one in (chosen, kept) if one in NAMES), "")
    return found or _preferred(connection.headers.get("accept-language", ""))


def parting(connection: HTTPConnection) -> str:
    """A choice for the one page that is still read after this browser forgot it; "" when there was none."""
    kept = connection.cookies.get(cookie_name(store_of(connection).settings, COOKIE), "")
    return f"?{COOKIE}={kept}" if kept in NAMES else ""


def is_for_phones(path: str) -> bool:
    """Is this the address of a page for practitioners, or of something that such a page asks?"""
    return _PHONES.fullmatch(path) is not None


class Languages:
    """Answers practitioners' pages in their browser's language; `?language=cy` chooses one for this browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_for_phones(scope["path"]):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        chosen = connection.query_params.get(COOKIE, "")

        async def keeping(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = Response()
                set_cookie(kept, store_of(connection).settings, COOKIE, chosen, SEAT_SECONDS)
                MutableHeaders(scope=message).append("set-cookie", kept.headers["set-cookie"])
            await send(message)

        with speaking(language_of(connection)):
            # Whoever has ended has had this browser cleared, which a choice must not undo.
            keeps = chosen in NAMES and not scope["path"].endswith("/ended")
            await self._app(scope, receive, keeping if keeps else send)


def _preferred(header: str) -> str:
    """The first language of ours in the order in which a browser prefers them."""
    ranked: list[tuple[float, str]] = []
    for entry in header[:1000].split(","):
        tag, _, weight = entry.partition(";")
        found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
        rank = float(found[1]) if found else float(not weight.strip())
        ranked.append((-rank, tag.strip().lower().partition("-")[0]))
    wanted = (tag for rank, tag in sorted(ranked, key=lambda one: one[0]) if rank and tag in NAMES)
    return next(wanted, ENGLISH)


def _task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None
