"""The append-only record in PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.tables import HistoryRow
from publisher.domain.states import RevisionState
from publisher.handlers.ports import HistoryEntry


class SqlHistory:
    """`History` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, entry: HistoryEntry) -> None:
        # Where it comes from is where the line before it led; the policy's row is locked.
        before = (
            select(HistoryRow.to_state)
            .where(HistoryRow.policy_id == entry.policy_id)
            .order_by(HistoryRow.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        await self._session.execute(
            insert(HistoryRow).values(
                policy_id=entry.policy_id,
                at=entry.at,
                actor=entry.actor,
                actor_name=entry.actor_name,
                action=entry.action,
                revision=entry.revision,
                note=entry.note,
                from_state=before,
                to_state=entry.to_state,
            )
        )

    async def of(self, policy_id: UUID) -> Sequence[HistoryEntry]:
        rows = await self._session.scalars(
            select(HistoryRow).where(HistoryRow.policy_id == policy_id).order_by(HistoryRow.id)
        )
        return [
            HistoryEntry(
                policy_id=r.policy_id,
                at=r.at,
                actor=r.actor,
                actor_name=r.actor_name,
                action=r.action,
                revision=r.revision,
                note=r.note,
                from_state=RevisionState(r.from_state) if r.from_state else None,
                to_state=RevisionState(r.to_state) if r.to_state else None,
            )
            for r in rows
        ]
