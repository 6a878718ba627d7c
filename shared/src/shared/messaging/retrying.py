"""Tries parked events again when they are due."""

import asyncio
from collections.abc import Sequence

from shared.db import Database
from shared.messaging.errors import Fenced
from shared.messaging.parking import claim_parked, give_back, unpark
from shared.messaging.processing import Processor
from shared.waiting import wait_or_stop

POLL_SECONDS = 0.5


class Retrier:
    """One loop a process; any number of processes share the work by leases."""

    def __init__(self, database: Database, processors: Sequence[Processor]) -> None:
        self._database = database
        self._processors = {processor.consumer: processor for processor in processors}

    async def run(self, stop: asyncio.Event) -> None:
        """Retry what is due until `stop` is set."""
        while not await wait_or_stop(stop, POLL_SECONDS):
            await self.retry_due()

    async def retry_due(self) -> int:
        """Try every event that is due once; return how many there were."""
        async with self._database.transaction() as session:
            claimed = await claim_parked(session, list(self._processors))
        for parked in claimed:
            try:
                await self._processors[parked.consumer].process_one(parked.record, attempts=parked.attempts)
                settle = unpark
            except Fenced:
                settle = give_back
            async with self._database.transaction() as session:
                await settle(session, parked)
        return len(claimed)
