"""What the built-in channels show, read for pages, feeds and the read API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from portal_sync.adapters.listing_sql import behind, chosen_by, in_order
from portal_sync.adapters.page_shelf import PageReading
from portal_sync.adapters.tables import EntryRow
from portal_sync.domain.entry import Entry
from portal_sync.domain.listing import Filter, Listing, Page
from portal_sync.domain.routing import GOVERNMENT

_FACETS: Final[dict[str, Any]] = {
    "theme": EntryRow.theme,
    "department": EntryRow.department,
    "genre": EntryRow.genre,
    "benefit": EntryRow.benefit,
    "year": func.left(EntryRow.published_on, 4),
    "month": func.left(EntryRow.published_on, 7),
}
_MOST_RELATED: Final = 20


class PostgresShelf(PageReading):
    """Reads entries; writes nothing."""

    async def page(self, listing: Listing) -> Page:
        chosen = chosen_by(listing.channel, listing.chosen, listing.today)
        total = await self._session.scalar(select(func.count()).select_from(EntryRow).where(*chosen)) or 0
        if listing.after is not None:
            chosen.append(behind(*listing.after))
        statement = (
            in_order(select(EntryRow).where(*chosen), listing.sort, listing.today)
            .limit(listing.size)
            .offset((listing.page - 1) * listing.size)
        )
        return Page(await self._entries(statement), total, listing.page, listing.size)

    async def addresses(self, channel: str, limit: int) -> Sequence[tuple[UUID, datetime]]:
        statement = (
            select(EntryRow.policy_id, EntryRow.mirrored_at)
            .where(EntryRow.channel == channel)
            .order_by(EntryRow.published_on.desc().nulls_last(), EntryRow.policy_id)
            .limit(limit)
        )
        return [(policy_id, changed_at) for policy_id, changed_at in await self._session.execute(statement)]

    async def facet(self, channel: str, name: str, chosen: Filter) -> Sequence[tuple[str, int]]:
        column = _FACETS[name]
        conditions = chosen_by(channel, chosen, self._clock.today())
        statement = (
            select(column, func.count())
            .where(*conditions, column.is_not(None))
            .group_by(column)
            .order_by(func.count().desc(), column)
        )
        return [(value, count) for value, count in await self._session.execute(statement)]

    async def by_number(self, document_number: str) -> Entry | None:
        found = select(EntryRow).where(
            EntryRow.channel == GOVERNMENT.name, EntryRow.document_number == document_number
        )
        entries = await self._entries(found.order_by(EntryRow.withdrawn, EntryRow.revision.desc()).limit(1))
        return entries[0] if entries else None

    async def replacing(self, policy_id: UUID, document_number: str) -> Sequence[Entry]:
        return await self._referring(EntryRow.replaces, policy_id, document_number)

    async def based_on(self, policy_id: UUID, document_number: str) -> Sequence[Entry]:
        return await self._referring(EntryRow.basis, policy_id, document_number)

    async def implementing(self, policy_id: UUID, document_number: str) -> Sequence[Entry]:
        return await self._referring(EntryRow.implements, policy_id, document_number)

    async def replaced_with(self, policy_id: UUID, document_number: str) -> Sequence[Entry]:
        return await self._referring(EntryRow.replaced_by, policy_id, document_number)

    async def _referring(self, column: Any, policy_id: UUID, document_number: str) -> Sequence[Entry]:  # noqa: ANN401
        named: list[ColumnElement[bool]] = [column.contains([{"policy_id": str(policy_id)}])]
        if document_number:
            named.append(column.contains([{"document_number": document_number}]))
        statement = (
            select(EntryRow)
            .where(EntryRow.channel == GOVERNMENT.name, EntryRow.policy_id != policy_id, or_(*named))
            .order_by(EntryRow.published_on.desc())
            .limit(_MOST_RELATED)
        )
        return await self._entries(statement)

    async def _entries(self, statement: Select[EntryRow]) -> list[Entry]:
        return await self._shown(statement)
