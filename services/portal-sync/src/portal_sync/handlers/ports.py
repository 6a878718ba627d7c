"""What the use cases need of the outside. Adapters implement these inside the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from portal_sync.domain.entry import Entry, Shown
from portal_sync.domain.listing import Filter, Listing
from portal_sync.domain.query import Query
from portal_sync.domain.results import Announcement
from portal_sync.domain.search_hit import SearchPage, SearchScope, Suggestions
from portal_sync.domain.source import SourceRecord
from portal_sync.domain.timeline import TraceSpan, TraceSummary


class SourceRecords(Protocol):
    """The service's own record of each policy."""

    async def locked(self, policy_ids: Collection[UUID]) -> Mapping[UUID, SourceRecord]:
        """Return each record, or an empty one; nobody else changes it until the transaction ends."""

    async def save(self, records: Sequence[SourceRecord]) -> None:
        """Write the records whole."""

    async def expected(
        self, policy_ids: Collection[UUID] | None = None
    ) -> Mapping[str, Mapping[UUID, Shown]]:
        """Return, by channel, what each must show of these policies or of all."""

    async def get(self, policy_id: UUID) -> SourceRecord | None:
        """Return the record of a policy; None where it is unknown."""

    async def of(self, policy_ids: Collection[UUID]) -> Sequence[SourceRecord]:
        """Return the records of those policies that are known."""

    async def beside(self, records: Sequence[SourceRecord]) -> Sequence[SourceRecord]:
        """Return the records that these name, and those that name one of these."""

    async def ids_beside(self, records: Sequence[SourceRecord]) -> Collection[UUID]:
        """Return only whose they are."""


class Channel(Protocol):
    """Somewhere that shows policies: a part of this site, or another system. A plug-in.

    Every operation may be repeated; putting an entry again changes nothing.
    """

    @property
    def name(self) -> str: ...

    async def put(self, entries: Sequence[Entry]) -> None:
        """Show these, in place of whatever was shown of their policies. A withdrawn one keeps its address."""

    async def remove(self, policy_ids: Collection[UUID]) -> None:
        """Show nothing of these policies any more."""

    async def list(self, policy_ids: Collection[UUID] | None = None) -> Mapping[UUID, Shown]:
        """Tell what is shown, of these policies or of all; hashes are computed from what is shown now."""


class Fingerprints(Protocol):
    """Of all that a channel must show and shows, by parts: one that stays says that nothing in it changed."""

    async def of(self, channel: str) -> Mapping[str, str]:
        """Return the fingerprint of each part that holds anything."""

    async def policies(self, channel: str, parts: Sequence[str]) -> Mapping[str, Sequence[UUID]]:
        """Return the policies of these parts, published or shown."""


class Shelf(Protocol):
    """Reads what the built-in channels show, for pages, feeds and the read API."""

    async def get(self, channel: str, policy_id: UUID) -> Entry | None: ...

    async def entries(self, listing: Listing) -> Sequence[Entry]:
        """Return one page of a list, without counting the others."""

    async def changes_of_parts(self, channel: str, size: int) -> Sequence[datetime]:
        """Return when each part of what the channel shows last changed, so many entries to a part."""

    async def addresses(self, channel: str, part: int, size: int) -> Sequence[tuple[UUID, datetime]]:
        """Return a part of what the channel shows, counted from 1, and when each last changed; reads no text.

        The oldest come first, so that what is published next leaves all parts but the last as they are.
        """

    async def facet(self, channel: str, name: str, chosen: Filter) -> Sequence[tuple[str, int]]:
        """Count entries by one facet (theme, department, year, genre, benefit), most frequent first."""


class SearchIndex(Protocol):
    """Finds policies. It follows the source records by itself: nobody writes to it."""

    async def find(self, query: Query, scope: SearchScope) -> SearchPage: ...

    async def suggest(self, typed: str, scope: SearchScope) -> Suggestions: ...


class Announcements(Protocol):
    """Result announcements."""

    async def save(self, announcement: Announcement) -> None:
        """Write it whole, unless a newer revision is there."""

    async def get(self, announcement_id: UUID) -> Announcement | None: ...

    async def of_policy(self, policy_id: UUID) -> Sequence[Announcement]: ...

    async def newest(self, limit: int, offset: int = 0) -> Sequence[Announcement]: ...


class SiteVersion(Protocol):
    """A number that grows with every change of what the site shows: the validator of cached pages."""

    async def bump(self) -> None: ...


class Outside(Exception):  # noqa: N818 (reads as a sentence where it is raised)
    """Another service did not answer, or refused; its text is a sentence for the operator."""


class ServiceOperations(Protocol):
    """The operators' API of every service. Each call acts with the operator's own credentials."""

    async def status(self, service: str, credentials: Mapping[str, str]) -> Mapping[str, Any]: ...

    async def evidence(self, service: str, credentials: Mapping[str, str]) -> Mapping[str, Any]: ...

    async def dead(self, service: str, credentials: Mapping[str, str]) -> Sequence[Mapping[str, Any]]: ...

    async def settle(self, service: str, dead_id: int, act: str, credentials: Mapping[str, str]) -> None:
        """Replay or discard a dead letter; raises Outside where that could not be done."""


class TraceSource(Protocol):
    """Where spans are read; None of it may exist, in which case there is a tracing backend to link to."""

    async def recent(self, policy_id: str, credentials: Mapping[str, str]) -> Sequence[TraceSummary]:
        """Return the newest traces, of one policy where `policy_id` is not empty."""

    async def spans(self, trace_id: str, credentials: Mapping[str, str]) -> Sequence[TraceSpan]: ...
