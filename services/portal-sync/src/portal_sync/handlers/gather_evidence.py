"""What this service can show for invariants 3 and 4, and what the audit compares with other services."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.parity import ChannelParity, Difference
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.report_parity import report_parity
from shared.service import Check, Evidence


async def gather_evidence(tools: Tools, session: AsyncSession) -> Evidence:
    """Compare every channel with the source and tell what each entry shows."""
    reports = await report_parity(tools, session)
    checked = sum(report.checked for report in reports)
    return Evidence(
        checks=[
            Check(
                invariant=3,
                name="channels show the newest revision",
                checked=checked,
                breaches=_breaches(reports, late=True),
            ),
            Check(
                invariant=4,
                name="what channels show hashes as published",
                checked=checked,
                breaches=_breaches(reports, late=False),
            ),
        ],
        facts={"entries": await _entries(tools, session)},
    )


def _breaches(reports: Sequence[ChannelParity], *, late: bool) -> list[str]:
    return [
        f"{report.channel} {difference.policy_id}: {_said(difference)}"
        for report in reports
        for difference in report.differences
        if difference.only_late == late
    ]


def _said(difference: Difference) -> str:
    return f"shows {difference.found or 'nothing'}, must show {difference.expected or 'nothing'}"


async def _entries(tools: Tools, session: AsyncSession) -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = {}
    for rule in tools.site.rules:
        for policy_id, shown in (await tools.channels(session)[rule.name].list()).items():
            entries.setdefault(str(policy_id), {})[rule.name] = {
                "revision": shown.revision,
                "content_hash": shown.content_hash,
                "withdrawn": shown.withdrawn,
            }
    return entries
