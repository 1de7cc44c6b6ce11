"""To be written."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response


async def show(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def timeline(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def board(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def mine(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def risk(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def leave(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def ended(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)
