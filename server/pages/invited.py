"""To be written."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response


async def show(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def create(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def sheet(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def link(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def remove(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)
