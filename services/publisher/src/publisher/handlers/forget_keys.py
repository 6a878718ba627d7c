"""Forget answers that were kept for repeated requests; nobody repeats one after a week."""

from datetime import timedelta
from typing import Final

from publisher.handlers.ports import Units
from shared.clock import Clock

KEPT_FOR: Final = timedelta(days=7)


async def forget_keys(units: Units, clock: Clock) -> int:
    """Delete the idempotency keys older than a week; return how many there were."""
    async with units() as unit:
        return await unit.keys.forget(clock.now() - KEPT_FOR)
