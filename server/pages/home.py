"""The front door: reviews for somebody signed in, two clear doors for everybody else."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.access import account_of
from server.pages import reviews
from server.templating import page


async def show(request: Request) -> Response:
    """`/`"""
    if await account_of(request) is None:
        return page(request, "home/doors.html")
    return await reviews.index(request)
