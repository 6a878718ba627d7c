"""The public parity page and its JSON (同源核验)."""

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from portal_sync.domain.parity import ChannelParity
from portal_sync.entrypoints.pages import page
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.report_parity import report_parity
from portal_sync.settings import Settings
from shared.db import see_one_moment


class ChannelReport(BaseModel):
    """One channel: policies checked, how many equal the source, the age of the oldest change not shown.

    A channel elsewhere was compared when it was last looked at; `problem` says why it cannot be now. When
    what goes there was said anew, `rule_changed_at` is when, and `brought` and `removed` what that moved.
    """

    channel: str
    label: str
    checked: int
    equal: int
    in_parity: bool
    lag_seconds: float
    compared_at: str | None
    problem: str
    differences: list[str]
    rule_changed_at: str | None = None
    brought: int = 0
    removed: int = 0


class ParityReport(BaseModel):
    """Every channel at one moment."""

    checked_at: str
    in_parity: bool
    items: list[ChannelReport]


def parity_router(desk: Desk, settings: Settings) -> APIRouter:
    """Return `/parity` and `/api/portal/v1/parity`."""
    router = APIRouter()

    @router.get("/parity", include_in_schema=False)
    async def parity_page(request: Request) -> Response:
        response = page(
            request,
            "parity.html",
            settings,
            reports=await _reports(desk),
            labels=desk.tools.site.labels,
            checked_at=desk.clock.now(),
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @router.get("/api/portal/v1/parity", tags=["portal"])
    async def parity(response: Response) -> ParityReport:
        """Compare every channel with the source, now."""
        response.headers["Cache-Control"] = "no-store"
        response.headers["Access-Control-Allow-Origin"] = "*"
        reports = await _reports(desk)
        return ParityReport(
            checked_at=desk.clock.now().isoformat(),
            in_parity=all(report.in_parity for report in reports),
            items=[_report(desk, report) for report in reports],
        )

    return router


async def _reports(desk: Desk) -> list[ChannelParity]:
    async with desk.database.transaction() as session:
        # Source and channels must be seen at one moment, or a revision between two reads looks like drift.
        await see_one_moment(session)
        return await report_parity(desk.tools, session)


def _report(desk: Desk, report: ChannelParity) -> ChannelReport:
    change = report.rule_change
    return ChannelReport(
        channel=report.channel,
        label=desk.tools.site.labels.get(report.channel, report.channel),
        checked=report.checked,
        equal=report.equal,
        in_parity=report.in_parity,
        lag_seconds=report.lag_seconds,
        compared_at=report.compared_at.isoformat() if report.compared_at else None,
        problem=report.problem,
        differences=[str(difference.policy_id) for difference in report.differences],
        rule_changed_at=change.changed_at.isoformat() if change else None,
        brought=change.brought if change else 0,
        removed=change.removed if change else 0,
    )
