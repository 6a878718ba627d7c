"""Solicitations of opinion (征求意见): drafts that the public is asked about, open ones first."""

from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.listing import Filter, Listing
from portal_sync.domain.routing import GOVERNMENT
from portal_sync.domain.standing import SOLICITATION
from portal_sync.entrypoints.choices import Choices
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.pages import page
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import list_policies
from portal_sync.settings import Settings

_OPEN: Final = Filter(genre=SOLICITATION, in_force=True)
_ALL: Final = Filter(genre=SOLICITATION)


def opinions_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/gov/opinions`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/gov/opinions")
    async def opinions(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            choices = Choices.read(request, ("past",))
            chosen = _ALL if choices.get("past") == "1" else _OPEN
            listing = Listing(GOVERNMENT.name, desk.clock.today(), chosen, page=choices.page)
            found = await list_policies(desk, session, listing)
            return page(request, "opinions.html", settings, found=found, choices=choices)

        return await conditionally(request, desk, make)

    return router
