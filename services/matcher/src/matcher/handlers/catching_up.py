"""What matching keeps in memory, brought up to date from the tables at the start of each turn."""

import asyncio
from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.population import Policy, Population
from matcher.handlers.ports import Policies, Profiles


class Memory:
    """Profiles and live policies as committed before this turn.

    Whoever holds the turn may use it, so that it needs no lock of its own; a transaction that rolls back
    leaves nothing here, because only what was committed before it is read.
    """

    def __init__(self, profiles: Profiles, policies: Policies) -> None:
        self._profiles = profiles
        self._policies = policies
        self._population = Population()
        self._population_until = 0
        self._shelf: dict[UUID, Policy] = {}
        self._shelf_until = 0

    async def population(self, session: AsyncSession, turn: int) -> Population:
        """Everybody, as of this turn."""
        if turn <= self._population_until:  # the tables were rebuilt under us
            self._population, self._population_until = Population(), 0
        changed = await self._profiles.changed_after(session, self._population_until, turn)
        if changed:
            await asyncio.to_thread(self._population.apply, changed)
        # This turn's own changes are read by the next one, once they are committed.
        self._population_until = turn - 1
        return self._population

    async def live_policies(self, session: AsyncSession, turn: int) -> Collection[Policy]:
        """Every policy that enterprises are matched with, as of this turn."""
        if turn <= self._shelf_until:
            self._shelf, self._shelf_until = {}, 0
        for policy in await self._policies.changed_after(session, self._shelf_until, turn):
            self._shelf.pop(policy.policy_id, None)
            if policy.is_live:
                self._shelf[policy.policy_id] = policy
        self._shelf_until = turn - 1
        return self._shelf.values()
