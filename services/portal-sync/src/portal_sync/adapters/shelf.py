"""What the built-in channels show, read for pages, feeds and the read API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, func, literal, select

from portal_sync.adapters.listing_sql import chosen_by
from portal_sync.adapters.page_shelf import PageReading
from portal_sync.adapters.tables import EntryRow
from portal_sync.domain.listing import Filter

_FACETS: Final[dict[str, Any]] = {
    "theme": EntryRow.theme,
    "department": EntryRow.department,
    "genre": EntryRow.genre,
    "benefit": EntryRow.benefit,
    "year": func.left(EntryRow.published_on, 4),
    "month": func.left(EntryRow.published_on, 7),
}
# The list's index, read from its end.
_OLDEST_FIRST: Final = (EntryRow.published_on.asc(), EntryRow.policy_id.desc())


class PostgresShelf(PageReading):
    """Reads entries; writes nothing."""

    async def changes_of_parts(self, channel: str, size: int) -> Sequence[datetime]:
        place = func.row_number().over(order_by=_OLDEST_FIRST)
        shown = select(EntryRow.mirrored_at, place.label("place")).where(EntryRow.channel == channel)
        each = shown.subquery()
        part = (each.c.place - 1) / literal(size, Integer)
        changes = select(func.max(each.c.mirrored_at)).group_by(func.floor(part)).order_by(func.floor(part))
        return (await self._session.scalars(changes)).all()

    async def addresses(self, channel: str, part: int, size: int) -> Sequence[tuple[UUID, datetime]]:
        # The places are counted in the list's index; only the rows of the part are read.
        ids = (
            select(EntryRow.policy_id)
            .where(EntryRow.channel == channel)
            .order_by(*_OLDEST_FIRST)
            .limit(size)
            .offset((part - 1) * size)
        )
        found = (
            select(EntryRow.policy_id, EntryRow.mirrored_at)
            .where(EntryRow.channel == channel, EntryRow.policy_id.in_(ids))
            .order_by(*_OLDEST_FIRST)
        )
        return [(policy_id, changed_at) for policy_id, changed_at in await self._session.execute(found)]

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
