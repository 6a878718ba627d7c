"""One process that fires reminders: the notifier's own loop on a database of its own, nothing else.

`python -m benchmarks.notifying._reminding URL`; says that it is ready, ends at SIGTERM, and then prints
one line of JSON: for each batch when it was claimed, when it had committed, and how many it held.
"""

import asyncio
import json
import signal
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from notifier.adapters.repositories import open_store
from notifier.entrypoints.reminding import ReminderLoop
from notifier.handlers.ports import Tools
from shared.clock import SystemClock
from shared.db import Database
from shared.telemetry import setup_telemetry


@dataclass
class Noting:
    """The machine's clock, which remembers what it said first: the moment a batch is settled with."""

    clock: SystemClock = field(default_factory=SystemClock)
    said: datetime | None = None

    def now(self) -> datetime:
        now = self.clock.now()
        self.said = self.said or now
        return now

    def today(self) -> date:
        return self.clock.today()


async def run(url: str) -> list[tuple[float, float, int]]:
    """Fire until told to end."""
    clock = Noting()
    batches: list[tuple[float, float, int]] = []
    database = Database(url, schema="notifier")
    tools = Tools(clock, open_store, lambda: None, **_gather())

    class Timed(ReminderLoop):
        async def step(self) -> int:
            clock.said = None
            count = await super().step()
            if count and clock.said:
                batches.append((clock.said.timestamp(), clock.clock.now().timestamp(), count))
            return count

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print("ready", flush=True)
    await Timed(database, tools).run(stop)
    await database.close()
    return batches


def _gather() -> dict[str, Any]:
    return {"gather": timedelta(0)} if "gather" in Tools.__dataclass_fields__ else {}


if __name__ == "__main__":
    setup_telemetry("benchmark", otlp_endpoint="", log_level="CRITICAL")
    print(json.dumps(asyncio.run(run(sys.argv[1]))))
