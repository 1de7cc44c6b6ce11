"""To be written."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response


async def code(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def start(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def why(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def recorded(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def role(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def waiting(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)
