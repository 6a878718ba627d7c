"""Profiles are in memory before anybody asks, and on disk before the process ends."""

import asyncio
from typing import Final

from matcher.handlers.matching import Matching
from matcher.handlers.work_off import Transactions
from shared.messaging.partitioning import SHARDS
from shared.waiting import wait_or_stop

_LOOK_EVERY_SECONDS: Final = 30
_MANY_CHANGES: Final = 5_000


class Keeper:
    """Reads everybody at the start, and then saves whatever changed enough."""

    def __init__(self, matching: Matching, transactions: Transactions) -> None:
        self._matching = matching
        self._transactions = transactions

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop` is set, and save what is not saved then."""
        for shard in range(SHARDS):
            if not stop.is_set():
                await self.read(shard)
        await self.save(_MANY_CHANGES)
        while not await wait_or_stop(stop, _LOOK_EVERY_SECONDS):
            for shard in self._matching.memory.shards():
                await self.read(shard)
            await self.save(_MANY_CHANGES)
        await self.save(1)

    async def read(self, shard: int) -> None:
        """Take in what was committed; whoever matches waits for one shard at most."""
        async with self._transactions() as session, self._matching.memory.using:
            clocks = await self._matching.shards.clocks(session)
            await self._matching.memory.read(session, shard, clocks.get(shard))

    async def save(self, least: int) -> None:
        """Save shards of which so many profiles changed, or somebody was removed: no trace may stay."""
        for shard in self._matching.memory.shards():
            async with self._matching.memory.using:
                await self._matching.memory.save(shard, least)
