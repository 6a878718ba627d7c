"""What the use cases of applications and results need beyond ports.py, implemented in adapters/."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from publisher.domain.applications import Application
from publisher.domain.progress_imports import ImportLine, ProgressImport
from shared.events import ApplicationState


@dataclass(frozen=True)
class ApplicationQuery:
    """Which applications of a policy. `overdue_on` asks for supplements that were due before that day."""

    policy_id: UUID
    state: ApplicationState | None = None
    overdue_on: date | None = None
    text: str = ""
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True)
class ApplicationPage:
    """Some applications, latest step first, and the cursor of the next page, None on the last."""

    items: Sequence[Application]
    next: str | None


@dataclass(frozen=True)
class ApplicationStep:
    """One step that an application took."""

    revision: int
    state: ApplicationState
    occurred_at: datetime
    due_on: date | None
    amount_yuan: Decimal | None
    note: str


class Filings(Protocol):
    """Applications as a department reads them, and the files they came in."""

    async def page(self, query: ApplicationQuery) -> ApplicationPage: ...

    async def count_by_state(self, policy_id: UUID) -> Mapping[ApplicationState, int]: ...

    async def count_overdue(self, policy_id: UUID, today: date) -> int:
        """Supplements that were due before today."""
        ...

    async def one(self, policy_id: UUID, application_id: str) -> Application:
        """Raise NotFound where the policy has no such application."""
        ...

    async def steps_of(self, application_id: str) -> Sequence[ApplicationStep]:
        """Oldest first."""
        ...

    async def add_import(self, done: ProgressImport) -> None: ...

    async def get_import(self, policy_id: UUID, import_id: UUID) -> ProgressImport:
        """Raise NotFound where the policy has no such import."""
        ...

    async def recent_imports(self, policy_id: UUID, limit: int) -> Sequence[ImportLine]:
        """Newest first."""
        ...
