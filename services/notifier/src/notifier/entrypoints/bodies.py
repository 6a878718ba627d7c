"""What the API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from notifier.domain.kinds import MessageKind
from notifier.domain.letter import Letter
from notifier.domain.read import Endpoint, StoredMessage, Upcoming
from shared.events import EndpointKind


class InboxQuery(BaseModel):
    """Which part of the inbox. Without a `language`, in the one that the caller chose."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str | None = None
    unread: bool = False
    kind: MessageKind | None = None
    search: Annotated[str, Field(max_length=100)] = ""
    language: Literal["zh", "en"] | None = None


class MessageOut(BaseModel):
    """A message in words."""

    id: UUID
    kind: MessageKind
    policy_id: UUID
    policy_revision: int
    policy_title: str
    subject: str
    text: str
    created_at: datetime
    opened_at: datetime | None

    @classmethod
    def of(cls, stored: StoredMessage, letter: Letter) -> "MessageOut":
        """Return a message with its letter."""
        return cls(
            id=stored.id,
            kind=stored.message.kind,
            policy_id=stored.message.policy_id,
            policy_revision=stored.message.policy_revision,
            policy_title=stored.title,
            subject=letter.subject,
            text=letter.text,
            created_at=stored.created_at,
            opened_at=stored.opened_at,
        )


class MessagesOut(BaseModel):
    """A page of the inbox, newest first; `next` goes on from there."""

    items: list[MessageOut]
    next: str | None = None


class CountOut(BaseModel):
    """How many messages an enterprise has."""

    total: int
    unread: int


class CountsOut(BaseModel):
    """How many messages there are of each kind, for operators."""

    total: int
    kinds: dict[str, int]


class ReminderOut(BaseModel):
    """A reminder that lies ahead."""

    policy_id: UUID
    policy_title: str
    kind: str
    first_day: date
    last_day: date
    due_at: datetime

    @classmethod
    def of(cls, upcoming: Upcoming) -> "ReminderOut":
        """Return a reminder as the API shows it."""
        return cls(
            policy_id=upcoming.policy_id,
            policy_title=upcoming.title,
            kind=upcoming.kind,
            first_day=upcoming.opens_on,
            last_day=upcoming.closes_on,
            due_at=upcoming.due_at,
        )


class RemindersOut(BaseModel):
    """The reminders that lie ahead, the next one first."""

    items: list[ReminderOut]
    next: None = None


class EndpointIn(BaseModel):
    """An endpoint as wanted. Without a secret a webhook keeps its own, or gets one."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[EndpointKind.EMAIL, EndpointKind.WEBHOOK, EndpointKind.SMS, EndpointKind.ROBOT]
    address: Annotated[str, Field(min_length=1, max_length=500)]
    secret: Annotated[str, Field(max_length=100)] | None = None


class EndpointOut(BaseModel):
    """An endpoint. `secret` is shown once, in the answer that made it."""

    id: UUID
    kind: EndpointKind
    address: str
    verified: bool
    ended_reason: str | None = None
    secret: str | None = None

    @classmethod
    def of(cls, endpoint: Endpoint, *, fresh: str | None = None) -> "EndpointOut":
        """Return an endpoint without its secret, unless that was made just now."""
        return cls(
            id=endpoint.id,
            kind=endpoint.kind,
            address=endpoint.address,
            verified=endpoint.verified_at is not None,
            ended_reason=endpoint.ended_reason,
            secret=fresh,
        )


class EndpointsOut(BaseModel):
    """An enterprise's endpoints."""

    items: list[EndpointOut]
    next: None = None


class Preferences(BaseModel):
    """Kinds of messages that go to the inbox only."""

    model_config = ConfigDict(extra="forbid")

    muted: list[MessageKind]
