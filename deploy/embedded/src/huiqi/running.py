"""Runs an edition in the foreground until a signal, with a job to do once it is ready."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import uvloop

from huiqi.edition import Edition

Result = TypeVar("Result")


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine on uvloop, which takes a third off what the event loop costs a busy system."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


async def run_edition(
    edition: Edition, job: Callable[[Edition], Awaitable[Result]], *, keep_serving: Callable[[Result], bool]
) -> Result | None:
    """Start, do the job, serve on while `keep_serving` says so, and stop; return the job's result.

    SIGINT or SIGTERM ends it at any moment, in order and within seconds; the result is then None unless the
    job was done.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    result: Result | None = None
    try:
        if await _done(edition.start(), stop):
            work = asyncio.ensure_future(job(edition))
            if await _done(work, stop):
                result = work.result()
                if keep_serving(result):
                    await stop.wait()
    finally:
        await edition.stop()
    return result


async def _done(work: Awaitable[Any], stop: asyncio.Event) -> bool:
    """Wait for the work or for the signal; False where the signal came first, the work then cancelled."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
        return False
    working.result()
    return True
