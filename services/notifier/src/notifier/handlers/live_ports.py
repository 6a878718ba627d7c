"""What a live inbox needs from the outside, as a protocol."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from notifier.domain.arrivals import Arrival, Place
from notifier.domain.read import StoredMessage


class Arrivals(Protocol):
    """Messages in the order in which they became visible."""

    async def horizon(self) -> int:
        """Return the oldest transaction that may still bring messages."""
        ...

    async def between(self, first: int, horizon: int, credit_codes: Collection[str]) -> list[Arrival]:
        """Return what transactions from `first` and before `horizon` brought these enterprises, in order."""
        ...

    async def after(self, credit_code: str, place: Place, horizon: int, limit: int) -> list[Arrival]:
        """Return what came after `place` and before `horizon`, in order."""
        ...

    async def messages(self, credit_code: str, ids: Collection[UUID]) -> dict[UUID, StoredMessage]: ...
