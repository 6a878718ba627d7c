"""What the use cases ask about policies that others may refer to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from publisher.domain.relations import RelationKind
from shared.events import Department


@dataclass(frozen=True)
class Known:
    """A policy that was published, by what its newest revision says; any department's, for it is public."""

    policy_id: UUID
    document_number: str
    title: str
    department: Department
    in_force: bool


class Relations(Protocol):
    """Published policies, and what they say of one another."""

    async def find(self, text: str, limit: int) -> Sequence[Known]:
        """Those whose title or document number contains the text, newest first."""
        ...

    async def by_id(self, policy_ids: Collection[UUID]) -> Mapping[UUID, Known]: ...

    async def by_number(self, numbers: Collection[str]) -> Mapping[str, Known]:
        """By document number in its proper form; of several with one number the newest."""
        ...

    async def pointing_at(self, policy_id: UUID) -> Sequence[tuple[RelationKind, Known]]:
        """What published policies say of this one."""
        ...
