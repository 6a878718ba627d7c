"""The calendar of filing windows (申报日历), a month a page."""

from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.filing_calendar import days_of
from portal_sync.domain.month import Month
from portal_sync.entrypoints.choices import said
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.pages import page
from portal_sync.handlers.desk import Desk
from portal_sync.settings import Settings

# A page stays within its budget; a fuller month says so and leads to the list.
_MOST: Final = 150


def calendar_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/biz/calendar`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/biz/calendar")
    async def filing_calendar(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            today = desk.clock.today()
            month = Month.read(said(request, "month")) or Month.of(today)
            windows = await desk.shelf(session).windows(month.first, month.last, _MOST + 1)
            days, more = days_of(month, windows[:_MOST]), len(windows) > _MOST
            months = {"month": month, "this_month": Month.of(today)}
            return page(request, "biz_calendar.html", settings, 200, days=days, more=more, **months)

        return await conditionally(request, desk, make)

    return router
