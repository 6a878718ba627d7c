"""What can wait lets a backlog go first, though not for ever."""

import asyncio

from portal_sync.handlers.calm import Calm


async def test_nothing_is_waited_for_before_any_batch() -> None:
    await asyncio.wait_for(Calm().wait(asyncio.Event(), 3600), 5)


async def test_a_batch_that_does_not_end_is_waited_for_no_longer_than_told() -> None:
    calm = Calm()
    with calm.disturbed():
        waiting = asyncio.create_task(calm.wait(asyncio.Event(), 1))
        await asyncio.sleep(0)
        assert not waiting.done()
        await asyncio.wait_for(waiting, 30)


async def test_whoever_waits_is_let_go_at_the_end() -> None:
    calm, stop = Calm(), asyncio.Event()
    with calm.disturbed():
        stop.set()
        await asyncio.wait_for(calm.wait(stop, 3600), 5)
