"""What the publisher does by itself as time passes."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from publisher.handlers.expire_policies import lapse_due, remind_due
from publisher.handlers.forget_keys import forget_keys
from publisher.handlers.ports import Units
from publisher.handlers.publish_due import publish_due
from shared.clock import Clock
from shared.service import Worker
from shared.waiting import wait_or_stop

# Seconds between two looks.
_DAYS_CHECKED: Final = 20
_FORGETTING: Final = 3600


def workers(units: Units, clock: Clock, poll_seconds: float) -> tuple[Worker, ...]:
    """The publisher's loops."""
    return (
        Worker("scheduled publication", _every(poll_seconds, lambda: publish_due(units, clock))),
        Worker("expiry", _every(_DAYS_CHECKED, lambda: _pass_days(units, clock))),
        Worker("forgetting", _every(_FORGETTING, lambda: forget_keys(units, clock))),
    )


async def _pass_days(units: Units, clock: Clock) -> None:
    await lapse_due(units, clock)
    await remind_due(units, clock)


def _every(
    seconds: float, step: Callable[[], Awaitable[object]]
) -> Callable[[asyncio.Event], Awaitable[None]]:
    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            await step()
            await wait_or_stop(stop, seconds)

    return run
