"""What one channel shows of one policy."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal_sync.domain.source import Withdrawal
from shared.events import PolicyContent


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in full. `content` is None only for a policy that was withdrawn before it was ever seen."""

    channel: str
    policy_id: UUID
    revision: int
    content: PolicyContent | None
    content_hash: str | None
    withdrawal: Withdrawal | None
    mirrored_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What a channel says that it shows: compared with the source, never trusted instead of it.

    `content_hash` is of the content that the channel holds now, computed anew; None where it holds none.
    """

    revision: int
    content_hash: str | None
    withdrawn: bool
