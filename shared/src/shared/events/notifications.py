"""Events about what became of a message to an enterprise."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from shared.events.base import Event


class EndpointKind(StrEnum):
    """How a message reaches an enterprise."""

    INBOX = "inbox"
    EMAIL = "email"
    WEBHOOK = "webhook"
    SMS = "sms"
    ROBOT = "robot"


# What version 1 of the events can say. A text message and a group robot are both reached over HTTP: they are
# told as webhooks, and `by` says which.
ToldKind = Literal[EndpointKind.INBOX, EndpointKind.EMAIL, EndpointKind.WEBHOOK]


def told_as(kind: EndpointKind) -> ToldKind:
    """Return as what a kind of endpoint is told in events of version 1."""
    if kind is EndpointKind.SMS or kind is EndpointKind.ROBOT:
        return EndpointKind.WEBHOOK
    return kind


class _Notification(Event):
    topic: ClassVar[str] = "huiqi.notifications"
    key_field: ClassVar[str] = "credit_code"
    subject_field: ClassVar[str | None] = "message_id"

    message_id: UUID
    credit_code: str
    policy_id: UUID | None
    policy_revision: int | None = None
    kind: str
    endpoint: ToldKind
    by: str | None = None

    @property
    def subject_revision(self) -> int:
        return 1


class NotificationDelivered(_Notification):
    """A message reached an endpoint; for the inbox, that it is durable there."""

    event_type: ClassVar[str] = "notification.delivered.v1"

    delivered_at: datetime
    attempts: int = 1


class NotificationFailed(_Notification):
    """A message will not reach an endpoint: a permanent failure, or every attempt used up."""

    event_type: ClassVar[str] = "notification.failed.v1"

    failed_at: datetime
    attempts: int
    reason: str


class NotificationOpened(_Notification):
    """A person opened the message, or followed a link of it and had agreed that this is counted.

    `clicked` is the link's address. Who it was, no event says.
    """

    event_type: ClassVar[str] = "notification.opened.v1"

    opened_at: datetime
    clicked: str | None = None
