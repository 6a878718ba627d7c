"""What the use cases of result announcements need beyond ports.py, implemented in adapters/."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from publisher.domain.objections import Objection
from publisher.domain.result_drafts import ResultDraft
from publisher.domain.results import Announcement


@dataclass(frozen=True)
class AnnouncementStep:
    """What was told of an announcement in one of its revisions; `event` is the event's type."""

    announcement_id: UUID
    revision: int
    event: str
    action: str
    at: datetime
    actor: str
    actor_name: str
    note: str


class AnnouncementRepository(Protocol):
    """Result announcements. `department` None asks for any department's."""

    async def add(self, announcement: Announcement) -> None: ...

    async def get(self, announcement_id: UUID, *, department: str | None) -> Announcement:
        """Raise NotFound where there is none in that department."""
        ...

    async def lock(self, announcement_id: UUID, *, department: str | None) -> Announcement:
        """As `get`, holding its row lock until the transaction ends."""
        ...

    async def save(self, announcement: Announcement) -> None: ...

    async def of(self, policy_id: UUID) -> Sequence[Announcement]: ...

    async def add_step(self, step: AnnouncementStep) -> None: ...

    async def steps_of(self, announcement_id: UUID) -> Sequence[AnnouncementStep]:
        """Oldest first."""
        ...


class ResultDrafts(Protocol):
    """Lists that are not announced yet."""

    async def add(self, draft: ResultDraft) -> None: ...

    async def find(self, draft_id: UUID, *, department: str | None) -> ResultDraft | None: ...

    async def lock(self, draft_id: UUID, *, department: str | None) -> ResultDraft:
        """Raise NotFound where there is none in that department."""
        ...

    async def save(self, draft: ResultDraft) -> None: ...

    async def drop(self, draft_id: UUID) -> None: ...

    async def of(self, policy_id: UUID) -> Sequence[ResultDraft]: ...


class Objections(Protocol):
    """Objections; who may read them is for the use case to say."""

    async def add(self, objection: Objection) -> None: ...

    async def save(self, objection: Objection) -> None: ...

    async def of(self, announcement_id: UUID) -> Sequence[Objection]:
        """Oldest first."""
        ...
