"""What is needed around endpoints besides their rows: challenges, suppressions, the log of deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notifier.domain.notices import Notice
from notifier.domain.people import Viewer
from notifier.domain.read import Endpoint
from notifier.domain.retry import Outcome
from shared.events import EndpointKind


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code that was sent. Only its digest is kept."""

    id: UUID
    endpoint_id: UUID
    credit_code: str
    target: str
    code_digest: str
    sent_at: datetime
    expires_at: datetime
    wrong_guesses: int = 0


@dataclass(frozen=True, slots=True)
class Sendings:
    """How many challenges and trials went out since a moment."""

    to_endpoint: int
    to_target: int
    of_enterprise: int
    latest: datetime | None


class Challenges(Protocol):
    """Codes sent to endpoints."""

    async def sendings(
        self, credit_code: str, endpoint_id: UUID, target: str, since: datetime
    ) -> Sendings: ...
    async def add(self, challenge: Challenge) -> None: ...
    async def newest(self, endpoint_id: UUID) -> Challenge | None:
        """Return the newest that has a code, locked."""
        ...

    async def count_wrong(self, challenge_id: UUID) -> None: ...
    async def expire(self, endpoint_id: UUID, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address to which nothing goes any more."""

    kind: EndpointKind
    address: str
    reason: str
    suppressed_at: datetime


class Suppressions(Protocol):
    """Addresses to which nothing goes any more, whoever enters them."""

    async def add(self, suppression: Suppression) -> None:
        """Suppress an address and end every endpoint that has it."""
        ...

    async def lift(self, kind: EndpointKind, address: str) -> bool: ...
    async def has(self, kind: EndpointKind, address: str) -> bool: ...
    async def page(self, after: str, limit: int) -> list[Suppression]: ...


@dataclass(frozen=True, slots=True)
class Logged:
    """A delivery as its log shows it."""

    id: UUID
    credit_code: str
    endpoint_id: UUID
    endpoint_kind: EndpointKind
    address: str
    message_kind: str
    title: str
    state: str
    attempts: int
    reason: str | None
    due_at: datetime
    created_at: datetime
    finished_at: datetime | None
    failures: Sequence[tuple[int, datetime, str]] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """A delivery that a report is about, locked."""

    id: UUID
    state: str
    attempts: int
    message_id: UUID
    credit_code: str
    policy_id: UUID | None
    policy_revision: int
    kind: str
    endpoint: Endpoint


class DeliveryLog(Protocol):
    """What became of deliveries, for those who look."""

    async def of_endpoint(self, viewer: Viewer, endpoint_id: UUID, limit: int) -> list[Logged]: ...
    async def failed(self, before: datetime | None, limit: int) -> list[Logged]: ...
    async def replay(self, delivery_id: UUID, viewer: Viewer | None, now: datetime) -> bool:
        """Queue a delivery that is over anew, under its id, where the viewer may; tell whether there was one.

        Without a viewer it is an operator who asks.
        """
        ...

    async def reported(self, delivery_id: UUID) -> Reported | None: ...
    async def confirm(self, delivery_id: UUID) -> None: ...
    async def fail(self, reported: Reported, reason: str, now: datetime) -> None: ...
    async def note(self, reported: Reported, reason: str, now: datetime) -> None: ...


class Announcer(Protocol):
    """Carries a notice to one kind of endpoint; `Sent` for a verification over webhook means verified."""

    async def announce(self, endpoint: Endpoint, notice: Notice) -> Outcome: ...


Announcers = Mapping[EndpointKind, Announcer]
