"""Background loops that restart with growing delays when they fail."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.db import is_outage
from shared.telemetry import get_logger
from shared.waiting import backoff, wait_or_stop


@dataclass(frozen=True, slots=True)
class Worker:
    """A named loop: `run(stop)` goes on until `stop` is set."""

    name: str
    run: Callable[[asyncio.Event], Awaitable[None]]


async def keep_running(service: str, worker: Worker, stop: asyncio.Event) -> None:
    """Run a worker until `stop` is set, whatever happens to it."""
    log = get_logger(service)
    delays = backoff(0.5, 30)
    while not stop.is_set():
        try:
            await worker.run(stop)
        except Exception as error:
            if is_outage(error):
                # It ends by itself and is no riddle; anything else is worth its traceback.
                log.warning("worker waits for the database", worker=worker.name, error=str(error)[:200])
            else:
                log.exception("worker failed", worker=worker.name)
            await wait_or_stop(stop, next(delays))
