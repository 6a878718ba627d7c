"""Policies that changed are matched with our shards, in the order in which they changed."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.handlers.match_everybody import match_everybody
from matcher.handlers.matching import Matching
from matcher.handlers.matching_ports import Changed, Turn
from shared.db import after_commit, is_outage
from shared.messaging import Fenced
from shared.telemetry import get_logger, log_context, span_from
from shared.telemetry.attributes import POLICY_ID
from shared.waiting import wait_or_stop

_POLL_SECONDS: Final = 0.5
# A transaction ends when it has written so many rows, or matched so many policies.
_MOST_ROWS: Final = 20_000
_MOST_POLICIES: Final = 50
_PLANNED: Final = "backlog"
# Of so many enterprises each shard has transactions of its own: one is written and told while the next is
# judged, and profiles that change meanwhile wait for one shard only.
_MANY: Final = 50_000
_AT_ONCE: Final = 2

Transactions = Callable[[], AbstractAsyncContextManager[AsyncSession]]


class Backlog:
    """What each shard has still to be matched with: the shard's row says how far it came.

    Whoever owns the shard works it off, at once for policies that it hears of itself, else as soon as it
    looks. What a process that was killed left undone, the next owner finds.
    """

    def __init__(self, matching: Matching, transactions: Transactions) -> None:
        self._matching = matching
        self._transactions = transactions
        self._working = asyncio.Lock()
        self._log = get_logger("matcher")

    def after(self, session: AsyncSession) -> None:
        """Work off as soon as the session's transaction has committed."""
        if not session.info.get(_PLANNED):
            session.info[_PLANNED] = True
            after_commit(session, self._try)

    async def run(self, stop: asyncio.Event) -> None:
        """Look for work until `stop` is set: what others heard of, and what was left undone."""
        while not await wait_or_stop(stop, _POLL_SECONDS):
            async with self._transactions() as session:
                behind = await self._matching.shards.behind(session)
            if behind:
                await self.work_off()

    async def work_off(self) -> None:
        """Match every policy that our shards have not been matched with."""
        async with self._working:
            shares = self._shares()
            workers = [self._each(shares) for _ in range(_AT_ONCE)]
            failures = [it for it in await asyncio.gather(*workers, return_exceptions=True) if it]
        if failures:
            raise failures[0]

    def _shares(self) -> list[list[int]]:
        ours = sorted(self._matching.shards.ours())
        return [[shard] for shard in ours] if self._matching.memory.count() >= _MANY else [ours]

    async def _each(self, shares: list[list[int]]) -> None:
        """Work off one share after the other, beside others who take from the same list."""
        while shares:
            share = shares.pop(0)
            try:
                while await self._some(share):
                    pass
            except Fenced as fenced:
                # Whoever owns the shard does it.
                self._log.info("matching left to others", reason=str(fenced))

    async def _try(self) -> None:
        try:
            await self.work_off()
        except Exception as error:  # noqa: BLE001 (whatever it is)
            # The policy is committed, and `run` tries again: its event is not to blame.
            details = None if is_outage(error) else error
            self._log.warning("matching postponed", reason=str(error)[:200], exc_info=details)

    async def _some(self, share: list[int]) -> bool:
        """Match some policies with some shards in one transaction; return whether there may be more."""
        matching = self._matching
        async with self._transactions() as session:
            if not await matching.shards.behind(session, share):
                return False
            turn = await matching.shards.take(session, share)
            matching.memory.forget_others(matching.shards.ours())
            until = min(shard.policies_until for shard in turn.values())
            changed = await matching.policies.changed_after(session, until, _MOST_POLICIES)
            rows = 0
            for one in changed:
                rows += await self._match(session, one, turn)
                until = one.change
                if rows >= _MOST_ROWS:
                    break
            behind = [shard for shard, it in turn.items() if it.policies_until < until]
            await matching.shards.matched(session, behind, until)
        return bool(changed)

    async def _match(self, session: AsyncSession, one: Changed, turn: Turn) -> int:
        policy, change, trace = one
        behind = {shard: it for shard, it in turn.items() if it.policies_until < change}
        with (
            log_context(policy_id=policy.policy_id),
            span_from("matcher", "match policy", trace, attributes={POLICY_ID: str(policy.policy_id)}),
        ):
            return await match_everybody(session, policy, behind, matching=self._matching)
