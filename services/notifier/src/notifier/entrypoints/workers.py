"""The loop that delivers messages, woken at once and polling as a fallback."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Final

from notifier.domain.read import Parcel
from notifier.handlers.deliver import Courier, claim_deliveries, deliver
from shared.telemetry import get_logger

POLL_SECONDS: Final = 1.0

log = get_logger("notifier")


class Bell:
    """Wakes a waiting loop of this process; rung once a transaction that made work has committed."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, or the next who does."""
        self._rung.set()

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        """Wait until rung, stopped, or the time is over."""
        waiting = [asyncio.ensure_future(self._rung.wait()), asyncio.ensure_future(stop.wait())]
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for future in waiting:
                future.cancel()
        self._rung.clear()


@dataclass(slots=True)
class DeliveryLoop:
    """Delivers up to `concurrency` messages at a time; a slow endpoint holds one place, not the queue."""

    courier: Courier
    bell: Bell
    concurrency: int = 20
    poll_seconds: float = POLL_SECONDS
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, stop: asyncio.Event) -> None:
        """Claim and deliver until `stop` is set; then let what is under way come to its end."""
        try:
            while not stop.is_set():
                if not await self.step():
                    await self.bell.wait(stop, self.poll_seconds)
        finally:
            await self._finish()

    async def step(self) -> int:
        """Start what is due and has a place; return how many that were."""
        free = self.concurrency - len(self._under_way)
        if free <= 0:
            return 0
        async with self.courier.database.transaction() as session:
            parcels = await claim_deliveries(session, tools=self.courier.tools, limit=free)
        for parcel in parcels:
            task = asyncio.create_task(self._deliver(parcel))
            self._under_way.add(task)
            task.add_done_callback(self._ended)
        return len(parcels)

    async def settle(self) -> None:
        """Wait until nothing is under way; for tests."""
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            await deliver(parcel, courier=self.courier)
        except Exception:
            # Its lease lapses and it is tried again; the others go on.
            log.exception("delivery not settled", delivery_id=str(parcel.delivery_id))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.bell.ring()

    async def _finish(self) -> None:
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=3)
        for task in late:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*late, return_exceptions=True)
