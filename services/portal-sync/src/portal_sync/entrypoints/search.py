"""The search page: one box over every channel; suggestions as one types; the description for browsers."""

from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import JSONResponse, Response

from portal_sync.domain.listing import PAGE_SIZE
from portal_sync.domain.query import LONGEST_QUERY
from portal_sync.domain.routing import RULES
from portal_sync.domain.search_hit import FACETS, SearchScope, SearchSort
from portal_sync.entrypoints.choices import Choices
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.opensearch import description
from portal_sync.entrypoints.pages import page
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.search_policies import search_policies, suggest_searches
from portal_sync.settings import Settings

FILTERS: Final = (*FACETS, "past", "open", "amount", "sort")
_FOLDERS: Final = {rule.name: rule.folder for rule in RULES}
# Amounts that people choose by, in yuan.
AMOUNTS: Final = {"100000": "10 万元以上", "500000": "50 万元以上", "1000000": "100 万元以上"}
_SUGGESTIONS: Final = "application/x-suggestions+json"
_DESCRIPTION: Final = "application/opensearchdescription+xml"


def search_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/search`, `/search/suggest` and `/opensearch.xml`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/search")
    async def search(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            choices = Choices.read(request, ("q", *FILTERS))
            found = await search_policies(desk, session, typed_in(request), scope_of(choices, desk))
            made = page(
                request, "search.html", settings, found=found, choices=choices, amounts=AMOUNTS, facets=FACETS
            )
            if found.page.behind:
                made.headers["Cache-Control"] = "no-store"
            return made

        return await conditionally(request, desk, make)

    @router.get("/search/suggest")
    async def suggest(request: Request) -> Response:
        typed = typed_in(request)
        async with desk.database.transaction() as session:
            found = await suggest_searches(desk, session, typed, SearchScope(today=desk.clock.today()))
        site = settings.public_url.rstrip("/")
        words = [*found.words, *(title for _, title, _ in found.policies)]
        places = [f"{site}/search?q={word}" for word in found.words]
        places += [f"{site}/{_FOLDERS[channel]}/policies/{one}" for one, _, channel in found.policies]
        headers = {"Cache-Control": "public, max-age=60"}
        return JSONResponse([typed, words, [""] * len(words), places], 200, headers, _SUGGESTIONS)

    @router.get("/opensearch.xml")
    async def opensearch() -> Response:
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(description(settings), media_type=_DESCRIPTION, headers=headers)

    return router


def typed_in(request: Request) -> str:
    """Return what was typed, cut to a sensible length."""
    return request.query_params.get("q", "")[: LONGEST_QUERY * 2]


def scope_of(
    choices: Choices, desk: Desk, *, size: int = PAGE_SIZE, sort: SearchSort | None = None
) -> SearchScope:
    """Return where to search, as chosen in the address; `sort` whatever order was chosen there."""
    order, amount = choices.get("sort"), choices.get("amount")
    return SearchScope(
        today=desk.clock.today(),
        include_past=choices.get("past") == "1",
        chosen={name: choices.get(name) for name in FACETS if choices.get(name)},
        open_now=choices.get("open") == "1",
        amount_from=int(amount) if amount.isascii() and amount.isdigit() and len(amount) < 13 else 0,
        sort=sort or (SearchSort(order) if order in set(SearchSort) else SearchSort.RELEVANCE),
        page=choices.page,
        size=size,
    )
