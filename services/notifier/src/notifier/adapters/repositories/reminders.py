"""Reminders, in PostgreSQL: armed in bulk, claimed with SKIP LOCKED once due."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, join, literal_column, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories import arming, claiming
from notifier.adapters.repositories.sql import one_of
from notifier.adapters.tables import ApplicationRow, PolicyRevisionRow, PolicyRow, ReminderRow
from notifier.domain.kinds import MessageKind
from notifier.domain.policy import Policy
from notifier.domain.read import Upcoming
from notifier.domain.reminders import Due, Planned, ReminderState, ToArm
from shared.events import ApplicationState, PolicyBrief

# A literal, so that even a generic plan sees that the partial index serves.
_PENDING = ReminderRow.state == literal_column("'pending'")
_SUPPLEMENT = ReminderRow.kind == MessageKind.SUPPLEMENT_DUE


class SqlReminders:
    """Implements `ports.Reminders`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def queue_arming(
        self,
        policy_id: UUID,
        credit_codes: Sequence[str] | None,
        since: datetime,
        traceparent: str | None,
    ) -> None:
        await arming.queue_arming(self._session, policy_id, credit_codes, since, traceparent)

    async def take_arming(self) -> ToArm | None:
        return await arming.take_arming(self._session)

    async def arm(self, waiting: ToArm, planned: Sequence[Planned]) -> None:
        await arming.arm(self._session, waiting, planned)

    async def arm_supplement(
        self, policy_id: UUID, credit_code: str, planned: Sequence[Planned], traceparent: str | None
    ) -> None:
        await arming.arm_supplement(self._session, policy_id, credit_code, planned, traceparent)

    async def cancel(
        self, policy_id: UUID, credit_codes: Sequence[str] | None, reason: str, now: datetime
    ) -> None:
        which = [ReminderRow.policy_id == policy_id, ~_SUPPLEMENT]
        if credit_codes is not None:
            which.append(one_of(ReminderRow.credit_code, credit_codes))
        await self._cancel(which, reason, now)

    async def cancel_moved(self, policy: Policy, now: datetime) -> None:
        deadlines = [(MessageKind.DEADLINE.value, window.last) for window in policy.windows]
        openings = [(MessageKind.OPENING.value, window.first) for window in policy.windows]
        which = [
            ReminderRow.policy_id == policy.policy_id,
            ~_SUPPLEMENT,
            tuple_(ReminderRow.kind, ReminderRow.deadline).not_in([*deadlines, *openings]),
        ]
        await self._cancel(which, "the window moved", now)

    async def cancel_filed(self, policy_id: UUID, credit_code: str, filed_on: date, now: datetime) -> None:
        which = [
            ReminderRow.policy_id == policy_id,
            ReminderRow.credit_code == credit_code,
            ~_SUPPLEMENT,
            ReminderRow.opens_on <= filed_on,
        ]
        await self._cancel(which, "the enterprise has filed", now)

    async def cancel_supplements(self, policy_id: UUID, credit_code: str, now: datetime) -> None:
        awaited = exists().where(
            ApplicationRow.policy_id == policy_id,
            ApplicationRow.credit_code == credit_code,
            ApplicationRow.state == ApplicationState.SUPPLEMENT_REQUIRED,
            ApplicationRow.due_on == ReminderRow.deadline,
        )
        which = [ReminderRow.policy_id == policy_id, ReminderRow.credit_code == credit_code, _SUPPLEMENT]
        await self._cancel([*which, ~awaited], "the supplement is no longer asked for", now)

    async def _cancel(self, which: Sequence[ColumnElement[bool]], reason: str, now: datetime) -> None:
        await self._session.execute(
            update(ReminderRow)
            .where(_PENDING, *which)
            .values(state=ReminderState.CANCELLED, note=reason, settled_at=now)
        )

    async def claim_due(self, now: datetime, limit: int) -> list[Due]:
        return await claiming.claim_due(self._session, now, limit)

    async def next_due(self) -> datetime | None:
        return await claiming.next_due(self._session)

    async def settle(self, settled: Sequence[tuple[Due, ReminderState, str | None]], now: datetime) -> None:
        await claiming.settle(self._session, settled, now)

    async def upcoming(self, credit_code: str, limit: int) -> list[Upcoming]:
        newest = join(
            join(ReminderRow, PolicyRow, PolicyRow.policy_id == ReminderRow.policy_id),
            PolicyRevisionRow,
            and_(
                PolicyRevisionRow.policy_id == PolicyRow.policy_id,
                PolicyRevisionRow.revision == PolicyRow.revision,
            ),
        )
        query = (
            select(ReminderRow, PolicyRevisionRow.brief)
            .select_from(newest)
            .where(ReminderRow.credit_code == credit_code, _PENDING)
            .order_by(ReminderRow.due_at)
            .limit(limit)
        )
        return [
            Upcoming(
                policy_id=row.policy_id,
                title=PolicyBrief.model_validate(brief).title,
                kind=row.kind,
                opens_on=row.opens_on,
                closes_on=row.closes_on,
                due_at=row.due_at,
            )
            for row, brief in await self._session.execute(query)
        ]
