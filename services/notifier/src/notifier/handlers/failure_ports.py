"""What could not be delivered, as operators look at it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifier.domain.failures import EndedEndpoint, Failure, Group, Wanted


class Failures(Protocol):
    """Failed deliveries and ended endpoints of all enterprises."""

    async def groups(self, wanted: Wanted, now: datetime) -> list[Group]:
        """Return how many failed, by provider and reason, most first."""
        ...

    async def page(
        self, wanted: Wanted, now: datetime, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[Failure]: ...

    async def replay(self, wanted: Wanted, now: datetime, limit: int) -> int:
        """Queue anew, under their ids, those whose endpoint is still there; return how many.

        What goes to one endpoint goes as one letter again, unless it is a webhook.
        """
        ...

    async def ended(self, limit: int) -> Sequence[EndedEndpoint]: ...
