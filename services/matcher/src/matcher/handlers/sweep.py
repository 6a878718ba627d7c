"""Verdicts that change with the calendar are brought up to date every day, a few minutes after midnight."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.handlers.match_everybody import match_everybody
from matcher.handlers.matching import Matching
from matcher.handlers.matching_ports import Sweeps, Turn
from matcher.handlers.work_off import Transactions
from shared.clock import SHANGHAI
from shared.messaging import Fenced
from shared.telemetry import get_logger
from shared.waiting import wait_or_stop

SWEPT_FROM: Final = time(0, 5)
"""In Asia/Shanghai. Whatever is judged by the day, an age or the edge of a window, changes at midnight."""

_LOOK_EVERY_SECONDS: Final = 20
_DAY: Final = timedelta(days=1)


class Sweeper:
    """Sweeps our shards, each once a day: the day's row is written under the shard's turn."""

    def __init__(self, matching: Matching, sweeps: Sweeps, transactions: Transactions) -> None:
        self._matching = matching
        self._sweeps = sweeps
        self._transactions = transactions

    async def run(self, stop: asyncio.Event) -> None:
        """Sweep whenever a day is due, until `stop` is set; after downtime at once."""
        while not await wait_or_stop(stop, _LOOK_EVERY_SECONDS):
            try:
                await self.sweep()
            except Fenced:
                # Whoever owns the shards sweeps them.
                continue

    async def sweep(self) -> int:
        """Sweep what is due and return for how many shards; raises `Fenced`.

        A day that passed while nobody swept is judged by today: what was true in between and is not any more
        is news to nobody.
        """
        day = last_due(self._matching.clock.now())
        async with self._transactions() as session:
            if not await self._is_due(session, day):
                return 0
            turn = await self._matching.shards.take(session)
            last = await self._sweeps.last(session, turn)
            due = {shard: it for shard, it in turn.items() if last.get(shard, date.min) < day}
            await self._judge(session, due)
            today, now = self._matching.clock.today(), self._matching.clock.now()
            await self._sweeps.record(session, _days(due, last, day), today, now)
        return len(due)

    async def _is_due(self, session: AsyncSession, day: date) -> bool:
        """Look without waiting for a turn."""
        ours = self._matching.shards.ours()
        last = await self._sweeps.last(session, ours)
        return any(last.get(shard, date.min) < day for shard in ours)

    async def _judge(self, session: AsyncSession, due: Turn) -> None:
        rows = policies = 0
        for rules in await self._matching.memory.live.all(session):
            if due and rules.depends_on_the_day:
                rows += await match_everybody(session, rules.policy, due, matching=self._matching)
                policies += 1
        get_logger("matcher").info("swept", shards=sorted(due), policies=policies, changed=rows)


def last_due(now: datetime) -> date:
    """The newest day that should have been swept."""
    here = now.astimezone(SHANGHAI)
    return here.date() if here.time() >= SWEPT_FROM else here.date() - _DAY


def _days(due: Turn, last: Mapping[int, date], day: date) -> Iterator[tuple[int, date]]:
    """Each day since a shard was last swept; of one that never was, only the newest."""
    for shard in due:
        one = last.get(shard, day - _DAY) + _DAY
        while one <= day:
            yield shard, one
            one += _DAY
