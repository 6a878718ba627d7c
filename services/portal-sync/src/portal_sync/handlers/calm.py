"""Lets work that can wait a little do so while a backlog of events is taken in."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from shared.service import wait_or_stop

# So soon another batch of a backlog has begun.
_MOMENT_SECONDS: Final = 2.0


class Calm:
    """Knows of the large batches of this process."""

    def __init__(self) -> None:
        self._under_way = 0
        self._ended_at = -_MOMENT_SECONDS

    @contextmanager
    def disturbed(self) -> Iterator[None]:
        """Enclose the handling of a large batch."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._ended_at = asyncio.get_running_loop().time()

    async def wait(self, stop: asyncio.Event, at_most: float) -> None:
        """Wait until no large batch was handled for a moment, so many seconds at most, or `stop` is set."""
        now = asyncio.get_running_loop().time
        end = now() + at_most
        while not stop.is_set() and now() < end:
            if not self._under_way and now() - self._ended_at > _MOMENT_SECONDS:
                return
            await wait_or_stop(stop, 0.5)
