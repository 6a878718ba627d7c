"""What could I file for? All open policies at once, by a visitor's answers; nothing of them is kept."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.judging import Rules
from matcher.domain.population import Policy
from matcher.domain.survey import OpenPolicy, Survey, open_on, survey
from matcher.handlers.shelf import Shelf
from shared.clock import Clock

_NOBODY: Final[Mapping[str, Any]] = {}
_MOST_REMEMBERED: Final = 200_000
"""Of what answers came to, over all policies: a hundred megabytes. Visitors may answer anything."""


class Surveyor:
    """Judges in a thread, one visitor after another: more at a time would only take the same processor."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._turn = asyncio.Lock()
        self._rules: dict[UUID, Rules] = {}
        self._open = _Open((), date.min, [])
        self._begun: Survey | None = None

    async def policies(self, session: AsyncSession) -> tuple[Policy, ...]:
        """What there is to judge; the transaction need not stay open while it is judged."""
        return await self._shelf.policies(session)

    async def judge(
        self, policies: tuple[Policy, ...], facts: Mapping[str, Any], unknown: Collection[str]
    ) -> Survey:
        """Judge those that can be filed for today."""
        async with self._turn:
            return await asyncio.to_thread(self._judged, policies, facts, unknown, self._clock.today())

    def _judged(
        self, policies: tuple[Policy, ...], facts: Mapping[str, Any], unknown: Collection[str], today: date
    ) -> Survey:
        if self._open.policies is not policies or self._open.day != today:
            self._open = _Open(policies, today, open_on(self._taken_apart(policies), today))
            self._begun = None
        if sum(policy.rules.remembered for policy in self._open.found) > _MOST_REMEMBERED:
            self._rules = {}
            self._open = _Open(policies, today, open_on(self._taken_apart(policies), today))
        if facts or unknown:
            return survey(self._open.found, facts, unknown, today)
        # Everybody begins here.
        if self._begun is None:
            self._begun = survey(self._open.found, _NOBODY, (), today)
        return self._begun

    def _taken_apart(self, policies: tuple[Policy, ...]) -> Collection[Rules]:
        """Criteria are taken apart once for a revision."""
        held = self._rules
        self._rules = {
            policy.policy_id: rules
            if (rules := held.get(policy.policy_id)) and rules.policy is policy
            else Rules(policy)
            for policy in policies
            if policy.criteria is not None
        }
        return self._rules.values()


class _Open:
    """What can be filed for on a day, of these policies."""

    def __init__(self, policies: tuple[Policy, ...], day: date, found: list[OpenPolicy]) -> None:
        self.policies = policies
        self.day = day
        self.found = found
