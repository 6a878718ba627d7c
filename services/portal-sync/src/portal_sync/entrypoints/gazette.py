"""The gazette (政府公报): issues by month, as pages, as PDF, as a feed."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from fastapi import APIRouter, Request
from feedgen.feed import FeedGenerator
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.gazette import Issue
from portal_sync.domain.month import Month
from portal_sync.entrypoints.conditional import conditionally
from portal_sync.entrypoints.pages import not_found, page
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.open_gazette import list_issues, open_issue
from portal_sync.settings import Settings
from shared.clock import SHANGHAI

_IN_FEED: Final = 24


def gazette_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/gov/gazette`, its feed, and each issue as a page and as PDF."""
    router = APIRouter(prefix="/gov/gazette", include_in_schema=False)
    site = settings.public_url.rstrip("/")

    @router.get("")
    async def issues(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            return page(request, "gazette.html", settings, issues=await list_issues(desk, session))

        return await conditionally(request, desk, make)

    @router.get("/feed.atom")
    async def feed(request: Request) -> Response:
        async def make(session: AsyncSession) -> Response:
            written = _feed(await list_issues(desk, session), site)
            return Response(written, media_type="application/atom+xml; charset=utf-8")

        return await conditionally(request, desk, make)

    @router.get("/{name}")
    async def issue(request: Request, name: str) -> Response:
        async def make(session: AsyncSession) -> Response:
            return await _issue(request, desk, settings, session, name)

        return await conditionally(request, desk, make)

    return router


async def _issue(
    request: Request, desk: Desk, settings: Settings, session: AsyncSession, name: str
) -> Response:
    month = Month.read(name.removesuffix(".pdf"))
    sections = await open_issue(desk, session, month) if month is not None else []
    if month is None or not sections:
        return not_found(request, settings, "没有这一期政府公报。")
    count = sum(len(section.cards) for section in sections)
    found = Issue(month, count, month < Month.of(desk.clock.today()))
    if not name.endswith(".pdf"):
        return page(request, "gazette_issue.html", settings, issue=found, sections=sections)
    # Making PDFs takes 17 MB from then on; most sites never do.
    from portal_sync.entrypoints.gazette_pdf import gazette_pdf  # noqa: PLC0415

    made = await asyncio.to_thread(gazette_pdf, found, sections, settings.public_url.rstrip("/"))
    headers = {"Content-Disposition": f'inline; filename="gazette-{month}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


def _feed(issues: Sequence[Issue], site: str) -> bytes:
    feed = FeedGenerator()
    feed.id(f"{site}/gov/gazette")
    feed.title("惠企 · 政府公报")
    feed.language("zh-CN")
    feed.link(href=f"{site}/gov/gazette", rel="alternate")
    feed.link(href=f"{site}/gov/gazette/feed.atom", rel="self")
    feed.author(name="上海市普陀区")
    # Only what no longer grows: a reader is told of an issue once.
    complete = [issue for issue in issues if issue.complete][:_IN_FEED]
    feed.updated(max(map(_closed_at, complete), default=datetime(2026, 1, 1, tzinfo=SHANGHAI)))
    for issue in complete:
        entry = feed.add_entry(order="append")
        entry.id(f"{site}/gov/gazette/{issue.month}")
        entry.title(f"{issue.title}（{issue.count} 份文件）")
        entry.link(href=f"{site}/gov/gazette/{issue.month}", rel="alternate")
        entry.link(href=f"{site}/gov/gazette/{issue.month}.pdf", rel="related", type="application/pdf")
        entry.updated(_closed_at(issue))
        entry.summary(f"{issue.month.label}发布的 {issue.count} 份政策文件。")
    written: bytes = feed.atom_str(pretty=True)
    return written


def _closed_at(issue: Issue) -> datetime:
    return datetime.combine(issue.month.following.first, time(), SHANGHAI)
