"""What is left to do for messages once they are in their inboxes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID


class ErrandKind(StrEnum):
    """The kinds of errands, the most urgent first."""

    QUEUE = "queue"
    EMIT = "emit"
    REVISED = "revised"
    FOLLOWED = "followed"
    ASK = "ask"


# From so many new messages on, what follows is done apart, so that they are in their inboxes sooner.
MANY: Final = 500
# By then the matcher has said whom a publication makes eligible, and whom it does not any more.
TELL_AFTER: Final = timedelta(seconds=20)
# By then whoever is filling in the profile has gone on to the next field.
ASK_AFTER: Final = timedelta(minutes=1)
# All inboxes come first, where a policy fills a hundred thousand; then mail and webhooks are queued.
QUEUE_AFTER: Final = timedelta(seconds=2)
# Receipts may be some seconds late; the messages that come in meanwhile may not.
EMIT_AFTER: Final = timedelta(seconds=3)
A_CHUNK: Final = 5_000

# Of one that failed: it stands behind all others, which do not wait for it.
LAST: Final = 9
PRIORITY: Final = {kind: place for place, kind in enumerate(ErrandKind)}


@dataclass(frozen=True, slots=True)
class Errand:
    """One piece of it: for these messages, or for this revision of a policy. `details` may say whom for."""

    kind: ErrandKind
    message_ids: tuple[UUID, ...] = ()
    policy_id: UUID | None = None
    revision: int | None = None
    traceparent: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0


def queue_in_chunks(message_ids: list[UUID], traceparent: str | None) -> list[Errand]:
    """Return errands for many messages, so that none holds its transaction open for long.

    Each is to queue deliveries, and turns into one that tells of the inbox.
    """
    return [
        Errand(ErrandKind.QUEUE, tuple(message_ids[first : first + A_CHUNK]), traceparent=traceparent)
        for first in range(0, len(message_ids), A_CHUNK)
    ]
