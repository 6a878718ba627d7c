"""Waiting that ends when the process should."""

import asyncio
import random
from collections.abc import Iterator


async def wait_or_stop(stop: asyncio.Event, seconds: float) -> bool:
    """Wait; return True at once when `stop` is set, False when the time is over."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True


def backoff(first: float, most: float) -> Iterator[float]:
    """Yield growing delays in seconds, doubled each time up to `most`, with a tenth of jitter."""
    delay = first
    while True:
        yield delay * random.uniform(0.9, 1.1)  # noqa: S311 (jitter needs no secrecy)
        delay = min(delay * 2, most)
