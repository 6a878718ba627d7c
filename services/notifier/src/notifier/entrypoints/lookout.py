"""One look at the database for all live inboxes of this process, while there are any."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.arrivals import Arrival
from notifier.handlers.live_ports import Arrivals
from shared.db import Database
from shared.waiting import wait_or_stop

# A reader that falls behind by more is cut off, and comes back to where it was.
_MOST_WAITING: Final = 500

Queue = asyncio.Queue[Arrival | None]


@dataclass
class Lookout:
    """Hands each arrival to whoever watches the enterprise's inbox. None ends a watch."""

    database: Database
    arrivals: Callable[[AsyncSession], Arrivals]
    poll_seconds: float = 1.0
    _watching: dict[str, set[Queue]] = field(default_factory=dict)
    _seen_before: int | None = None
    _begin: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def watch(self, credit_code: str) -> AsyncIterator[Queue]:
        """Everything that arrives after this began comes in order; so may some that arrived before."""
        queue: Queue = asyncio.Queue(_MOST_WAITING)
        async with self._begin:
            if self._seen_before is None:
                self._seen_before = await self._horizon()
            self._watching.setdefault(credit_code, set()).add(queue)
        try:
            yield queue
        finally:
            self._watching[credit_code].discard(queue)
            if not self._watching[credit_code]:
                del self._watching[credit_code]

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set; then end every watch, so that no reader holds up the end."""
        try:
            while not stop.is_set():
                await self.step()
                await wait_or_stop(stop, self.poll_seconds)
        finally:
            for queue in [queue for queues in self._watching.values() for queue in queues]:
                _end(queue)

    async def step(self) -> None:
        """Look once."""
        async with self._begin:
            if not self._watching:
                self._seen_before = None
            if self._seen_before is None:
                return
            async with self.database.transaction() as session:
                arrivals = self.arrivals(session)
                horizon = await arrivals.horizon()
                # The number goes down only where the database was restored from a copy of another.
                first = min(self._seen_before, horizon)
                found = (
                    await arrivals.between(first, horizon, list(self._watching)) if first < horizon else []
                )
            self._seen_before = horizon
        for arrival in found:
            for queue in list(self._watching.get(arrival.credit_code, ())):
                _put(queue, arrival)

    async def _horizon(self) -> int:
        async with self.database.transaction() as session:
            return await self.arrivals(session).horizon()


def _put(queue: Queue, arrival: Arrival) -> None:
    try:
        queue.put_nowait(arrival)
    except asyncio.QueueFull:
        _end(queue)


def _end(queue: Queue) -> None:
    while not queue.empty():
        queue.get_nowait()
    queue.put_nowait(None)
