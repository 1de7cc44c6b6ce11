"""Is it ready?"""

from __future__ import annotations

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse

from server.access import store_of


async def show(request: Request) -> JSONResponse:
    """200 when the database answers."""
    await store_of(request).read(lambda books: books.connection.execute(text("SELECT 1")).scalar())
    return JSONResponse({"ready": True})
