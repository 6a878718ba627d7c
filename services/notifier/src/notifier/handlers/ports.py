"""What the handlers need from the outside, as protocols; `adapters/` implements them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.kinds import MessageKind
from notifier.domain.letter import Letter
from notifier.domain.message import Message
from notifier.domain.policy import Policy, Withdrawal
from notifier.domain.read import Endpoint, Parcel, StoredMessage, Upcoming
from notifier.domain.reminders import Due, Planned, ReminderState, ToArm
from notifier.domain.retry import DeliveryState, Outcome
from notifier.domain.standing import Standing
from notifier.handlers.people_ports import People
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


class Standings(Protocol):
    """How enterprises stand under policies."""

    async def lock(self, policy_id: UUID, credit_codes: Sequence[str]) -> dict[str, Standing]: ...
    async def lock_told_eligible(self, policy_id: UUID) -> list[Standing]: ...
    async def save(self, policy_id: UUID, standings: Sequence[Standing]) -> None: ...


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
    ) -> list[StoredMessage]: ...
    async def get(self, credit_code: str, message_id: UUID) -> StoredMessage | None: ...
    async def count(self, credit_code: str) -> tuple[int, int]: ...
    async def count_all(self, policy_id: UUID | None) -> dict[str, int]: ...
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
    """Endpoints and what is muted."""

    async def of(self, credit_code: str) -> list[Endpoint]: ...
    async def keep_only(self, credit_code: str, kept: Collection[UUID], now: datetime) -> None: ...
    async def put(self, endpoint: Endpoint, now: datetime) -> None: ...
    async def end(self, endpoint_id: UUID, reason: str, now: datetime) -> None: ...
    async def muted(self, credit_code: str) -> set[MessageKind]: ...
    async def mute(self, credit_code: str, kinds: Collection[MessageKind]) -> None: ...


class Deliveries(Protocol):
    """The queue of deliveries."""

    async def queue(self, messages: Sequence[Message], now: datetime, traceparent: str | None) -> int: ...
    async def claim(self, now: datetime, limit: int, leased_until: datetime) -> list[Parcel]: ...
    async def retry(self, parcel: Parcel, due_at: datetime, reason: str) -> bool: ...
    async def finish(
        self, parcel: Parcel, state: DeliveryState, reason: str | None, now: datetime
    ) -> bool: ...


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


class Letters(Protocol):
    """Puts a message into words, in `zh` or `en`, as of a day."""

    def write(self, stored: StoredMessage, today: date, language: str = "zh") -> Letter: ...


class Provider(Protocol):
    """Carries a message to one kind of endpoint. Never raises for what the other side does wrong."""

    async def send(self, parcel: Parcel, letter: Letter) -> Outcome: ...


Providers = Mapping[EndpointKind, Provider]


@dataclass(frozen=True, slots=True)
class Tools:
    """What every handler is given; `wake` tells the workers that there is work."""

    clock: Clock
    store: Callable[[AsyncSession], Store]
    wake: Callable[[], None]

    def desk(self, session: AsyncSession) -> "Desk":
        """Return what the steps of one transaction share."""
        return Desk(session, self.store(session), self.clock, self.wake)


@dataclass(frozen=True, slots=True)
class Desk:
    """One transaction with its repositories, and the tools."""

    session: AsyncSession
    store: Store
    clock: Clock
    wake: Callable[[], None]
