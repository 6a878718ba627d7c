"""A part that ends by itself is brought back at its address."""

import asyncio
import os
import signal
from pathlib import Path

from huiqi.infra import EmbeddedBroker, keep_running


async def test_a_killed_part_comes_back_and_its_return_is_told(tmp_path: Path) -> None:
    returned = asyncio.Event()

    async def on_return() -> None:
        returned.set()

    async with EmbeddedBroker(tmp_path) as broker:
        address, first = broker.bootstrap_servers, broker.pid
        keeping = asyncio.create_task(keep_running(broker, on_return))
        os.kill(first or 0, signal.SIGKILL)
        await asyncio.wait_for(returned.wait(), 20)
        keeping.cancel()
        assert broker.pid not in {None, first}
        assert broker.bootstrap_servers == address
