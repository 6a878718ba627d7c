"""What matching keeps in memory, brought up to date from the tables at the start of each turn."""

import asyncio
from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.population import Policy, Population
from matcher.handlers.ports import Policies, Profiles, Turn


class Memory:
    """Profiles and live policies as committed before this turn.

    Whoever holds the turn may use it, so that it needs no lock of its own; a transaction that rolls back
    leaves nothing here, because only what was committed before it is read.
    """

    def __init__(self, profiles: Profiles, policies: Policies) -> None:
        self._profiles = profiles
        self._policies = policies
        self._epoch: UUID | None = None
        self._population = Population()
        self._population_until = 0
        self._shelf: dict[UUID, Policy] = {}
        self._shelf_until = 0

    async def population(self, session: AsyncSession, turn: Turn) -> Population:
        """Everybody, as of this turn."""
        self._begin_anew(turn.epoch)
        changed = await self._profiles.changed_after(session, self._population_until, turn.number)
        if changed:
            await asyncio.to_thread(self._population.apply, changed)
        # This turn's own changes are read by the next one, once they are committed.
        self._population_until = turn.number - 1
        return self._population

    async def live_policies(self, session: AsyncSession, turn: Turn) -> Collection[Policy]:
        """Every policy that enterprises are matched with, as of this turn."""
        self._begin_anew(turn.epoch)
        for policy in await self._policies.changed_after(session, self._shelf_until, turn.number):
            self._shelf.pop(policy.policy_id, None)
            if policy.is_live:
                self._shelf[policy.policy_id] = policy
        self._shelf_until = turn.number - 1
        return self._shelf.values()

    def _begin_anew(self, epoch: UUID) -> None:
        """Forget everything if the tables were emptied under us: their numbers started again."""
        if epoch == self._epoch:
            return
        self._epoch = epoch
        self._population, self._population_until = Population(), 0
        self._shelf, self._shelf_until = {}, 0
