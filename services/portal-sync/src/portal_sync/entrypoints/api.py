"""The public read API: policies, search and suggestions. Anybody may read it, from any site."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.routing import RULES
from portal_sync.domain.search_hit import SearchScope
from portal_sync.entrypoints.api_answers import ALSO, KEPT, OPEN, allow_other_sites, answered
from portal_sync.entrypoints.api_models import (
    FindingPage,
    PolicyDetail,
    PolicyPage,
    SuggestionList,
    detail_out,
    finding_page,
    policy_out,
    suggestion_list,
)
from portal_sync.entrypoints.api_queries import (
    ChannelName,
    ListQuery,
    SearchQuery,
    SuggestQuery,
    next_cursor,
)
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.handlers.read_policy import PolicyView, read_policy
from portal_sync.handlers.search_policies import search_policies, suggest_searches

_CHANNELS: Final = tuple(rule.name for rule in RULES)


def api_router(desk: Desk) -> APIRouter:
    """Return `/api/portal/v1/policies`, a policy, `/search` and `/suggestions`."""
    router = APIRouter(prefix="/api/portal/v1", tags=["portal"])
    _mount_policies(router, desk)
    _mount_policy(router, desk)
    _mount_search(router, desk)
    _mount_suggestions(router, desk)
    allow_other_sites(router, "/policies", "/policies/{policy_id}", "/search", "/suggestions")
    return router


def _mount_policies(router: APIRouter, desk: Desk) -> None:
    @router.get("/policies", response_model=PolicyPage, responses=ALSO)
    async def policies(request: Request, asked: Annotated[ListQuery, Query()]) -> Response:
        """Policies of a channel, newest first."""
        listing = asked.listing(desk.clock.today())

        async def make(session: AsyncSession) -> tuple[PolicyPage, bool]:
            entries = await desk.shelf(session).entries(listing)
            items = [policy_out(card) for card in cards(entries, listing.today)]
            return PolicyPage(items=items, next=next_cursor(entries, listing.size)), True

        return await answered(request, desk, make)


def _mount_policy(router: APIRouter, desk: Desk) -> None:
    @router.get(
        "/policies/{policy_id}",
        response_model=PolicyDetail,
        responses=ALSO | {404: {"description": "No such policy, or not published yet"}},
    )
    async def policy(
        request: Request, response: Response, policy_id: UUID, channel: ChannelName | None = None
    ) -> PolicyDetail | Response:
        """A policy in full; in the government channel, or else where it is shown."""
        view = await _first_view(desk, [channel] if channel else _CHANNELS, policy_id)
        if view is None:
            raise HTTPException(404, "没有这项政策，或它还没有发布。", headers=dict(OPEN))
        detail = detail_out(view)
        shown = (detail.content_hash or "none").removeprefix("sha256:")[:32]
        tag = f'"{detail.revision}-{shown}-{detail.status}"'
        headers = KEPT | {"ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        response.headers.update(headers)
        return detail


async def _first_view(desk: Desk, channels: Sequence[str], policy_id: UUID) -> PolicyView | None:
    for channel in channels:
        view = await read_policy(desk, channel, policy_id)
        if view is not None:
            return view
    return None


def _mount_search(router: APIRouter, desk: Desk) -> None:
    @router.get("/search", response_model=FindingPage, responses=ALSO)
    async def search(request: Request, asked: Annotated[SearchQuery, Query()]) -> Response:
        """Search by words, document numbers or a question; what is in force only, unless told otherwise."""
        scope = asked.scope(desk.clock.today())

        async def make(session: AsyncSession) -> tuple[FindingPage, bool]:
            found = await search_policies(desk, session, asked.q, scope)
            following = str(scope.page + 1) if scope.page < min(found.page.pages, _LAST_PAGE) else None
            return finding_page(found, following), not found.page.behind

        return await answered(request, desk, make)


# As far as a cursor of searches goes.
_LAST_PAGE: Final = 999


def _mount_suggestions(router: APIRouter, desk: Desk) -> None:
    @router.get("/suggestions", responses=ALSO)
    async def suggestions(response: Response, asked: Annotated[SuggestQuery, Query()]) -> SuggestionList:
        """Complete what was begun, in characters, pinyin or initials."""
        scope = SearchScope(today=desk.clock.today())
        async with desk.database.transaction() as session:
            found = await suggest_searches(desk, session, asked.q, scope)
        response.headers.update(OPEN | {"Cache-Control": "public, max-age=60"})
        return suggestion_list(found)
