"""A row of the database for each shard: whoever matches the shard holds it, and its fence says who may."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.sql import NUMBERS, statement
from matcher.adapters.tables import MatchingShardRow
from matcher.handlers.matching_ports import Clocked, ShardTurn, Turn
from matcher.handlers.owning import Ownership
from shared.db import after_commit
from shared.messaging import Fenced
from shared.messaging.partitioning import SHARDS

# In the order of the shards, so that processes wait for one another and do not deadlock.
_LOCK = statement(
    "SELECT shard, change, epoch, fence, policies_until FROM matching_shard WHERE shard = ANY(:shards) "
    "ORDER BY shard FOR UPDATE",
    shards=NUMBERS,
)
_ADD = statement(
    "INSERT INTO matching_shard (shard) SELECT unnest(:shards) ON CONFLICT DO NOTHING", shards=NUMBERS
)
_ADVANCE = statement(
    "UPDATE matching_shard SET change = change + 1, "
    "fence = fence + CASE WHEN shard = ANY(:claimed) THEN 1 ELSE 0 END WHERE shard = ANY(:shards)",
    shards=NUMBERS,
    claimed=NUMBERS,
)
_MATCHED = statement(
    "UPDATE matching_shard SET policies_until = :change WHERE shard = ANY(:shards)", shards=NUMBERS
)
_BEHIND = statement(
    "SELECT EXISTS (SELECT FROM policy, (SELECT count(*) AS known, min(policies_until) AS until "
    "FROM matching_shard WHERE shard = ANY(:shards)) AS ours "
    "WHERE policy.change > CASE WHEN ours.known < cardinality(:shards) THEN 0 ELSE ours.until END)",
    shards=NUMBERS,
)
_TURN: Final = "matching turn"


class SqlShards:
    """Implements `ports.Shards`: the rows' locks are held until the transaction ends, in whatever process."""

    def __init__(self, ownership: Ownership) -> None:
        self._ownership = ownership

    async def take(self, session: AsyncSession, share: Collection[int] | None = None) -> Turn:
        if _TURN not in session.info:
            session.info[_TURN] = await self._take(session, share)
        turn: Turn = session.info[_TURN]
        return turn

    async def _take(self, session: AsyncSession, share: Collection[int] | None) -> Turn:
        assignment, shards = self._ownership.assignment, self._of(share)
        if not shards:
            raise Fenced("these shards are not this process's at the moment")
        rows = await _locked(session, shards)
        fences = {row.shard: row.fence for row in rows}
        if overtaken := self._ownership.overtaken(fences):
            raise Fenced(f"another process took over shards {sorted(overtaken)}")
        claimed = self._ownership.unclaimed(fences)
        await session.execute(_ADVANCE, {"shards": shards, "claimed": list(claimed)})
        fences = {shard: fence + (shard in claimed) for shard, fence in fences.items()}
        after_commit(session, lambda: self._ownership.claimed(assignment, fences))
        return {row.shard: ShardTurn(row.change + 1, row.epoch, row.policies_until) for row in rows}

    async def look(self, session: AsyncSession) -> Turn:
        rows = await _locked(session, range(SHARDS))
        return {row.shard: ShardTurn(row.change + 1, row.epoch, row.policies_until) for row in rows}

    def ours(self) -> Collection[int]:
        return self._ownership.shards

    async def clocks(self, session: AsyncSession) -> dict[int, Clocked]:
        query = select(MatchingShardRow.shard, MatchingShardRow.change, MatchingShardRow.epoch)
        return {row.shard: Clocked(row.change, row.epoch) for row in await session.execute(query)}

    async def matched(self, session: AsyncSession, shards: Collection[int], change: int) -> None:
        await session.execute(_MATCHED, {"shards": list(shards), "change": change})

    async def behind(self, session: AsyncSession, share: Collection[int] | None = None) -> bool:
        shards = self._of(share)
        return bool(shards) and bool((await session.execute(_BEHIND, {"shards": shards})).scalar_one())

    def _of(self, share: Collection[int] | None) -> list[int]:
        return sorted(self._ownership.shards if share is None else self._ownership.shards.intersection(share))


async def _locked(session: AsyncSession, shards: Sequence[int]) -> Sequence[Row[Any]]:
    given = {"shards": list(shards)}
    rows = (await session.execute(_LOCK, given)).all()
    if len(rows) < len(shards):
        # The tables were emptied.
        await session.execute(_ADD, given)
        rows = (await session.execute(_LOCK, given)).all()
    return rows
