"""Collections that editors made, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.tables import CollectionRow, EntryRow
from portal_sync.domain.collection import Collection
from portal_sync.domain.listing import Filter
from portal_sync.domain.made_collection import MadeCollection
from portal_sync.domain.routing import GOVERNMENT

_COLUMNS: Final = tuple(field.name for field in fields(MadeCollection))


class PostgresMadeCollections:
    """Implements `MadeCollections`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def published(self) -> Sequence[Collection]:
        found = select(CollectionRow).where(CollectionRow.published).order_by(CollectionRow.title)
        return [_made(row).shown() for row in await self._session.scalars(found)]

    async def of_department(self, department: str) -> Sequence[MadeCollection]:
        found = select(CollectionRow).where(CollectionRow.department == department)
        ordered = found.order_by(CollectionRow.changed_at.desc(), CollectionRow.collection_id)
        return [_made(row) for row in await self._session.scalars(ordered)]

    async def get(self, collection_id: UUID, *, lock: bool = False) -> MadeCollection | None:
        found = select(CollectionRow).where(CollectionRow.collection_id == collection_id)
        row = await self._session.scalar(found.with_for_update() if lock else found)
        return _made(row) if row is not None else None

    async def add(self, made: MadeCollection) -> bool:
        added = insert(CollectionRow).values(**_row(made)).on_conflict_do_nothing(index_elements=["slug"])
        returned = added.returning(CollectionRow.collection_id)
        return await self._session.scalar(returned) is not None

    async def save(self, made: MadeCollection) -> None:
        own = CollectionRow.collection_id == made.collection_id
        await self._session.execute(update(CollectionRow).where(own).values(**_row(made)))

    async def remove(self, collection_id: UUID) -> None:
        await self._session.execute(delete(CollectionRow).where(CollectionRow.collection_id == collection_id))

    async def numbered(self, numbers: Sequence[str]) -> Mapping[str, UUID]:
        # Of several with one number the newest that stands comes last, and with that wins.
        found = (
            select(EntryRow.document_number, EntryRow.policy_id)
            .where(EntryRow.channel == GOVERNMENT.name, EntryRow.document_number.in_(numbers))
            .order_by(EntryRow.withdrawn.desc(), EntryRow.revision)
        )
        rows = await self._session.execute(found)
        return {number: policy_id for number, policy_id in rows if number is not None}


def _row(made: MadeCollection) -> dict[str, Any]:
    rule = asdict(made.rule) if made.rule is not None else None
    chosen = {name: value for name, value in rule.items() if value} if rule is not None else None
    values = {name: getattr(made, name) for name in _COLUMNS}
    return values | {"rule": chosen, "picks": list(made.picks)}


def _made(row: CollectionRow) -> MadeCollection:
    rule = Filter(**row.rule) if row.rule is not None else None
    values = {name: getattr(row, name) for name in _COLUMNS}
    return MadeCollection(**values | {"rule": rule, "picks": tuple(row.picks)})
