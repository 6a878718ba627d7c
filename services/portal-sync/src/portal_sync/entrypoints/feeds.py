"""Atom feeds of the channels, sitemap.xml and robots.txt."""

from typing import Final

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import PlainTextResponse, Response

from portal_sync.domain.listing import Listing
from portal_sync.domain.routing import RULES, ChannelRule
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.syndication import Addressed, atom_feed, sitemap
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.settings import Settings

_IN_FEED: Final = 50
# The protocol allows 50,000 addresses in one file.
_IN_SITEMAP: Final = 20_000
_ATOM: Final = "application/atom+xml; charset=utf-8"

ROBOTS: Final = """User-agent: *
Disallow: /my/
Disallow: /publish/
Disallow: /ops/
Disallow: /auth/
Disallow: /api/
Disallow: /search

Sitemap: {site}/sitemap.xml
"""


def feeds_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return one feed a channel, the sitemap and the rules for crawlers."""
    router = APIRouter(include_in_schema=False)
    site = settings.public_url.rstrip("/")
    for rule in RULES:
        _mount_feed(router, rule, desk, Addressed(site, rule.folder))

    @router.get("/sitemap.xml")
    async def site_map(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            listed = [
                (Addressed(site, rule.folder), await desk.shelf(session).addresses(rule.name, _IN_SITEMAP))
                for rule in RULES
            ]
            return Response(sitemap(site, listed), media_type="application/xml")

        return await conditionally(request, desk, make)

    @router.get("/robots.txt")
    async def robots() -> Response:
        return PlainTextResponse(ROBOTS.format(site=site), headers={"Cache-Control": "public, max-age=3600"})

    return router


def _mount_feed(router: APIRouter, rule: ChannelRule, desk: Desk, addressed: Addressed) -> None:
    @router.get(f"/{rule.folder}/feed.atom")
    async def feed(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            newest = Listing(rule.name, desk.clock.today(), size=_IN_FEED)
            shown = cards((await desk.shelf(session).page(newest)).entries, newest.today)
            return Response(atom_feed(addressed, rule, shown), media_type=_ATOM)

        return await conditionally(request, desk, make)
