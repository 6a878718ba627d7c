"""Settles attempts in batches: whatever has ended while the last batch was written makes the next one."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from notifier.handlers.deliver import Attempt, Courier
from notifier.handlers.settle_deliveries import settle_deliveries
from shared import crash_points
from shared.telemetry import get_logger

MOST_AT_ONCE: Final = 500
# What was sent is not to be sent again because the database was away for a moment.
_TRIES: Final = 4
_PAUSE: Final = 0.5

log = get_logger("notifier")
Entry = tuple[Attempt, asyncio.Future[None]]


@dataclass(slots=True)
class Ledger:
    """Of one process."""

    courier: Courier
    _waiting: list[Entry] = field(default_factory=list)
    _writing: asyncio.Task[None] | None = None

    async def write(self, attempt: Attempt) -> None:
        """Settle an attempt together with the others of the moment; return once that is durable."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((attempt, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            error = await self._write_batch([attempt for attempt, _ in batch])
            for _, written in batch:
                if written.done():
                    continue
                written.set_exception(error) if error else written.set_result(None)

    async def _write_batch(self, attempts: list[Attempt]) -> Exception | None:
        failed: Exception | None = None
        for number in range(_TRIES):
            try:
                async with self.courier.database.transaction() as session:
                    await settle_deliveries(session, attempts, courier=self.courier)
                    crash_points.reach("notifier.delivery.before_commit")
            except Exception as error:  # noqa: BLE001 (whatever it was, it is told to those who wait)
                log.warning("deliveries not settled yet", error=repr(error), count=len(attempts))
                failed = error
                await asyncio.sleep(_PAUSE * 2**number)
            else:
                crash_points.reach("notifier.delivery.after_commit")
                return None
        return failed
