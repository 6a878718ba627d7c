"""The loop that sends letters to readers of the gazette."""

import asyncio
from dataclasses import dataclass
from typing import Final

from notifier.handlers.gazette_ports import GazetteTools
from notifier.handlers.send_gazette import TOGETHER, send_gazette
from shared.db import Database
from shared.waiting import wait_or_stop

_POLL_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class GazetteLoop:
    """Sends what is due; full batches follow one another without a pause."""

    database: Database
    tools: GazetteTools

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set."""
        while not stop.is_set():
            if await send_gazette(self.database, tools=self.tools) < TOGETHER:
                await wait_or_stop(stop, _POLL_SECONDS)
