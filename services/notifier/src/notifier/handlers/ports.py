"""What the handlers need from the outside, as protocols; `adapters/` implements them."""

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.kinds import MessageKind
from notifier.domain.letter import Letter
from notifier.domain.message import Message
from notifier.domain.people import Viewer
from notifier.domain.policy import Policy, Withdrawal
from notifier.domain.read import Endpoint, Parcel, StoredMessage, Upcoming
from notifier.domain.reminders import Due, Planned, ReminderState, ToArm
from notifier.domain.retry import Outcome
from notifier.domain.settling import DueDelivery, Settled
from notifier.domain.standing import Standing
from notifier.domain.terms import Terms
from notifier.handlers.bundle_ports import Bundles
from notifier.handlers.endpoint_ports import Challenges, DeliveryLog, Suppressions
from notifier.handlers.errand_ports import Errands
from notifier.handlers.failure_ports import Failures
from notifier.handlers.people_ports import People
from notifier.handlers.preference_ports import Preferences
from shared.clock import Clock
from shared.events import ApplicationProgressed, EndpointKind, PolicyBrief


class Policies(Protocol):
    """What is known of policies. `lock` holds others off until the transaction ends."""

    async def peek(self, policy_id: UUID) -> Policy | None: ...
    async def lock(self, policy_id: UUID, *, exclusive: bool) -> Policy: ...
    async def save(self, policy: Policy) -> None: ...
    async def remember(
        self, policy_id: UUID, revision: int, brief: PolicyBrief, withdrawal: Withdrawal | None = None
    ) -> None: ...
    async def withdrawal(self, policy_id: UUID) -> tuple[int, Withdrawal] | None: ...
    async def set_terms(self, policy_id: UUID, revision: int, terms: Terms) -> None: ...
    async def terms(self, policy_id: UUID, revision: int) -> tuple[Terms | None, Terms | None]:
        """Return the terms of the revision before this one that is known, and of this one."""
        ...


class Standings(Protocol):
    """How enterprises stand under policies."""

    async def lock(self, policy_id: UUID, credit_codes: Sequence[str]) -> dict[str, Standing]: ...
    async def lock_told_eligible(self, policy_id: UUID) -> list[Standing]: ...
    async def save(
        self, policy_id: UUID, standings: Sequence[Standing], known: Container[str] | None = None
    ) -> None:
        """Write standings; those that are not among `known`, which were locked before, are likely new."""
        ...


class Applications(Protocol):
    """Applications that were heard of."""

    async def save(self, event: ApplicationProgressed, filed_on: date) -> date:
        """Record the state; return the day on which the application was first heard of."""
        ...


class Enterprises(Protocol):
    """Enterprises that left. Asking holds removals off until the transaction ends."""

    async def removed(self, credit_codes: Sequence[str]) -> dict[str, int]: ...
    async def came_back(self, credit_codes: Sequence[str]) -> None: ...
    async def gone(self, credit_codes: Sequence[str]) -> set[str]: ...
    async def erase(self, credit_code: str, revision: int, at: datetime) -> None: ...


class Messages(Protocol):
    """Messages; every reading query names the enterprise that reads."""

    async def add(
        self, messages: Sequence[Message], now: datetime, traceparent: str | None
    ) -> list[Message]: ...
    async def page(
        self,
        credit_code: str,
        *,
        before: tuple[datetime, UUID] | None,
        limit: int,
        unread: bool,
        kind: MessageKind | None,
        search: str = "",
    ) -> list[StoredMessage]: ...
    async def get(self, credit_code: str, message_id: UUID) -> StoredMessage | None: ...
    async def count(self, credit_code: str) -> tuple[int, int]: ...
    async def count_all(self, policy_id: UUID | None) -> dict[str, int]: ...
    async def mark_clicked(self, message: StoredMessage, target: str, now: datetime) -> bool: ...
    async def mark_opened(self, message: StoredMessage, now: datetime) -> bool: ...


