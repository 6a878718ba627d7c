"""What the receipt's use cases read, implemented in adapters/."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from publisher.domain.policies import Policy
from publisher.domain.receipts import (
    Failure,
    Firsts,
    Funnel,
    Messages,
    RevisionLine,
    Stage,
    Unclaimed,
    UnclaimedRow,
)

# Days from which, and before which, an application belongs to a revision.
Span = tuple[datetime, datetime | None]


class ReceiptReading(Protocol):
    """The receipt's figures: of one revision where it is given, else of all."""

    async def funnel(self, policy_id: UUID, revision: int | None = None, span: Span | None = None) -> Funnel:
        """`span` is when the revision was live: what was filed then is counted with it."""
        ...

    async def messages(self, policy_id: UUID, revision: int | None = None) -> Messages: ...

    async def revisions(self, policy: Policy) -> Sequence[RevisionLine]: ...

    async def failures(
        self, policy_id: UUID, limit: int, revision: int | None = None
    ) -> Sequence[Failure]: ...

    async def firsts(self, policy_id: UUID) -> Firsts: ...

    async def unclaimed(self, policy_id: UUID) -> Unclaimed: ...

    async def unclaimed_rows(
        self, policy_id: UUID, stage: Stage, *, after: str = "", limit: int = 100
    ) -> Sequence[UnclaimedRow]:
        """In the order of credit codes, those after `after`."""
        ...
