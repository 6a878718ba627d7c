"""The loops that schedule reminders and fire them as they fall due."""

import asyncio
from dataclasses import dataclass
from typing import Final

from notifier.handlers.arm_reminders import arm_reminders
from notifier.handlers.fire_reminders import BATCH, fire_reminders
from notifier.handlers.ports import Tools
from shared import crash_points
from shared.db import Database
from shared.waiting import wait_or_stop

POLL_SECONDS: Final = 1.0
# The clock of this machine and the time to wake up are never exact; what is looked for must be due.
_SOONEST: Final = 0.01


@dataclass(frozen=True, slots=True)
class ReminderLoop:
    """Fires reminders as they fall due."""

    database: Database
    tools: Tools
    poll_seconds: float = POLL_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Fire until `stop` is set; full batches follow one another without a pause."""
        while not stop.is_set():
            if await self.step() < BATCH:
                await wait_or_stop(stop, await self._until_next())

    async def step(self) -> int:
        """Fire one batch; return how many reminders were settled."""
        async with self.database.transaction() as session:
            settled = await fire_reminders(session, tools=self.tools)
            if settled:
                crash_points.reach("notifier.reminders.before_commit")
        if settled:
            crash_points.reach("notifier.reminders.after_commit")
        return settled

    async def _until_next(self) -> float:
        """Seconds until the next one is due, so that 09:00 is not the poll after 09:00."""
        async with self.database.transaction() as session:
            due_at = await self.tools.store(session).reminders.next_due()
        if due_at is None:
            return self.poll_seconds
        left = (due_at - self.tools.clock.now()).total_seconds()
        # One that is due is another process's just now, or waits for a rebuild.
        return min(max(left, _SOONEST), self.poll_seconds) if left > 0 else self.poll_seconds / 4


@dataclass(frozen=True, slots=True)
class ArmingLoop:
    """Schedules reminders, apart from matching and from firing, so that it holds up neither."""

    database: Database
    tools: Tools
    poll_seconds: float = POLL_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Schedule until `stop` is set."""
        while not stop.is_set():
            if not await self.step():
                await wait_or_stop(stop, self.poll_seconds)

    async def step(self) -> int:
        """Schedule one part of those who wait; return how many enterprises that were."""
        async with self.database.transaction() as session:
            return await arm_reminders(session, tools=self.tools)
