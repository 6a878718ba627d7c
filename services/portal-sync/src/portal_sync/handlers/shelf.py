"""What pages read of the built-in channels, beyond what feeds and the read API do."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from portal_sync.domain.entry import Entry
from portal_sync.domain.filing_calendar import FilingWindow
from portal_sync.domain.links import Relation
from portal_sync.domain.listing import Filter
from portal_sync.handlers.ports import Shelf
from shared.events import PolicyReference


class PageShelf(Shelf, Protocol):
    """Reads entries for pages. Lists are answered in two steps, so that counts can be kept."""

    async def count(self, channel: str, chosen: Filter) -> int:
        """Count the entries that a filter chooses today."""

    async def several(self, channel: str, policy_ids: Collection[UUID]) -> Sequence[Entry]:
        """Return those of these policies that the channel shows, in the order asked for."""

    async def channels_of(self, policy_id: UUID) -> Sequence[str]:
        """Return the channels that show a policy."""

    async def named(self, references: Sequence[PolicyReference]) -> Mapping[PolicyReference, Relation]:
        """Return each reference with the id and title of the policy that this site shows for it."""

    async def between(self, channel: str, first: date, last: date, limit: int) -> Sequence[Entry]:
        """Return what was published on these days, both included, oldest first."""

    async def windows(self, first: date, last: date, limit: int) -> Sequence[FilingWindow]:
        """Return the filing windows that open or close on these days, those that close first at the front."""
