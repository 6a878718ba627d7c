"""Feeds of channels, themes, departments and searches; windows as a calendar; robots.txt."""

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import PlainTextResponse, Response

from portal_sync.domain.listing import Listing
from portal_sync.domain.routing import BUSINESS, RULES, ChannelRule
from portal_sync.domain.search_hit import SearchSort
from portal_sync.entrypoints.choices import Choices
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.search import FILTERS, scope_of, typed_in
from portal_sync.entrypoints.syndication import (
    Addressed,
    Feed,
    Items,
    channel_feed,
    write_atom,
    write_json_feed,
)
from portal_sync.entrypoints.window_calendar import window_calendar
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.handlers.search_policies import Finding, search_policies
from portal_sync.settings import Settings
from shared.vocabulary import BENEFIT_KINDS, DEPARTMENTS, THEMES

_IN_FEED: Final = 50
_IN_CALENDAR: Final = 500
_ATOM: Final = "application/atom+xml; charset=utf-8"
_JSON: Final = "application/feed+json"
_CALENDAR: Final = "text/calendar; charset=utf-8"
_CHOSEN: Final = ("theme", "department", "genre", "benefit", "year")
_ANYWHERE: Final = {"Access-Control-Allow-Origin": "*"}

ROBOTS: Final = """User-agent: *
Disallow: /my/
Disallow: /publish/
Disallow: /ops/
Disallow: /auth/
Disallow: /api/
Disallow: /search

Sitemap: {site}/sitemap.xml
Sitemap: {site}/sitemap-news.xml
"""


def feeds_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return feeds of channels and searches, the calendar, and the rules for crawlers."""
    router = APIRouter(include_in_schema=False)
    site = settings.public_url.rstrip("/")
    for rule in RULES:
        _mount_feeds(router, rule, desk, Addressed(site, rule.folder))
    _mount_search_feeds(router, desk, site)
    _mount_calendar(router, desk, Addressed(site, BUSINESS.folder))

    @router.get("/robots.txt")
    async def robots() -> Response:
        return PlainTextResponse(ROBOTS.format(site=site), headers={"Cache-Control": "public, max-age=3600"})

    return router


def _mount_feeds(router: APIRouter, rule: ChannelRule, desk: Desk, addressed: Addressed) -> None:
    async def feed(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            choices = Choices.read(request, _CHOSEN)
            newest = _newest(choices, rule, desk, _IN_FEED)
            shown = cards(await desk.shelf(session).entries(newest), newest.today)
            about = channel_feed(addressed, rule, _in_words(choices), choices.query())
            return _written(request, about, [(addressed.policy(card.policy_id), card) for card in shown])

        return await conditionally(request, desk, make)

    for ending in ("atom", "json"):
        router.add_api_route(f"/{rule.folder}/feed.{ending}", feed, methods=["GET"])


def _mount_search_feeds(router: APIRouter, desk: Desk, site: str) -> None:
    async def feed(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            choices, typed = Choices.read(request, ("q", *FILTERS)), typed_in(request)
            scope = scope_of(choices, desk, size=_IN_FEED, sort=SearchSort.NEWEST)
            found = await search_policies(desk, session, typed, scope)
            asked = urlencode({**choices.chosen, "q": typed})
            place = f"{site}/search"
            about = Feed(f"惠企 · 搜索“{found.query.text}”", f"{place}?{asked}", f"{place}/feed{{}}?{asked}")
            made = _written(request, about, [(_place(site, one), one.card) for one in found.items])
            if found.page.behind:
                made.headers["Cache-Control"] = "no-store"
            return made

        return await conditionally(request, desk, make)

    for ending in ("atom", "json"):
        router.add_api_route(f"/search/feed.{ending}", feed, methods=["GET"])


def _mount_calendar(router: APIRouter, desk: Desk, addressed: Addressed) -> None:
    @router.get("/biz/windows.ics")
    async def windows(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            choices = Choices.read(request, _CHOSEN)
            newest = _newest(choices, BUSINESS, desk, _IN_CALENDAR)
            shown = cards(await desk.shelf(session).entries(newest), newest.today)
            written = window_calendar(addressed, " · ".join(("惠企申报期", *_in_words(choices))), shown)
            return Response(written, media_type=_CALENDAR, headers=_ANYWHERE)

        return await conditionally(request, desk, make)


def _newest(choices: Choices, rule: ChannelRule, desk: Desk, size: int) -> Listing:
    chosen = choices.listing(rule.name, desk.clock.today()).chosen
    return Listing(rule.name, desk.clock.today(), chosen, size=size)


def _written(request: Request, about: Feed, items: Items) -> Response:
    if request.url.path.endswith(".json"):
        return Response(write_json_feed(about, items), media_type=_JSON, headers=_ANYWHERE)
    return Response(write_atom(about, items), media_type=_ATOM, headers=_ANYWHERE)


def _in_words(choices: Choices) -> list[str]:
    labels = {"theme": THEMES, "department": DEPARTMENTS, "benefit": BENEFIT_KINDS}
    return [labels.get(name, {}).get(value, value) for name, value in choices.chosen.items()]


def _place(site: str, found: Finding) -> str:
    folders = [rule.folder for rule in RULES if rule.name in found.channels]
    return Addressed(site, folders[0]).policy(found.card.policy_id)