class Reminders(Protocol):
    """Reminders due at a time."""

    async def queue_arming(
        self,
        policy_id: UUID,
        credit_codes: Sequence[str] | None,
        since: datetime,
        traceparent: str | None,
    ) -> None: ...
    async def take_arming(self) -> ToArm | None: ...
    async def arm(self, waiting: ToArm, planned: Sequence[Planned]) -> None: ...
    async def arm_supplement(
        self, policy_id: UUID, credit_code: str, planned: Sequence[Planned], traceparent: str | None
    ) -> None: ...
    async def cancel(
        self, policy_id: UUID, credit_codes: Sequence[str] | None, reason: str, now: datetime
    ) -> None: ...
    async def cancel_moved(self, policy: Policy, now: datetime) -> None: ...
    async def cancel_filed(
        self, policy_id: UUID, credit_code: str, filed_on: date, now: datetime
    ) -> None: ...
    async def cancel_supplements(self, policy_id: UUID, credit_code: str, now: datetime) -> None: ...
    async def claim_due(self, now: datetime, limit: int) -> list[Due]: ...
    async def next_due(self) -> datetime | None: ...
    async def settle(
        self, settled: Sequence[tuple[Due, ReminderState, str | None]], now: datetime
    ) -> None: ...
    async def upcoming(self, credit_code: str, limit: int) -> list[Upcoming]: ...


class Endpoints(Protocol):
    """Endpoints and what is muted; every query that looks for a viewer's endpoints names the viewer."""

    async def of(self, viewer: Viewer) -> list[Endpoint]: ...
    async def remove(self, viewer: Viewer, ids: Collection[UUID], now: datetime) -> bool: ...
    async def put(self, endpoint: Endpoint, now: datetime) -> None: ...
    async def end(self, endpoint_id: UUID, reason: str, now: datetime) -> None: ...
    async def with_plain_secrets(self, limit: int) -> list[tuple[UUID, str]]: ...
    async def replace_secrets(self, sealed: Sequence[tuple[UUID, str]]) -> None: ...
    async def muted(self, credit_code: str) -> set[MessageKind]: ...
    async def mute(self, credit_code: str, kinds: Collection[MessageKind]) -> None: ...


class Deliveries(Protocol):
    """What is queued for endpoints."""

    async def queue(self, message_ids: Sequence[UUID], now: datetime, gather: timedelta) -> int:
        """Queue what is pushed for each endpoint that wants it, when it wants it; return how many.

        Mail about several things within `gather` waits so long and goes out as one.
        """
        ...


class Parcels(Protocol):
    """Deliveries on their way. `due` locks what it returns; a lease is a due time that lies ahead."""

    async def due(self, now: datetime, limit: int) -> list[DueDelivery]: ...
    async def put_off(self, later: Sequence[tuple[UUID, datetime]]) -> None: ...
    async def take(self, ids: Sequence[UUID], leased_until: datetime) -> list[Parcel]: ...
    async def settle(self, settled: Sequence[Settled]) -> set[UUID]:
        """Write what became of parcels; return the ids of those whose lease still held."""
        ...

    async def log_failures(self, failed: Sequence[Settled], now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Store:
    """The repositories of one transaction."""

    policies: Policies
    standings: Standings
    applications: Applications
    enterprises: Enterprises
    messages: Messages
    reminders: Reminders
    endpoints: Endpoints
    deliveries: Deliveries
    people: People
    parcels: Parcels
    challenges: Challenges
    suppressions: Suppressions
    delivery_log: DeliveryLog
    errands: Errands
    preferences: Preferences
    bundles: Bundles
    failures: Failures


class Letters(Protocol):
    """Puts a message into words, in `zh` or `en`, as of a day."""

    def write(self, stored: StoredMessage, today: date, language: str = "zh") -> Letter: ...
    def digest(self, parts: Sequence[StoredMessage], today: date, language: str = "zh") -> Letter: ...


class Provider(Protocol):
    """Carries a message to one kind of endpoint. Never raises for what the other side does wrong."""

    async def send(self, parcel: Parcel, letter: Letter) -> Outcome: ...


Providers = Mapping[EndpointKind, Provider]


class Vault(Protocol):
    """Seals secrets for keeping. What was never sealed opens as it is."""

    def seal(self, secret: str) -> str: ...
    def open(self, sealed: str) -> str: ...
    def is_sealed(self, secret: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What every handler is given; `wake` tells the workers that there is work.

    `gather` is how long mail waits for more to go with it.
    """

    clock: Clock
    store: Callable[[AsyncSession], Store]
    wake: Callable[[], None]
    gather: timedelta = timedelta(0)

    def desk(self, session: AsyncSession) -> "Desk":
        """Return what the steps of one transaction share."""
        return Desk(session, self.store(session), self.clock, self.wake, self.gather)


@dataclass(frozen=True, slots=True)
class Desk:
    """One transaction with its repositories, and the tools."""

    session: AsyncSession
    store: Store
    clock: Clock
    wake: Callable[[], None]
    gather: timedelta = timedelta(0)
