"""What the API of deliveries gives."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from notifier.handlers.endpoint_ports import Logged, Suppression
from shared.events import EndpointKind


class FailureOut(BaseModel):
    """An attempt that failed."""

    attempt: int
    failed_at: datetime
    reason: str


class DeliveryOut(BaseModel):
    """A delivery with its failed attempts."""

    id: UUID
    credit_code: str
    endpoint_id: UUID
    endpoint_kind: EndpointKind
    address: str
    message_kind: str
    policy_title: str
    state: str
    attempts: int
    reason: str | None
    due_at: datetime
    created_at: datetime
    finished_at: datetime | None
    failures: list[FailureOut]

    @classmethod
    def of(cls, logged: Logged) -> "DeliveryOut":
        """Return a delivery as the API shows it."""
        return cls(
            id=logged.id,
            credit_code=logged.credit_code,
            endpoint_id=logged.endpoint_id,
            endpoint_kind=logged.endpoint_kind,
            address=logged.address,
            message_kind=logged.message_kind,
            policy_title=logged.title,
            state=logged.state,
            attempts=logged.attempts,
            reason=logged.reason,
            due_at=logged.due_at,
            created_at=logged.created_at,
            finished_at=logged.finished_at,
            failures=[
                FailureOut(attempt=attempt, failed_at=at, reason=why) for attempt, at, why in logged.failures
            ],
        )


class DeliveriesOut(BaseModel):
    """Deliveries, the newest first."""

    items: list[DeliveryOut]
    next: None = None


class SuppressionOut(BaseModel):
    """An address to which nothing goes any more."""

    kind: EndpointKind
    address: str
    reason: str
    suppressed_at: datetime

    @classmethod
    def of(cls, suppression: Suppression) -> "SuppressionOut":
        """Return a suppression as the API shows it."""
        return cls(
            kind=suppression.kind,
            address=suppression.address,
            reason=suppression.reason,
            suppressed_at=suppression.suppressed_at,
        )


class SuppressionsOut(BaseModel):
    """A page of suppressions; `next` goes on from there."""

    items: list[SuppressionOut]
    next: str | None = None
