"""What the publisher does by itself as time passes."""

import asyncio
from collections.abc import Awaitable, Callable

from publisher.handlers.ports import Units
from publisher.handlers.publish_due import publish_due
from shared.clock import Clock
from shared.service import Worker
from shared.waiting import wait_or_stop


def workers(units: Units, clock: Clock, poll_seconds: float) -> tuple[Worker, ...]:
    """The publisher's loops."""
    return (Worker("scheduled publication", _every(poll_seconds, lambda: publish_due(units, clock))),)


def _every(
    seconds: float, step: Callable[[], Awaitable[object]]
) -> Callable[[asyncio.Event], Awaitable[None]]:
    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            await step()
            await wait_or_stop(stop, seconds)

    return run
