"""What is left to do for messages once they are in their inboxes."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID


class ErrandKind(StrEnum):
    """The kinds of errands, the most urgent first."""

    QUEUE = "queue"
    EMIT = "emit"
    REVISED = "revised"
    FOLLOWED = "followed"


# From so many new messages on, what follows is done apart, so that they are in their inboxes sooner.
MANY: Final = 500
# Receipts may be some seconds late; the messages that come in meanwhile may not.
EMIT_AFTER: Final = timedelta(seconds=3)
A_CHUNK: Final = 5_000

# Of one that failed: it stands behind all others, which do not wait for it.
LAST: Final = 9
PRIORITY: Final = {kind: place for place, kind in enumerate(ErrandKind)}


@dataclass(frozen=True, slots=True)
class Errand:
    """One piece of it: for these messages, or for this revision of a policy."""

    kind: ErrandKind
    message_ids: tuple[UUID, ...] = ()
    policy_id: UUID | None = None
    revision: int | None = None
    traceparent: str | None = None
    id: int = 0


def queue_in_chunks(message_ids: list[UUID], traceparent: str | None) -> list[Errand]:
    """Return errands for many messages, so that none holds its transaction open for long.

    Each is to queue deliveries, and turns into one that tells of the inbox.
    """
    return [
        Errand(ErrandKind.QUEUE, tuple(message_ids[first : first + A_CHUNK]), traceparent=traceparent)
        for first in range(0, len(message_ids), A_CHUNK)
    ]
