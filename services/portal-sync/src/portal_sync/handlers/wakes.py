"""Lets a committed change wake the channel outside that it is due in."""

import asyncio
from collections import defaultdict


class Wakes:
    """One event for each channel."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def wake(self, channel: str) -> None:
        """Tell that something is due."""
        self._events[channel].set()

    async def wait(self, channel: str, stop: asyncio.Event, seconds: float) -> None:
        """Wait until something is due or `stop` is set, so many seconds at most."""
        waiting = {asyncio.create_task(event.wait()) for event in (self._events[channel], stop)}
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        self._events[channel].clear()
