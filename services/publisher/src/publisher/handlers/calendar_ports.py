"""What the calendar asks of the policies: what is due, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
