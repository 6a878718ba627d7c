"""The report of links that lead nowhere: a department sees its own, operators see all."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from portal_sync.domain.link_check import LinkReport
from portal_sync.entrypoints.pages import page
from portal_sync.handlers.link_ports import LinkChecks
from portal_sync.settings import Settings
from shared.db import Database
from shared.identity import Principal, Role, require

_DEPARTMENT = (Role.DEPARTMENT_EDITOR, Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_PUBLISHER)
Reader = Annotated[Principal, Depends(require(*_DEPARTMENT, Role.OPERATOR))]


class BrokenLinkOut(BaseModel):
    """A link of a published policy that leads nowhere."""

    policy_id: UUID
    policy_title: str
    department: str
    kind: str
    name: str
    url: str
    problem: str
    failing_since: datetime


class LinkReportOut(BaseModel):
    """The broken links, longest first, with how many there are and how many were followed."""

    items: list[BrokenLinkOut]
    links: int
    checked: int


def links_router(
    checks: Callable[[AsyncSession], LinkChecks], database: Database, settings: Settings
) -> APIRouter:
    """Return `/links` and `/api/portal/v1/links`."""
    router = APIRouter()

    async def report(principal: Principal) -> LinkReport:
        async with database.transaction() as session:
            return await checks(session).report(None if principal.is_operator else principal.department)

    @router.get("/links", include_in_schema=False)
    async def links_page(request: Request, principal: Reader) -> Response:
        found = await report(principal)
        return page(request, "links.html", settings, report=found, checking=settings.check_links)

    @router.get("/api/portal/v1/links", tags=["portal"])
    async def links(principal: Reader) -> LinkReportOut:
        """Links to service items and attachments that lead nowhere: the department's own, or all."""
        found = await report(principal)
        items = [BrokenLinkOut.model_validate(each, from_attributes=True) for each in found.broken]
        return LinkReportOut(items=items, links=found.links, checked=found.checked)

    return router
