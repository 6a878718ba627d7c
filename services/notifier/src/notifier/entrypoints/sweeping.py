"""The loop that sweeps, and tells the metrics how much waits at each stage."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.sweeping import FIRST_LOOK, GRACE
from notifier.handlers.ports import Tools
from notifier.handlers.sweep import sweep
from notifier.handlers.sweep_ports import Findings
from shared.db import Database
from shared.telemetry import get_logger
from shared.telemetry.metrics import NOTIFIER_OLDEST_SECONDS, NOTIFIER_SWEPT, NOTIFIER_WAITING
from shared.waiting import wait_or_stop

EVERY_SECONDS: Final = 600.0
MEASURE_SECONDS: Final = 15.0

log = get_logger("notifier")


@dataclass(slots=True)
class SweepLoop:
    """Sweeps every ten minutes, in one process at a time, and measures in between."""

    database: Database
    tools: Tools
    findings: Callable[[AsyncSession], Findings]
    every_seconds: float = EVERY_SECONDS
    measure_seconds: float = MEASURE_SECONDS
    _looked_until: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Sweep until `stop` is set. Not at once: what the start has to do comes first."""
        waited = 0.0
        while not stop.is_set():
            await wait_or_stop(stop, self.measure_seconds)
            waited += self.measure_seconds
            if not stop.is_set():
                await self.measure()
            if not stop.is_set() and waited >= self.every_seconds:
                waited = 0.0
                await self.step()

    async def step(self) -> int:
        """Sweep once; return how much was found."""
        now = self.tools.clock.now()
        since, until = self._looked_until or now - FIRST_LOOK, now - GRACE
        async with self.database.transaction() as session:
            found = await sweep(session, self.findings(session), since, until, tools=self.tools)
        if found is not None:
            self._looked_until = until
            for stage, count in found.items():
                if count:
                    NOTIFIER_SWEPT.labels(stage).inc(count)
                    log.warning("swept up", stage=stage, count=count)
        return sum(found.values()) if found else 0

    async def measure(self) -> None:
        """Tell the metrics how much waits at each stage."""
        now = self.tools.clock.now()
        async with self.database.transaction() as session:
            backlog = await self.findings(session).backlog(now)
        for stage, waiting in backlog.items():
            NOTIFIER_WAITING.labels(stage).set(waiting.count)
            NOTIFIER_OLDEST_SECONDS.labels(stage).set(waiting.oldest_seconds)
