"""What the calendar asks of the policies: what is due, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from publisher.domain.policies import Policy
from publisher.domain.schedules import Schedule


@dataclass(frozen=True)
class Planned:
    """A policy whose revision waits for its moment."""

    policy_id: UUID
    title: str
    schedule: Schedule


@dataclass(frozen=True)
class Expiring:
    """A policy in force whose department was reminded of its expiry day."""

    policy_id: UUID
    title: str
    expires_on: date


class Calendar(Protocol):
    """Policies by their days and moments."""

    async def due(self, now: datetime) -> Sequence[UUID]:
        """Policies whose scheduled moment has come, earliest first."""
        ...

    async def claim(self, policy_id: UUID) -> Policy | None:
        """The policy, locked until the transaction ends; None while somebody else holds it."""
        ...

    async def overdue(self, now: datetime, department: str | None) -> Sequence[Planned]:
        """Those that should have been published by now, of one department or of all."""
        ...

    async def lapsing(self, today: date) -> Sequence[UUID]:
        """Policies in force whose last day of force is over."""
        ...

    async def expiring(self, until: date) -> Sequence[tuple[UUID, date]]:
        """Policies whose last day of force comes by `until`, not spoken of yet, with that day."""
        ...

    async def remind(self, policy_id: UUID, expires_on: date, now: datetime) -> bool:
        """Record that the department was reminded; False where it had been."""
        ...

    async def reminders(self, today: date, department: str | None) -> Sequence[Expiring]:
        """Policies whose reminder still holds, soonest first."""
        ...
