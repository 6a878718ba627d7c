"""Live policies in memory, brought up to date from the table at the start of each turn."""

import asyncio
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.judging import Rules
from matcher.domain.live import Live
from matcher.domain.population import Policy
from matcher.handlers.matching_ports import PolicyShelf


class LiveRules:
    """What the table says of live policies, as last committed.

    `using` is held while they are judged by or caught up, and asked for after the turn, never before.
    """

    def __init__(self, policies: PolicyShelf) -> None:
        self.using = asyncio.Lock()
        self._policies = policies
        self._live = Live()
        self._until = 0
        self._epoch: UUID | None = None

    async def caught_up(self, session: AsyncSession) -> Live:
        """Every policy that enterprises are matched with; `using` is the caller's.

        One that is committed later has a greater number, and its own turn finds whoever is here by then.
        """
        clock = await self._policies.clock(session)
        if clock.epoch != self._epoch:
            # The tables were emptied under us: their numbers started again.
            self._live, self._until, self._epoch = Live(), 0, clock.epoch
        if clock.change > self._until:
            for policy, change, _ in await self._policies.changed_after(session, self._until):
                self._live.put(policy)
                self._until = change
        return self._live

    async def all(self, session: AsyncSession) -> list[Rules]:
        """All of them, one by one."""
        async with self.using:
            return list((await self.caught_up(session)).rules())

    def of(self, policy: Policy) -> Rules:
        """A policy's criteria taken apart, those of a live one only once."""
        held = self._live.get(policy.policy_id)
        return held if held is not None and held.policy.revision == policy.revision else Rules(policy)
