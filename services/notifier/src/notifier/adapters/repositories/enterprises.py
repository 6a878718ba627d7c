"""Enterprises that left, in PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.sql import one_of
from notifier.adapters.tables import (
    ApplicationRow,
    DeliveryRow,
    EndpointRow,
    MessageRow,
    MutedKindRow,
    OpenedRow,
    ReminderRow,
    RemovedEnterpriseRow,
    StandingRow,
)

_HELD = (
    ApplicationRow,
    DeliveryRow,
    EndpointRow,
    MessageRow,
    MutedKindRow,
    OpenedRow,
    ReminderRow,
    StandingRow,
)


class SqlEnterprises:
    """Implements `ports.Enterprises`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def removed(self, credit_codes: Sequence[str]) -> dict[str, int]:
        theirs = select(RemovedEnterpriseRow.credit_code, RemovedEnterpriseRow.revision).where(
            one_of(RemovedEnterpriseRow.credit_code, credit_codes)
        )
        return {row.credit_code: row.revision for row in await self._session.execute(theirs)}

    async def came_back(self, credit_codes: Sequence[str]) -> None:
        await self._session.execute(
            update(RemovedEnterpriseRow)
            .where(one_of(RemovedEnterpriseRow.credit_code, credit_codes))
            .values(returned=True)
        )

    async def gone(self, credit_codes: Sequence[str]) -> set[str]:
        theirs = select(RemovedEnterpriseRow.credit_code).where(
            one_of(RemovedEnterpriseRow.credit_code, credit_codes), RemovedEnterpriseRow.returned.is_(False)
        )
        return set(await self._session.scalars(theirs))

    async def erase(self, credit_code: str, revision: int) -> None:
        for row in _HELD:
            await self._session.execute(delete(row).where(row.credit_code == credit_code))
        tombstone = {"revision": revision, "returned": False}
        await self._session.execute(
            insert(RemovedEnterpriseRow)
            .values(credit_code=credit_code, **tombstone)
            .on_conflict_do_update(index_elements=["credit_code"], set_=tombstone)
        )
