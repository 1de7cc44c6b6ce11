"""To be written."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response


async def index(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def create(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def new(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def show(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def update(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)
