"""Which days were swept in which shards."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.tables import SweepRow


class SqlSweeps:
    """Implements `ports.Sweeps`. The caller holds the turn of the shards."""

    async def last(self, session: AsyncSession, shards: Collection[int]) -> dict[int, date]:
        newest = func.max(SweepRow.day).label("day")
        query = select(SweepRow.shard, newest).where(SweepRow.shard.in_(shards)).group_by(SweepRow.shard)
        return {row.shard: row.day for row in await session.execute(query)}

    async def record(
        self, session: AsyncSession, days: Iterable[tuple[int, date]], judged_by: date, at: datetime
    ) -> None:
        rows = [{"shard": shard, "day": day, "judged_by": judged_by, "swept_at": at} for shard, day in days]
        if rows:
            await session.execute(insert(SweepRow), rows)
