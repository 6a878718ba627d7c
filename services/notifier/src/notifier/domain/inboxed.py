"""A message in its inbox, by what is told of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events import EndpointKind, NotificationDelivered


@dataclass(frozen=True, slots=True)
class Inboxed:
    """A message that its row delivered, at `at`."""

    message_id: UUID
    credit_code: str
    policy_id: UUID
    policy_revision: int
    kind: str
    at: datetime

    def delivered(self) -> NotificationDelivered:
        """Return the event that tells of it."""
        return NotificationDelivered(
            message_id=self.message_id,
            credit_code=self.credit_code,
            policy_id=self.policy_id,
            policy_revision=self.policy_revision,
            kind=self.kind,
            endpoint=EndpointKind.INBOX,
            delivered_at=self.at,
        )
