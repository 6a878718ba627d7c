"""The first page."""

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.pages import page
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.open_home import open_home
from portal_sync.settings import Settings


def home_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def home(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            return page(request, "home.html", settings, home=await open_home(desk, session))

        return await conditionally(request, desk, make)

    return router
