"""Policies by their days and moments, in PostgreSQL."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, and_, cast, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.policies import SqlPolicies
from publisher.adapters.standing_tables import ExpiryReminderRow
from publisher.adapters.tables import PolicyRow, RevisionRow
from publisher.domain.policies import Policy
from publisher.domain.schedules import GRACE, Schedule
from publisher.domain.states import RevisionState
from publisher.handlers.calendar_ports import Expiring, Planned

_SCHEDULED = RevisionRow.state == RevisionState.SCHEDULED.value
_LIVE = RevisionRow.state == RevisionState.LIVE.value
# ISO days sort as text, and so the index serves.
_EXPIRES = RevisionRow.content["expires_on"].astext
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

    async def lapsing(self, today: date) -> Sequence[UUID]:
        statement = select(RevisionRow.policy_id).where(_LIVE, today.isoformat() > _EXPIRES).limit(_MOST)
        return list(await self._session.scalars(statement))

    async def expiring(self, until: date) -> Sequence[tuple[UUID, date]]:
        told = exists().where(
            ExpiryReminderRow.policy_id == RevisionRow.policy_id,
            ExpiryReminderRow.expires_on == cast(_EXPIRES, Date),
        )
        statement = (
            select(RevisionRow.policy_id, cast(_EXPIRES, Date))
            .where(_LIVE, until.isoformat() >= _EXPIRES, ~told)
            .limit(_MOST)
        )
        return [(policy_id, day) for policy_id, day in await self._session.execute(statement)]

    async def remind(self, policy_id: UUID, expires_on: date, now: datetime) -> bool:
        statement = (
            insert(ExpiryReminderRow)
            .values(policy_id=policy_id, expires_on=expires_on, reminded_at=now)
            .on_conflict_do_nothing()
            .returning(ExpiryReminderRow.policy_id)
        )
        return (await self._session.execute(statement)).scalar_one_or_none() is not None

    async def reminders(self, today: date, department: str | None) -> Sequence[Expiring]:
        still = and_(
            RevisionRow.policy_id == ExpiryReminderRow.policy_id,
            cast(_EXPIRES, Date) == ExpiryReminderRow.expires_on,
            _LIVE,
        )
        statement = (
            select(RevisionRow.policy_id, RevisionRow.content["title"].astext, ExpiryReminderRow.expires_on)
            .join(ExpiryReminderRow, still)
            .join(PolicyRow, PolicyRow.id == RevisionRow.policy_id)
            .where(ExpiryReminderRow.expires_on >= today)
            .order_by(ExpiryReminderRow.expires_on)
            .limit(_MOST)
        )
        if department is not None:
            statement = statement.where(PolicyRow.department == department)
        return [Expiring(*row) for row in await self._session.execute(statement)]
