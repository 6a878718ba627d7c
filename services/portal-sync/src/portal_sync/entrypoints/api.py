"""The public read API: policies and search. Anybody may read it, from any site."""

import base64
import binascii
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.listing import Filter, Listing, Page
from portal_sync.domain.query import LONGEST_QUERY
from portal_sync.domain.routing import RULES
from portal_sync.domain.search_hit import SearchScope
from portal_sync.entrypoints.api_models import (
    FindingPage,
    PolicyDetail,
    PolicyPage,
    detail_out,
    finding_out,
    policy_out,
)
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.handlers.read_policy import PolicyView, read_policy
from portal_sync.handlers.search_policies import search_policies

_CHANNELS: Final = tuple(rule.name for rule in RULES)
_OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cache-Control": "public, max-age=0, must-revalidate",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_Text = Annotated[str | None, Query(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
_Channel = Annotated[str, Query(pattern="^(government|business)$")]
_Limit = Annotated[int, Query(ge=1, le=100)]


def api_router(desk: Desk) -> APIRouter:
    """Return `/api/portal/v1/policies`, a policy, and `/api/portal/v1/search`."""
    router = APIRouter(prefix="/api/portal/v1", tags=["portal"])
    _mount_policies(router, desk)
    _mount_policy(router, desk)
    _mount_search(router, desk)

    @router.options("/{path:path}", include_in_schema=False)
    async def preflight() -> Response:
        return Response(status_code=204, headers=_PREFLIGHT)

    return router


def _mount_policies(router: APIRouter, desk: Desk) -> None:
    @router.get("/policies")
    async def policies(
        response: Response,
        channel: _Channel = "government",
        theme: _Text = None,
        department: _Text = None,
        genre: _Text = None,
        benefit: _Text = None,
        year: Annotated[str | None, Query(pattern=r"^\d{4}$")] = None,
        open_now: bool = False,
        in_force: bool = False,
        limit: _Limit = 20,
        cursor: _Text = None,
    ) -> PolicyPage:
        """Policies of a channel, newest first."""
        chosen = Filter(theme, department, year, genre, benefit, open_now=open_now, in_force=in_force)
        listing = Listing(channel, desk.clock.today(), chosen, size=limit, after=_read_cursor(cursor))
        async with desk.database.transaction() as session:
            page = await desk.shelf(session).page(listing)
        response.headers.update(_OPEN)
        items = [policy_out(card) for card in cards(page.entries, listing.today)]
        return PolicyPage(items=items, next=_next_cursor(page))


def _mount_policy(router: APIRouter, desk: Desk) -> None:
    @router.get(
        "/policies/{policy_id}", response_model=PolicyDetail, responses={304: {"description": "Not modified"}}
    )
    async def policy(
        request: Request, response: Response, policy_id: UUID, channel: _Channel | None = None
    ) -> PolicyDetail | Response:
        """A policy in full; in the government channel, or else where it is shown."""
        async with desk.database.transaction() as session:
            view = await _first_view(desk, session, [channel] if channel else _CHANNELS, policy_id)
        if view is None:
            raise HTTPException(404, "没有这项政策，或它还没有发布。", headers=dict(_OPEN))
        detail = detail_out(view)
        tag = f'"{detail.revision}-{(detail.content_hash or "none").removeprefix("sha256:")[:32]}-{detail.status}"'
        headers = _OPEN | {"ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        response.headers.update(headers)
        return detail


async def _first_view(
    desk: Desk, session: AsyncSession, channels: Sequence[str], policy_id: UUID
) -> PolicyView | None:
    for channel in channels:
        view = await read_policy(desk, session, channel, policy_id)
        if view is not None:
            return view
    return None


def _mount_search(router: APIRouter, desk: Desk) -> None:
    @router.get("/search")
    async def search(
        response: Response,
        q: Annotated[str, Query(max_length=2 * LONGEST_QUERY)] = "",
        channel: _Channel | None = None,
        include_past: bool = False,
        newest_first: bool = False,
        limit: _Limit = 20,
        cursor: Annotated[str | None, Query(pattern=r"^[1-9]\d{0,3}$")] = None,
    ) -> FindingPage:
        """Search policies by words and document numbers; what is in force only, unless told otherwise."""
        number = int(cursor or 1)
        scope = SearchScope(
            desk.clock.today(), include_past, channel, newest_first=newest_first, page=number, size=limit
        )
        async with desk.database.transaction() as session:
            found = await search_policies(desk, session, q, scope)
        response.headers.update(_OPEN)
        return FindingPage(
            items=[finding_out(item) for item in found.items],
            total=found.page.total,
            past=found.page.past,
            next=str(number + 1) if number < found.page.pages else None,
        )


def _next_cursor(page: Page) -> str | None:
    last = page.entries[-1] if len(page.entries) == page.size else None
    if last is None or last.content is None or page.total <= page.size:
        return None
    plain = f"{last.content.published_on.isoformat()} {last.policy_id.hex}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> tuple[date, UUID] | None:
    if cursor is None:
        return None
    try:
        day, _, policy = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(" ")
        return date.fromisoformat(day), UUID(policy)
    except (ValueError, binascii.Error) as error:
        raise HTTPException(422, "cursor 无效：请使用上一页返回的 next。") from error
