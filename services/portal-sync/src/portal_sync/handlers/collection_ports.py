"""Where collections that editors made are kept. In the caller's transaction."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from portal_sync.domain.collection import Collection
from portal_sync.domain.made_collection import MadeCollection


class MadeCollections(Protocol):
    """What departments made, by their ids."""

    async def published(self) -> Sequence[Collection]:
        """Return what everybody may see, by title."""

    async def of_department(self, department: str) -> Sequence[MadeCollection]:
        """Return what a department made, newest change first."""

    async def get(self, collection_id: UUID, *, lock: bool = False) -> MadeCollection | None:
        """Return one; with `lock` nobody else changes it until the transaction ends."""

    async def add(self, made: MadeCollection) -> bool:
        """Keep a new one; False where its slug is another's."""

    async def save(self, made: MadeCollection) -> None:
        """Write it in place of what there was."""

    async def remove(self, collection_id: UUID) -> None:
        """Forget it."""

    async def numbered(self, numbers: Sequence[str]) -> Mapping[str, UUID]:
        """Return which policies the government channel shows by these document numbers."""
