"""What one channel shows of one policy."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal_sync.domain.relation import Related
from portal_sync.domain.said import Said
from portal_sync.domain.source import Withdrawal
from shared.events import PolicyContent


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in full. `said` is None only for a policy that was withdrawn before it was ever seen.

    `related` are the policies that stand beside it. Channels of this site look them up as a page is made;
    those elsewhere are given them, and given the entry again where one of them changed.
    """

    channel: str
    policy_id: UUID
    revision: int
    said: Said | None
    content_hash: str | None
    withdrawal: Withdrawal | None
    mirrored_at: datetime
    related: tuple[Related, ...] = ()

    @property
    def content(self) -> PolicyContent | None:
        return self.said.content if self.said is not None else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a channel says that it shows: compared with the source, never trusted instead of it.

    Both hashes are of what the channel holds now, computed anew: of the content, None where it holds none,
    and of the withdrawal with its kind, reason and successor, None where it shows none.
    """

    revision: int
    content_hash: str | None
    withdrawal_hash: str | None

    @property
    def withdrawn(self) -> bool:
        return self.withdrawal_hash is not None
