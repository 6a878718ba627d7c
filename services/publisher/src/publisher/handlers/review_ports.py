"""What reviewing needs from outside beyond the policies themselves, implemented in adapters/."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from publisher.domain.disclosure import DisclosureDecision
from publisher.domain.policies import Policy
from publisher.domain.remarks import Remark, Settlement


class Remarks(Protocol):
    """Remarks at places in the text."""

    async def add(self, revision_id: UUID, remark: Remark) -> None: ...

    async def of(self, revision_id: UUID) -> Sequence[Remark]:
        """Oldest first."""
        ...

    async def settle(self, revision_id: UUID, remark_id: UUID, settlement: Settlement) -> bool:
        """Whether it was open until now."""
        ...


@dataclass(frozen=True)
class RecordedDecision:
    """A disclosure decision on the record; `again` where a review of an earlier one made it."""

    policy_id: UUID
    revision_id: UUID
    decision: DisclosureDecision
    actor: str
    actor_name: str
    at: datetime
    again: bool = False


class Decisions(Protocol):
    """The append-only record of disclosure decisions."""

    async def add(self, recorded: RecordedDecision) -> None: ...

    async def of(self, policy_id: UUID) -> Sequence[RecordedDecision]:
        """Oldest first."""
        ...

    async def withheld_since(self, department: str | None, before: datetime) -> Sequence[UUID]:
        """Policies whose open revision is withheld by a decision that is older than `before`."""
        ...


@dataclass(frozen=True)
class Waiting:
    """Policies that somebody has to look at."""

    in_review: Sequence[Policy]
    urgent: Sequence[Policy]


class ReviewDesk(Protocol):
    """What waits for reviewers."""

    async def waiting(self, department: str | None) -> Waiting:
        """What is the department's own, and what it was asked to review; None means every department's."""
        ...
