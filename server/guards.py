"""What surrounds every request: headers, the access log, the size of bodies. Plain ASGI, no buffering."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.quiet import is_quiet

log = structlog.get_logger()

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    # With "no-referrer" browsers send a form's Origin as "null", and no form of ours could be told from another's.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guards:
    """Security headers and `no-store` on every answer, and an access log without address, query and cookie."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, scope)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        finally:
            _note(scope, status, time.perf_counter() - started)


def _add_headers(message: Message, scope: Scope) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if not scope["path"].startswith("/static/"):
        headers["cache-control"] = "no-store"


def _note(scope: Scope, status: int, seconds: float) -> None:
    route: Any = scope.get("route")
    path = getattr(route, "path", "-")
    # A contribution leaves no line in any log: neither that it came nor when (promise A4).
    if scope["path"].startswith("/static/") or is_quiet(scope):
        return
    log.info("request", method=scope["method"], route=path, status=status, ms=round(1000 * seconds))


class Built:
    """The built scripts, styles and fonts: compressed, and kept by browsers for ever, for their names hold a hash."""

    def __init__(self, folder: Path) -> None:
        self._app = GZipMiddleware(StaticFiles(directory=folder, check_dir=False), minimum_size=1000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["cache-control"] = "public, max-age=31536000, immutable"
            await send(message)

        await self._app(scope, receive, kept)
