"""The search page: one box over every channel."""

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.query import LONGEST_QUERY
from portal_sync.domain.routing import RULES
from portal_sync.domain.search_hit import SearchScope
from portal_sync.entrypoints.choices import Choices
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.pages import page
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.search_policies import search_policies
from portal_sync.settings import Settings

_CHANNELS = {rule.name for rule in RULES}


def search_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/search`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search")
    async def search(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            choices = Choices.read(request, ("q", "channel", "past", "sort"))
            typed = request.query_params.get("q", "")[: LONGEST_QUERY * 2]
            found = await search_policies(desk, session, typed, scope_of(choices, desk))
            return page(request, "search.html", settings, found=found, choices=choices)

        return await conditionally(request, desk, make)

    return router


def scope_of(choices: Choices, desk: Desk) -> SearchScope:
    """Return where to search, as chosen in the address."""
    channel = choices.get("channel")
    return SearchScope(
        today=desk.clock.today(),
        include_past=choices.get("past") == "1",
        channel=channel if channel in _CHANNELS else None,
        newest_first=choices.get("sort") == "newest",
        page=choices.page,
    )
