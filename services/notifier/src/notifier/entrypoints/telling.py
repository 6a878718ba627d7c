"""The loops that do what new messages leave to do, and let go what waits for a digest."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from notifier.entrypoints.workers import POLL_SECONDS, Bell
from notifier.handlers.bundle_deliveries import BATCH, follow_leads, release_held
from notifier.handlers.ports import Tools
from notifier.handlers.run_errand import run_errand
from shared.db import Database
from shared.waiting import wait_or_stop


def ring_all(*bells: Bell) -> Callable[[], None]:
    """Return what rings all these bells."""

    def ring() -> None:
        for bell in bells:
            bell.ring()

    return ring


@dataclass(frozen=True, slots=True)
class ErrandLoop:
    """Runs errands one after another; several processes share them."""

    database: Database
    tools: Tools
    bell: Bell
    poll_seconds: float = POLL_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Run errands until `stop` is set."""
        while not stop.is_set():
            if not await run_errand(self.database, tools=self.tools):
                await self.bell.wait(stop, self.poll_seconds)

    async def settle(self) -> int:
        """Run what is due now; return how many errands that were. For tests."""
        ran = 0
        while await run_errand(self.database, tools=self.tools):
            ran += 1
        return ran


@dataclass(frozen=True, slots=True)
class BundleLoop:
    """Lets go what was held for a digest, and keeps what went with another in step with it."""

    database: Database
    tools: Tools
    poll_seconds: float = POLL_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Look every second until `stop` is set; full batches follow one another without a pause."""
        while not stop.is_set():
            if await self.step() < BATCH:
                await wait_or_stop(stop, self.poll_seconds)

    async def step(self) -> int:
        """Do one batch of each; return how many the larger had."""
        async with self.database.transaction() as session:
            released = await release_held(session, tools=self.tools)
        async with self.database.transaction() as session:
            followed = await follow_leads(session, tools=self.tools)
        return max(released, followed)
