"""What the gazette by mail needs from outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.gazette import DueLetter, LetterKind, Subscriber
from notifier.domain.letter import Letter
from notifier.domain.retry import DeliveryState, Outcome
from shared.clock import Clock
from shared.events import GazetteIssued


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a letter: `due_at` is set where it is tried again."""

    letter: DueLetter
    state: DeliveryState
    reason: str | None
    attempts: int
    due_at: datetime | None = None


class Readers(Protocol):
    """Subscribers and their letters, in one transaction."""

    async def by_address(self, address: str) -> Subscriber | None:
        """Return who has the address, however it is capitalised, locked."""
        ...

    async def of_letter(self, letter_id: UUID) -> Subscriber | None:
        """Return whom a letter went to, locked."""
        ...

    async def add(self, subscriber: Subscriber) -> None:
        """Add one, unless somebody else added the address meanwhile."""
        ...

    async def ask(self, subscriber: Subscriber) -> None:
        """Write down how often and when an address was written to because somebody entered it."""
        ...

    async def confirm(self, subscriber_id: UUID, now: datetime) -> bool:
        """Confirm, again changes nothing; tell whether there is such a subscriber."""
        ...

    async def remove(self, subscriber_id: UUID) -> None: ...
    async def forget(self, asked_before: datetime, sent_before: datetime) -> None:
        """Delete whoever did not confirm, and letters that are over."""
        ...

    async def queue(self, subscriber_id: UUID, kind: LetterKind, occasion: str, now: datetime) -> None: ...
    async def queue_issue(self, issue: GazetteIssued, now: datetime, *, news: bool) -> int:
        """Keep an issue and, where it is news, queue a letter to everybody confirmed; return how many.

        The same issue again changes nothing.
        """
        ...

    async def claim(self, now: datetime, lease: datetime, limit: int) -> Sequence[DueLetter]:
        """Lease letters that are due, leaving out what another process claimed."""
        ...

    async def settle(self, fates: Sequence[Fate], now: datetime) -> None:
        """Write down what became of letters whose lease holds still."""
        ...

    async def is_suppressed(self, address: str) -> bool: ...
    async def suppress(self, address: str, reason: str, now: datetime) -> None: ...


class Post(Protocol):
    """Carries letters to readers."""

    async def post(self, due: DueLetter, letter: Letter) -> Outcome:
        """Hand a letter in, with the way to end it."""
        ...


@dataclass(frozen=True, slots=True)
class GazetteTools:
    """What the use cases are given. Without `post` there is no mail, and nobody can subscribe."""

    clock: Clock
    readers: Callable[[AsyncSession], Readers]
    post: Post | None
    site: str
    confirm_address: Callable[[UUID], str]
