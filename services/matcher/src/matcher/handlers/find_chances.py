"""What an enterprise could file for, and what to ask it next."""

import asyncio
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.opportunities import Opportunities, find_opportunities
from matcher.domain.population import Policy
from matcher.handlers.ports import Enterprise, Enterprises
from matcher.handlers.shelf import Shelf
from shared.clock import Clock

_MOST_KEPT: Final = 500


@dataclass(frozen=True, slots=True)
class Chances:
    """An enterprise and what it could file for."""

    enterprise: Enterprise
    found: Opportunities


@dataclass
class _Kept:
    """Answers that hold for these policies on this day, by credit code with the profile's revision."""

    policies: tuple[Policy, ...]
    day: date
    found: dict[str, tuple[int, Opportunities]] = field(default_factory=dict)


class ChanceFinder:
    """Judges every live policy for an enterprise; not again while profile, policies and day are the same."""

    def __init__(self, enterprises: Enterprises, shelf: Shelf, clock: Clock) -> None:
        self._enterprises = enterprises
        self._shelf = shelf
        self._clock = clock
        self._kept = _Kept((), date.min)

    async def find(self, session: AsyncSession, credit_code: str) -> Chances | None:
        """As of today; None where there is no such enterprise."""
        enterprise = await self._enterprises.get(session, credit_code)
        if enterprise is None:
            self._kept.found.pop(credit_code, None)
            return None
        kept = await self._answers(session)
        revision, found = kept.found.get(credit_code, (-1, Opportunities()))
        if revision != enterprise.revision:
            found = await asyncio.to_thread(find_opportunities, kept.policies, enterprise.facts, kept.day)
            _keep(kept.found, credit_code, (enterprise.revision, found))
        return Chances(enterprise, found)

    async def _answers(self, session: AsyncSession) -> _Kept:
        policies, today = await self._shelf.policies(session), self._clock.today()
        if self._kept.policies is not policies or self._kept.day != today:
            self._kept = _Kept(policies, today)
        return self._kept


def _keep(
    found: dict[str, tuple[int, Opportunities]], credit_code: str, answer: tuple[int, Opportunities]
) -> None:
    found.pop(credit_code, None)
    if len(found) >= _MOST_KEPT:
        del found[next(iter(found))]
    found[credit_code] = answer
