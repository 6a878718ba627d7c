"""What matching keeps in memory, brought up to date from the tables at the start of each turn."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.shard_population import Everybody, ShardPopulation
from matcher.handlers.live_rules import LiveRules
from matcher.handlers.matching_ports import Clocked, PolicyShelf, ShardProfiles, Snapshots, Turn
from shared.messaging.partitioning import SHARDS

_NEVER: Final = Clocked(0, None)


class Memory:
    """Profiles by shard, and live policies.

    A transaction that rolls back leaves nothing here: what a turn reads was committed before it. `using` is
    held while populations are read or changed, and asked for after the turn, never before.
    """

    def __init__(self, profiles: ShardProfiles, policies: PolicyShelf, snapshots: Snapshots) -> None:
        self.using = asyncio.Lock()
        self._profiles = profiles
        self._snapshots = snapshots
        self.live = LiveRules(policies)
        self._populations: dict[int, _Kept] = {}

    async def population(self, session: AsyncSession, turn: Turn, shard: int) -> ShardPopulation:
        """Everybody in a shard, as of this turn."""
        # This turn's own changes are read by the next one, once they are committed.
        number, epoch, _ = turn[shard]
        return await self._caught_up(session, shard, Clocked(number - 1, epoch), number)

    async def read(self, session: AsyncSession, shard: int, now: Clocked | None) -> ShardPopulation:
        """Everybody in a shard, as last committed."""
        return await self._caught_up(session, shard, now or _NEVER, None)

    def shards(self) -> list[int]:
        """The shards that are here."""
        return list(self._populations)

    def count(self) -> int:
        """How many enterprises are here."""
        return sum(len(kept.population.here) for kept in self._populations.values())

    async def save(self, shard: int, least: int) -> None:
        """Save a shard where so many profiles changed since it was saved, or somebody was removed."""
        kept = self._populations.get(shard)
        if kept is None or kept.epoch is None or (kept.unsaved < least and not kept.removed):
            return
        if await self._snapshots.save(shard, kept.population, kept.until, kept.epoch):
            kept.unsaved, kept.removed = 0, False

    def forget_others(self, shards: Collection[int]) -> None:
        """Let go of shards that are not ours any more."""
        for lost in self._populations.keys() - set(shards):
            del self._populations[lost]

    async def everybody(self, session: AsyncSession, clocks: Mapping[int, Clocked]) -> Everybody:
        """Everybody in every shard, as last committed; for questions that change nothing."""
        found = {shard: await self.read(session, shard, clocks.get(shard)) for shard in range(SHARDS)}
        return Everybody(found)

    async def _caught_up(
        self, session: AsyncSession, shard: int, now: Clocked, before: int | None
    ) -> ShardPopulation:
        kept = self._populations.get(shard)
        if kept is None or kept.epoch != now.epoch:
            # Where there was one the tables were emptied under us: their numbers started again.
            found = await self._snapshots.load(shard, now) or (ShardPopulation(), 0)
            kept = self._populations[shard] = _Kept(now.epoch, *found)
        newest = kept.until
        async for change, profiles in self._profiles.changed_after(session, shard, kept.until, before):
            await asyncio.to_thread(kept.population.apply, profiles)
            kept.unsaved += len(profiles)
            kept.removed = kept.removed or any(facts is None for _, facts in profiles)
            newest = max(newest, change)
        kept.until = newest
        return kept.population


@dataclass
class _Kept:
    """A shard's population with the last change that it knows, and how much of it is not saved."""

    epoch: UUID | None
    population: ShardPopulation
    until: int
    unsaved: int = 0
    removed: bool = False
