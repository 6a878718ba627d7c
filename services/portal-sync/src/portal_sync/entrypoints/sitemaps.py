"""Sitemaps: an index of parts, so that every address is in one however many policies there are; and news."""

import asyncio
import gzip
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.listing import Listing
from portal_sync.domain.routing import BUILT_IN, GOVERNMENT, ChannelRule
from portal_sync.entrypoints.conditional import conditionally, has_already
from portal_sync.entrypoints.sitemap_files import news_sitemap, sitemap, sitemap_index
from portal_sync.entrypoints.syndication import Addressed
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.list_policies import cards
from portal_sync.settings import Settings
from shared.web import Problem

# The protocol allows 50,000 addresses in one file.
IN_PART: Final = 20_000
# A sitemap of news holds the last two days, and at most a thousand addresses.
_NEWS_DAYS: Final = 2
_IN_NEWS: Final = 1000
_PAGES: Final = (
    "/",
    "/gov/",
    "/gov/library",
    "/gov/gazette",
    "/gov/opinions",
    "/gov/results",
    "/biz/",
    "/en/",
)
_NAME: Final = re.compile(r"([a-z]+)-([1-9][0-9]{0,3})")
_XML: Final = "application/xml"
_MUST_ASK: Final = "public, max-age=0, must-revalidate"


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it was made, compressed; `tag` follows from what it says alone."""

    packed: bytes
    tag: str
    changed_at: datetime


@dataclass(slots=True)
class Parts:
    """Makes the parts, and keeps them while the site stays as it is: compressed some hundred KB each."""

    desk: Desk
    site: str
    size: int
    _version: int = -1
    _kept: dict[tuple[str, int], Part | None] = field(default_factory=dict)
    _making: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, rule: ChannelRule, number: int) -> Part | None:
        """Return a part, counted from 1; None where there are fewer."""
        async with self._making:
            version, _ = await self.desk.version.current()
            if version != self._version:
                self._version, self._kept = version, {}
            if (rule.name, number) not in self._kept:
                part = await self._made(rule, number)
                if part is None:
                    return None
                self._kept[rule.name, number] = part
            return self._kept[rule.name, number]

    async def _made(self, rule: ChannelRule, number: int) -> Part | None:
        async with self.desk.database.transaction() as session:
            found = await self.desk.shelf(session).addresses(rule.name, number, self.size)
        if not found:
            return None
        # Megabytes of text: nobody else's page waits for them.
        return await asyncio.to_thread(_part, Addressed(self.site, rule.folder), found)


def _part(addressed: Addressed, found: Sequence[tuple[UUID, datetime]]) -> Part:
    written = sitemap((addressed.policy(policy_id), changed) for policy_id, changed in found)
    digest = hashlib.sha256(written).hexdigest()[:24]
    changed_at = max(changed for _, changed in found).replace(microsecond=0)
    return Part(gzip.compress(written, 6, mtime=0), f'W/"{digest}"', changed_at)


def sitemaps_router(desk: Desk, settings: Settings, in_part: int = IN_PART) -> APIRouter:
    """Return `/sitemap.xml`, the parts that it names, and `/sitemap-news.xml`."""
    router = APIRouter(include_in_schema=False)
    site = settings.public_url.rstrip("/")
    parts = Parts(desk, site, in_part)
    by_folder = {rule.folder: rule for rule in BUILT_IN}

    @router.get("/sitemap.xml")
    async def index(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            return Response(await _index(desk, session, site, in_part), media_type=_XML)

        return await conditionally(request, desk, make)

    @router.get("/sitemap-news.xml")
    async def news(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            return Response(await _news(desk, session, site), media_type=_XML)

        return await conditionally(request, desk, make)

    @router.get("/sitemap-{part}.xml")
    async def one_part(request: Request, part: str) -> Response:
        if part == "pages":
            return Response(sitemap((f"{site}{page}", None) for page in _PAGES), media_type=_XML)
        named = _NAME.fullmatch(part)
        rule = by_folder.get(named[1]) if named else None
        found = await parts.get(rule, int(named[2])) if named and rule else None
        if found is None:
            raise Problem(404, "站点地图没有这一部分。")
        return _answer(request, found)

    return router


async def _index(desk: Desk, session: AsyncSession, site: str, in_part: int) -> bytes:
    places: list[tuple[str, datetime | None]] = [(f"{site}/sitemap-pages.xml", None)]
    for rule in BUILT_IN:
        changes = await desk.shelf(session).changes_of_parts(rule.name, in_part)
        places += [(f"{site}/sitemap-{rule.folder}-{number}.xml", at) for number, at in enumerate(changes, 1)]
    return sitemap_index(places)


async def _news(desk: Desk, session: AsyncSession, site: str) -> bytes:
    today, addressed = desk.clock.today(), Addressed(site, GOVERNMENT.folder)
    entries = await desk.shelf(session).entries(Listing(GOVERNMENT.name, today, size=_IN_NEWS))
    since = today - timedelta(days=_NEWS_DAYS)
    shown = [card for card in cards(entries, today) if card.content.published_on >= since]
    return news_sitemap([(addressed.policy(card.policy_id), card) for card in shown if not card.stamp])


def _answer(request: Request, part: Part) -> Response:
    headers = {
        "ETag": part.tag,
        "Last-Modified": format_datetime(part.changed_at, usegmt=True),
        "Cache-Control": _MUST_ASK,
        "Vary": "Accept-Encoding",
    }
    if has_already(request, part.tag, part.changed_at):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(part.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=_XML)
    return Response(gzip.decompress(part.packed), headers=headers, media_type=_XML)
