"""Ending consumers whose own stop was cut short.

aiokafka's `stop` (0.14) waits for the group's coordinator, and that for a broker that may be gone. Cut short,
it leaves the heartbeat running: once the broker is back the member still counts as alive and holds its
partitions, and nobody reads them until `max_poll_interval_ms` has passed.
"""

import asyncio
import contextlib
from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Final

# The library offers no other way to them.
_COORDINATOR: Final = (
    "_coordination_task",
    "_heartbeat_task",
    "_commit_refresh_task",
    "_reset_committed_task",
)
_parts: Final = attrgetter("_coordinator", "_fetcher", "_client")
_CLOSE_SECONDS: Final = 2


async def abandon(consumers: Iterable[Any]) -> None:
    """End what `AIOKafkaConsumer`s left running that did not stop. Harmless for those that did."""
    clients = []
    for consumer in consumers:
        coordinator, fetcher, client = _parts(consumer)
        clients.append(client)
        tasks = [getattr(coordinator, name, None) for name in _COORDINATOR]
        for task in [*tasks, getattr(fetcher, "_fetch_task", None)]:
            if task is not None and not task.done():
                task.cancel()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_CLOSE_SECONDS):
            await asyncio.gather(*(client.close() for client in clients), return_exceptions=True)
