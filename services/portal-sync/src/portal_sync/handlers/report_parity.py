"""Tell for each channel how many revisions it shows, how many are equal to the source, and the oldest lag."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.parity import ChannelParity, Difference, differences
from portal_sync.domain.source import SourceRecord
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.ports import SourceRecords


async def report_parity(tools: Tools, session: AsyncSession) -> list[ChannelParity]:
    """Compare every channel with the source now. The caller gives a session that sees one moment."""
    sources = tools.sources(session)
    expected = await sources.expected()
    reports = []
    for rule in tools.site.rules:
        want = expected.get(rule.name, {})
        have = await tools.channels(session)[rule.name].list()
        differing = differences(want, have)
        checked = len(want.keys() | have.keys())
        lag = await _oldest_lag(sources, differing, tools.site.clock.now())
        reports.append(ChannelParity(rule.name, checked, checked - len(differing), differing, lag))
    return reports


async def _oldest_lag(sources: SourceRecords, differing: tuple[Difference, ...], now: datetime) -> float:
    records = [await sources.get(difference.policy_id) for difference in differing]
    moments = [changed_at(record) for record in records if record is not None]
    known = [moment for moment in moments if moment is not None]
    return max(0.0, (now - min(known)).total_seconds()) if known else 0.0


def changed_at(record: SourceRecord) -> datetime | None:
    """Return when the newest revision was published or withdrawn."""
    if record.standing_withdrawal is not None:
        return record.standing_withdrawal.withdrawn_at
    return record.publication.published_at if record.publication is not None else None
