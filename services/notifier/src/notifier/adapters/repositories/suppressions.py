"""Suppressed addresses, in PostgreSQL."""

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.tables import EndpointRow
from notifier.adapters.tables import SuppressedAddressRow as Row
from notifier.handlers.endpoint_ports import Suppression
from shared.events import EndpointKind


class SqlSuppressions:
    """Implements `endpoint_ports.Suppressions`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, suppression: Suppression) -> None:
        values = {
            "kind": suppression.kind,
            "address": suppression.address,
            "reason": suppression.reason,
            "suppressed_at": suppression.suppressed_at,
        }
        await self._session.execute(insert(Row).values(values).on_conflict_do_nothing())
        await self._session.execute(
            update(EndpointRow)
            .where(
                EndpointRow.kind == suppression.kind,
                EndpointRow.address == suppression.address,
                EndpointRow.ended_at.is_(None),
            )
            .values(ended_at=suppression.suppressed_at, ended_reason=suppression.reason)
        )

    async def lift(self, kind: EndpointKind, address: str) -> bool:
        lifted = delete(Row).where(Row.kind == kind, Row.address == address).returning(Row.kind)
        return (await self._session.scalar(lifted)) is not None

    async def has(self, kind: EndpointKind, address: str) -> bool:
        query = select(exists().where(Row.kind == kind, Row.address == address))
        return bool(await self._session.scalar(query))

    async def page(self, after: str, limit: int) -> list[Suppression]:
        query = select(Row).where(Row.address > after).order_by(Row.address, Row.kind).limit(limit)
        return [
            Suppression(EndpointKind(row.kind), row.address, row.reason, row.suppressed_at)
            for row in await self._session.scalars(query)
        ]
