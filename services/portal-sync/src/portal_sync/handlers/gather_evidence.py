"""What this service can show for invariants 3 and 4, and what the audit compares with other services."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.entry import Shown
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
                name="各频道显示最新版本",
                checked=checked,
                breaches=_breaches(reports, late=True),
            ),
            Check(
                invariant=4,
                name="各频道内容的指纹与发布时一致",
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
    return f"显示{_in_words(difference.found)}，应显示{_in_words(difference.expected)}"


def _in_words(shown: Shown | None) -> str:
    if shown is None:
        return "空白"
    state = "（已撤回）" if shown.withdrawn else ""
    return f"第 {shown.revision} 版{state} {shown.content_hash or '无内容'}"


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
