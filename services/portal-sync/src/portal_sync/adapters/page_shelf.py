"""Lists for pages: few questions to the database, and no text read on the way to what is shown."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from portal_sync.adapters.entry_text import read_entries
from portal_sync.adapters.filing_windows import read_windows
from portal_sync.adapters.listing_sql import behind, chosen_by, in_order
from portal_sync.adapters.mapping import to_entry
from portal_sync.adapters.tables import EntryRow
from portal_sync.domain.entry import Entry
from portal_sync.domain.filing_calendar import FilingWindow
from portal_sync.domain.links import Relation
from portal_sync.domain.listing import Filter, Listing
from portal_sync.domain.routing import GOVERNMENT
from shared.clock import Clock
from shared.db import Reader
from shared.events import PolicyReference

_TITLE: Final = EntryRow.content["title"].astext
# What is generated for choosing, sorting and finding; a page reads the content itself.
_GENERATED: Final = tuple(
    defer(getattr(EntryRow, column.key))
    for column in EntryRow.__table__.columns
    if column.computed is not None
)


class PageReading:
    """The part of the shelf that pages read; writes nothing."""

    def __init__(self, session: AsyncSession, clock: Clock, reader: Reader) -> None:
        self._session = session
        self._clock = clock
        self._reader = reader

    async def entries(self, listing: Listing) -> Sequence[Entry]:
        # The ids come from the list's index alone: leafing far in reads no texts on the way.
        chosen = chosen_by(listing.channel, listing.chosen, listing.today)
        if listing.after is not None:
            chosen.append(behind(*listing.after))
        ids = (
            in_order(select(EntryRow.policy_id).where(*chosen), listing.sort, listing.today)
            .limit(listing.size)
            .offset((listing.page - 1) * listing.size)
        )
        return await self.several(listing.channel, (await self._session.scalars(ids)).all())

    async def count(self, channel: str, chosen: Filter) -> int:
        conditions = chosen_by(channel, chosen, self._clock.today())
        counted = select(func.count()).select_from(EntryRow).where(*conditions)
        return await self._session.scalar(counted) or 0

    async def several(self, channel: str, policy_ids: Collection[UUID]) -> Sequence[Entry]:
        return await read_entries(self._reader, channel, policy_ids)

    async def get(self, channel: str, policy_id: UUID) -> Entry | None:
        entries = await self.several(channel, [policy_id])
        return entries[0] if entries else None

    async def channels_of(self, policy_id: UUID) -> Sequence[str]:
        found = select(EntryRow.channel).where(EntryRow.policy_id == policy_id)
        return (await self._session.scalars(found)).all()

    async def named(self, references: Sequence[PolicyReference]) -> Mapping[PolicyReference, Relation]:
        if not references:
            return {}
        by_id, by_number = await self._of_references(references)
        return {
            each: by_id.get(each.policy_id)
            or by_number.get(each.document_number)
            or Relation(each.document_number, each.title)
            for each in references
        }

    async def between(self, channel: str, first: date, last: date, limit: int) -> Sequence[Entry]:
        days = (EntryRow.published_on >= first.isoformat(), EntryRow.published_on <= last.isoformat())
        found = select(EntryRow).where(EntryRow.channel == channel, *days)
        return await self._shown(found.order_by(EntryRow.published_on, EntryRow.document_number).limit(limit))

    async def windows(self, first: date, last: date, limit: int) -> Sequence[FilingWindow]:
        return await read_windows(self._session, self._clock.today(), first, last, limit)

    async def _of_references(
        self, references: Sequence[PolicyReference]
    ) -> tuple[dict[UUID | None, Relation], dict[str, Relation]]:
        ids = [each.policy_id for each in references if each.policy_id is not None]
        numbers = [each.document_number for each in references if each.document_number]
        either = or_(EntryRow.policy_id.in_(ids), EntryRow.document_number.in_(numbers))
        # Of several with one number the newest that stands goes last, and with that wins.
        found = (
            select(EntryRow.policy_id, EntryRow.document_number, _TITLE)
            .where(EntryRow.channel == GOVERNMENT.name, EntryRow.content.is_not(None), either)
            .order_by(EntryRow.withdrawn.desc(), EntryRow.revision)
        )
        by_id: dict[UUID | None, Relation] = {}
        by_number: dict[str, Relation] = {}
        for policy_id, number, title in await self._session.execute(found):
            by_id[policy_id] = by_number[number] = Relation(number, title or "", policy_id)
        return by_id, by_number

    async def _shown(self, statement: Select[EntryRow]) -> list[Entry]:
        statement = statement.options(*_GENERATED)
        rows = await self._session.scalars(statement.execution_options(populate_existing=True))
        entries = [to_entry(row) for row in rows.all()]
        return [entry for entry in entries if entry is not None]
