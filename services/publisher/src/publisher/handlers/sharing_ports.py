"""What the use cases ask about other departments' part in a policy."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from publisher.domain.sharing import Grant, Opinion


class Sharing(Protocol):
    """Grants and opinions of a policy."""

    async def grants(self, policy_id: UUID) -> Sequence[Grant]: ...

    async def grant(self, policy_id: UUID, grant: Grant) -> None:
        """In place of what the department might do before."""
        ...

    async def revoke(self, policy_id: UUID, department: str) -> bool:
        """False where it had nothing."""
        ...

    async def keep_joint(self, policy_id: UUID, departments: Collection[str], at: datetime) -> None:
        """Joint issuers as the document now names them; explicit grants stay."""
        ...

    async def opinions(self, policy_id: UUID) -> Sequence[Opinion]:
        """Oldest first."""
        ...

    async def say(self, policy_id: UUID, revision_id: UUID, opinion: Opinion) -> None: ...
