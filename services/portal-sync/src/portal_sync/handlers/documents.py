"""What stands on the page of one policy, read at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from portal_sync.domain.entry import Entry
from portal_sync.domain.links import Relation, Relations
from portal_sync.domain.results import Announcement
from shared.events import PolicyReference


@dataclass(frozen=True, slots=True)
class Document:
    """A channel's entry with what other rows say of its policy.

    `named` has each policy that the entry refers to, with id and title where this site shows it; `referring`
    are the policies that refer to it, newest first; `channels` all that show it, this one among them.
    """

    entry: Entry
    named: Mapping[PolicyReference, Relation]
    referring: Relations
    results: Sequence[Announcement]
    channels: Sequence[str]


class Documents(Protocol):
    """Reads documents; writes nothing."""

    async def read(self, channel: str, policy_id: UUID) -> Document | None:
        """Return what the channel shows at a policy's address; None where it shows nothing."""
