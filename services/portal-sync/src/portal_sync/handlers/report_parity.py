"""Tell for each channel how many revisions it shows, how many are equal to the source, and the oldest lag."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.parity import ChannelParity, Difference, differences
from portal_sync.domain.source import SourceRecord
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.ports import SourceRecords


async def report_parity(tools: Tools, session: AsyncSession) -> list[ChannelParity]:
    """Compare every channel with the source now. The caller gives a session that sees one moment."""
    sources, now = tools.sources(session), tools.site.clock.now()
    expected = await sources.expected()
    looks = await tools.ledger(session).looks()
    changes = await tools.rules(session).changes()
    reports = []
    for rule in tools.site.rules:
        want = expected.get(rule.name, {})
        have = await tools.channels(session)[rule.name].list()
        differing = differences(want, have)
        checked = len(want.keys() | have.keys())
        looked_at, problem = looks.get(rule.name, (None, None)) if rule.outside else (now, None)
        reports.append(
            ChannelParity(
                channel=rule.name,
                checked=checked,
                equal=checked - len(differing),
                differences=differing,
                lag_seconds=await _oldest_lag(sources, differing, now),
                compared_at=looked_at,
                problem=problem or "",
                rule_change=changes.get(rule.name),
            )
        )
    return reports


async def _oldest_lag(sources: SourceRecords, differing: tuple[Difference, ...], now: datetime) -> float:
    records = await sources.of([difference.policy_id for difference in differing]) if differing else ()
    known = [moment for moment in map(changed_at, records) if moment is not None]
    return max(0.0, (now - min(known)).total_seconds()) if known else 0.0


def changed_at(record: SourceRecord) -> datetime | None:
    """Return when the newest revision was published or withdrawn."""
    if record.standing_withdrawal is not None:
        return record.standing_withdrawal.withdrawn_at
    return record.publication.published_at if record.publication is not None else None
