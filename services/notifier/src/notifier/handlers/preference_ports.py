"""How messages come to endpoints, as handlers need it."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from notifier.domain.schedule import Schedule


class Preferences(Protocol):
    """What was chosen for endpoints."""

    async def of(self, endpoint_ids: Sequence[UUID]) -> dict[UUID, Schedule]:
        """Return the schedule of each, the usual one where nothing was chosen."""
        ...

    async def save(self, credit_code: str, endpoint_id: UUID, schedule: Schedule) -> None: ...
    async def set_language(self, credit_code: str, endpoint_ids: Sequence[UUID], language: str) -> None: ...
