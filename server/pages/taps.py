"""To be written."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response


async def phase(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def reveal(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def focus(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def screen(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def admissions(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def parked(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def quick_wins(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)


async def closure(request: Request) -> Response:
    """To be written."""
    raise HTTPException(404)
