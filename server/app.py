"""Wiring: settings, store, hub, routes and what surrounds them."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import AsyncIterator

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.access import Limits, SignInFirst
from server.alarms import Watch
from server.calls import Calls
from server.config import Settings, read_settings
from server.contributing import wake
from server.embargo import resume
from server.guards import HEADERS, Guards
from server.hub import Hub
from server.languages import ENGLISH, Languages, is_for_phones, language_of, speaking
from server.listening import Framing
from server.live import protocol
from server.pages.comparisons import Comparisons
from server.pages.readings import Readings
from server.quiet import Quiet, is_quiet
from server.routes import LARGEST_UPLOAD, routes
from server.stall import Watchdog
from server.store.books import Store
from server.store.writer import NotKept
from server.templating import page, say
from sessions.refusals import N_, ReadOnly, Refused

log = structlog.get_logger()

# A route that takes larger bodies says so itself (`Route(max_body_size=...)`), and looks at the length first.
MOST_BODY = 1_000_000
# An uploaded file stays in memory while a form is read, and never lies on the disk in plain (promise D4).
MultiPartParser.spool_max_size = LARGEST_UPLOAD
NOT_HERE = N_("This link has closed. Look at the big screen for the current code.")
BROKE = N_("Sorry, that did not work. It is not something you did.")
TOO_MUCH = N_("That is more than this page can take. Please send less at a time.")
NOT_YOURS = N_("This part is for the review team.")


def create_app(settings: Settings | None = None, watchdog: Watchdog | None = None) -> Starlette:
    """The application. Opens its databases when it starts and closes them when it stops."""
    known = settings or read_settings()
    _set_up_logs(known.log)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.store = Store(known)
        app.state.hub = Hub(app.state.store, Framing(protocol.update_frame, protocol.step_2_frame))
        app.state.hub.on_load += [wake, resume]
        app.state.limits = Limits(known)
        app.state.readings = Readings(app.state.store)
        app.state.comparisons = Comparisons()
        app.state.watch, app.state.calls = Watch(), Calls(app.state.store)
        app.state.calls.resume()
        try:
            with watchdog or Watchdog(0):
                yield
        finally:
            await app.state.calls.close()
            await app.state.comparisons.close()
            await app.state.readings.close()
            await app.state.hub.close()
            app.state.store.close()

    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(Guards),
            Middleware(Quiet),
            Middleware(Languages),
            Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BODY),
        ],
        exception_handlers={
            Refused: _refused,
            NotKept: _not_kept,
            HTTPException: _http,
            Exception: _broke,
        },
    )


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)
    if not is_quiet(request.scope):
        log.info("refused", code=refused.code, detail=refused.detail)
    if isinstance(refused, SignInFirst) and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/sign-in", 303)
    return _sorry(request, refused.status, say(refused.say), refused.code)


async def _not_kept(request: Request, broken: Exception) -> Response:
    """The disk took nothing (promise D2): the person keeps the words, and the phone tries again by itself."""
    log.error("not kept", cause=type(broken.__cause__).__name__)
    live = request.app.state.hub.here(request.path_params.get("meeting", ""))
    if live is not None:
        live.doubt()
    return _sorry(request, ReadOnly.status, say(ReadOnly.say), ReadOnly.code)


async def _http(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, HTTPException)
    words = {404: NOT_HERE, 403: NOT_YOURS, 413: TOO_MUCH}.get(raised.status_code, raised.detail)
    return _sorry(request, raised.status_code, say(words), "http")


async def _broke(request: Request, raised: Exception) -> Response:
    log.error("broke", kind=type(raised).__name__, exc_info=True)
    # Starlette asks for this from outside everything else, the languages included.
    with speaking(language_of(request) if is_for_phones(request.url.path) else ENGLISH):
        sorry = _sorry(request, 500, say(BROKE), "broke")
    # Starlette sends this from outside everything else, so what surrounds an answer is put on here.
    sorry.headers.update({**HEADERS, "cache-control": "no-store"})
    return sorry


def _sorry(request: Request, status: int, words: str, code: str) -> Response:
    if "text/html" not in request.headers.get("accept", "text/html"):
        return JSONResponse({"code": code, "say": words}, status_code=status)
    return page(request, "errors/sorry.html", status, say=words, title="")


def _set_up_logs(level: str) -> None:
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="at"),
            _without_values,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(_Output()),  # type: ignore[arg-type]
    )
    logging.basicConfig(level=max(number, logging.INFO), handlers=[_Libraries()], force=True)


class _Output:
    """Where the log goes. A log that cannot be written, on a full disk say, stops no meeting."""

    def write(self, words: str) -> None:
        """A line, or a part of it."""
        with contextlib.suppress(OSError):
            sys.stdout.write(words)

    def flush(self) -> None:
        """Out with it."""
        with contextlib.suppress(OSError):
            sys.stdout.flush()


class _Libraries(logging.Handler):
    """What libraries log: who and how grave, never the message, which may hold an address or somebody's words."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line for a warning or worse."""
        if record.levelno >= logging.WARNING:
            kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
            log.warning("library", logger=record.name, kind=kind, grave=record.levelname)


def _without_values(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """A traceback says where, never what: messages of exceptions can quote what somebody wrote."""
    if event.pop("exc_info", None):
        event["where"] = _where()
    return event


def _where() -> list[str]:
    import traceback

    frames = traceback.extract_tb(sys.exc_info()[2])
    return [f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-6:]]
