"""The append-only record in PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.tables import HistoryRow
from publisher.handlers.ports import HistoryEntry


class SqlHistory:
    """`History` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, entry: HistoryEntry) -> None:
        await self._session.execute(
            insert(HistoryRow).values(
                policy_id=entry.policy_id,
                at=entry.at,
                actor=entry.actor,
                actor_name=entry.actor_name,
                action=entry.action,
                revision=entry.revision,
                note=entry.note,
            )
        )

    async def of(self, policy_id: UUID) -> Sequence[HistoryEntry]:
        rows = await self._session.scalars(
            select(HistoryRow).where(HistoryRow.policy_id == policy_id).order_by(HistoryRow.id)
        )
        return [
            HistoryEntry(r.policy_id, r.at, r.actor, r.actor_name, r.action, r.revision, r.note) for r in rows
        ]
