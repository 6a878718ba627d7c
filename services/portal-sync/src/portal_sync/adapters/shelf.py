"""What the built-in channels show, read for pages, feeds and the read API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select

from portal_sync.adapters.listing_sql import behind, chosen_by, in_order
from portal_sync.adapters.page_shelf import PageReading
from portal_sync.adapters.tables import EntryRow
from portal_sync.domain.entry import Entry
from portal_sync.domain.listing import Filter, Listing, Page

_FACETS: Final[dict[str, Any]] = {
    "theme": EntryRow.theme,
    "department": EntryRow.department,
    "genre": EntryRow.genre,
    "benefit": EntryRow.benefit,
    "year": func.left(EntryRow.published_on, 4),
    "month": func.left(EntryRow.published_on, 7),
}


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

    async def _entries(self, statement: Select[EntryRow]) -> list[Entry]:
        return await self._shown(statement)
