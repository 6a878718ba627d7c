"""Result announcements (结果公示)."""

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.listing import PAGE_SIZE
from portal_sync.entrypoints.choices import page_number, policy_id_in
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.pages import not_found, page
from portal_sync.handlers.desk import Desk
from portal_sync.settings import Settings


def results_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/gov/results` and each announcement's page."""
    router = APIRouter(prefix="/gov/results", include_in_schema=False)

    @router.get("")
    async def announcements(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            number = page_number(request)
            # One more than a page, to know whether another follows.
            found = await desk.announcements(session).newest(PAGE_SIZE + 1, (number - 1) * PAGE_SIZE)
            return page(
                request,
                "results.html",
                settings,
                announcements=found[:PAGE_SIZE],
                previous=number - 1,
                following=number + 1 if len(found) > PAGE_SIZE else 0,
            )

        return await conditionally(request, desk, make)

    @router.get("/{announcement_id}")
    async def announcement(request: Request, announcement_id: str) -> Response:
        async def make(session: AsyncSession) -> Response:
            asked = policy_id_in(announcement_id)
            found = await desk.announcements(session).get(asked) if asked else None
            if found is None:
                return not_found(request, settings, "没有这个地址的结果公示。")
            return page(request, "result.html", settings, announcement=found)

        return await conditionally(request, desk, make)

    return router
