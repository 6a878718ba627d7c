"""What matching keeps in memory, brought up to date from the tables at the start of each turn."""

import asyncio
from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.shard_population import Everybody, ShardPopulation
from matcher.handlers.live_rules import LiveRules
from matcher.handlers.matching_ports import PolicyShelf, ShardProfiles, Turn
from shared.messaging.partitioning import SHARDS


class Memory:
    """Profiles by shard, and live policies.

    A transaction that rolls back leaves nothing here: what a turn reads was committed before it. `using` is
    held while populations are read or changed, and asked for after the turn, never before.
    """

    def __init__(self, profiles: ShardProfiles, policies: PolicyShelf) -> None:
        self.using = asyncio.Lock()
        self._profiles = profiles
        self.live = LiveRules(policies)
        self._populations: dict[int, _Kept] = {}

    async def population(self, session: AsyncSession, turn: Turn, shard: int) -> ShardPopulation:
        """Everybody in a shard, as of this turn."""
        # This turn's own changes are read by the next one, once they are committed.
        return await self._caught_up(session, shard, turn[shard].epoch, turn[shard].number)

    def forget_others(self, shards: Collection[int]) -> None:
        """Let go of shards that are not ours any more."""
        for lost in self._populations.keys() - set(shards):
            del self._populations[lost]

    async def everybody(self, session: AsyncSession, epochs: dict[int, UUID]) -> Everybody:
        """Everybody in every shard, as last committed; for questions that change nothing."""
        found = {
            shard: await self._caught_up(session, shard, epochs.get(shard), None) for shard in range(SHARDS)
        }
        return Everybody(found)

    async def _caught_up(
        self, session: AsyncSession, shard: int, epoch: UUID | None, before: int | None
    ) -> ShardPopulation:
        kept = self._populations.get(shard)
        if kept is None or kept.epoch != epoch:
            # The tables were emptied under us: their numbers started again.
            kept = self._populations[shard] = _Kept(epoch)
        newest = kept.until
        async for change, profiles in self._profiles.changed_after(session, shard, kept.until, before):
            await asyncio.to_thread(kept.population.apply, profiles)
            newest = max(newest, change)
        kept.until = newest
        return kept.population


class _Kept:
    """A shard's population with the last change that it knows."""

    def __init__(self, epoch: UUID | None) -> None:
        self.epoch = epoch
        self.population = ShardPopulation()
        self.until = 0
