"""What a sweep needs from the outside, as a protocol."""

from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from notifier.domain.sweeping import Backlog, Untold


class Findings(Protocol):
    """Work that fell between the steps, and how much waits at each."""

    async def mine(self) -> bool:
        """Tell whether this process may sweep now; no other may until the transaction ends."""
        ...

    async def untold(self, limit: int) -> list[Untold]: ...
    async def unqueued(self, since: datetime, until: datetime) -> list[UUID]: ...
    async def unarmed(self, after: date, limit: int) -> dict[UUID, list[str]]: ...
    async def backlog(self, now: datetime) -> Backlog: ...
