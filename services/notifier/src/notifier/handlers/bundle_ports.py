"""Deliveries that go out as one, as handlers need them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifier.domain.bundles import Ended, Waiting
from notifier.domain.read import Parcel


class Bundles(Protocol):
    """Deliveries that are held, and those that went with another."""

    async def ripe(self, now: datetime, limit: int) -> list[UUID]:
        """Return endpoints for which something held is due, the longest due first."""
        ...

    async def lone(self, endpoint_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        """Queue at once what is held alone for its endpoint; return the endpoints that have several."""
        ...

    async def waiting(self, endpoint_ids: Sequence[UUID], now: datetime) -> list[Waiting]:
        """Lock what is held for these endpoints and due, or waits for more to go with it."""
        ...

    async def bind(self, leads: Sequence[UUID], bound: Sequence[tuple[UUID, UUID]], now: datetime) -> None:
        """Queue the leads; each of `bound` goes with its lead."""
        ...

    async def drop(self, dropped: Sequence[tuple[UUID, str]], now: datetime) -> None: ...
    async def complete(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        """Return parcels with their endpoint's language and whatever goes with them."""
        ...

    async def follow_leads(self, limit: int) -> list[Ended]:
        """Let what was bound share the fate of its lead; return it."""
        ...
