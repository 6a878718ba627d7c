"""Up to three benefit policies side by side (政策比较)."""

from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.routing import BUSINESS
from portal_sync.entrypoints.choices import policy_id_in
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.pages import page
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.settings import Settings

_MOST: Final = 3


def compare_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/biz/compare?id=…&id=…`; ids that name nothing are passed over."""
    router = APIRouter(include_in_schema=False)

    @router.get("/biz/compare")
    async def compare(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            typed = [policy_id_in(part) for part in request.query_params.getlist("id")[:20]]
            ids = list(dict.fromkeys(each for each in typed if each is not None))
            entries = await desk.shelf(session).several(BUSINESS.name, ids[:_MOST])
            found = [card for card in cards(entries, desk.clock.today()) if not card.text_withheld]
            return page(request, "biz_compare.html", settings, cards=found, more=len(ids) > _MOST)

        return await conditionally(request, desk, make)

    return router
