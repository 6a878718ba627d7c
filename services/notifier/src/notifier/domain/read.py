"""Messages, reminders and endpoints as they are read back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from notifier.domain.message import Message
from notifier.domain.policy import Withdrawal
from notifier.domain.truth import Situation
from shared.events import EndpointKind, PolicyBrief


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message with what the revision it is about said."""

    message: Message
    brief: PolicyBrief | None
    withdrawal: Withdrawal | None
    created_at: datetime
    opened_at: datetime | None = None

    @property
    def id(self) -> UUID:
        return self.message.id

    @property
    def title(self) -> str:
        """The title of the policy that it is about."""
        return self.brief.title if self.brief else str(self.message.details.get("policy_title", ""))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an enterprise wants its messages besides the inbox; with a `subject`, that member alone.

    `secret`, sealed, signs webhooks and names robots; the previous one signs too until its time is over.
    Nothing goes to an endpoint before it is verified, nor after it has ended.
    """

    id: UUID
    credit_code: str
    kind: EndpointKind
    address: str
    secret: str | None
    ended_reason: str | None = None
    verified_at: datetime | None = None
    previous_secret: str | None = None
    previous_secret_until: datetime | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a delivery, with what is true now."""

    stored: StoredMessage
    situation: Situation


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery that was claimed: `attempt` counts from 1; with the lease it fences off one that lapsed.

    `others` go with it, in one letter in the endpoint's `language`.
    """

    delivery_id: UUID
    attempt: int
    stored: StoredMessage
    endpoint: Endpoint
    situation: Situation
    traceparent: str | None
    leased_until: datetime
    language: str = "zh"
    others: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A reminder that lies ahead."""

    policy_id: UUID
    title: str
    kind: str
    opens_on: date
    closes_on: date
    due_at: datetime
