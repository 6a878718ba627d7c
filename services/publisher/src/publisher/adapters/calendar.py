"""Policies by their days and moments, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.policies import SqlPolicies
from publisher.adapters.tables import PolicyRow, RevisionRow
from publisher.domain.policies import Policy
from publisher.domain.schedules import GRACE, Schedule
from publisher.domain.states import RevisionState
from publisher.handlers.calendar_ports import Planned

_SCHEDULED = RevisionRow.state == RevisionState.SCHEDULED.value
_MOST = 500


class SqlCalendar:
    """`Calendar` on one session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def due(self, now: datetime) -> Sequence[UUID]:
        statement = (
            select(RevisionRow.policy_id)
            .where(_SCHEDULED, RevisionRow.scheduled_for <= now)
            .order_by(RevisionRow.scheduled_for)
            .limit(_MOST)
        )
        return list(await self._session.scalars(statement))

    async def claim(self, policy_id: UUID) -> Policy | None:
        free = select(PolicyRow.id).where(PolicyRow.id == policy_id).with_for_update(skip_locked=True)
        if await self._session.scalar(free) is None:
            return None
        return await SqlPolicies(self._session).lock(policy_id, department=None)

    async def overdue(self, now: datetime, department: str | None) -> Sequence[Planned]:
        late = or_(RevisionRow.scheduled_for < now - GRACE, RevisionRow.missed_because.is_not(None))
        statement = (
            select(
                RevisionRow.policy_id,
                RevisionRow.content["title"].astext,
                RevisionRow.scheduled_for,
                RevisionRow.scheduled_by,
                RevisionRow.scheduled_by_name,
                RevisionRow.missed_because,
            )
            .join(PolicyRow, PolicyRow.id == RevisionRow.policy_id)
            .where(_SCHEDULED, late)
            .order_by(RevisionRow.scheduled_for)
            .limit(_MOST)
        )
        if department is not None:
            statement = statement.where(PolicyRow.department == department)
        return [
            Planned(policy_id, title, Schedule(at, by or "", name or "", missed or ""))
            for policy_id, title, at, by, name, missed in await self._session.execute(statement)
            if at is not None
        ]
