"""What attaching files needs from outside, implemented in adapters/."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from publisher.domain.files import CheckedFile


class Inspector(Protocol):
    """Judges uploads by what they hold; raises RefusedUpload with a sentence."""

    async def attachment(self, name: str, data: bytes) -> CheckedFile: ...

    async def picture(self, name: str, data: bytes) -> CheckedFile:
        """The picture written anew, no larger than pages show it."""
        ...


class Files(Protocol):
    """Files of policies, each kept once under what it holds."""

    async def add(self, policy_id: UUID, file: CheckedFile, *, actor: str, at: datetime) -> None: ...

    async def read(self, policy_id: UUID, sha256: str) -> CheckedFile | None: ...

    async def is_public(self, policy_id: UUID, sha256: str) -> bool:
        """Whether what is in force shows it."""
        ...
