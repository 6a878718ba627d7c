"""Reminders, in PostgreSQL: armed in bulk, claimed with SKIP LOCKED once due."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Row,
    String,
    Values,
    and_,
    bindparam,
    column,
    exists,
    join,
    literal,
    literal_column,
    select,
    true,
    tuple_,
    update,
    values,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from notifier.adapters.repositories.situations import filed_since, windows_of
from notifier.adapters.repositories.sql import one_of, table_of
from notifier.adapters.tables import PolicyRevisionRow, PolicyRow, ReminderRow, StandingRow
from notifier.domain.kinds import MessageKind
from notifier.domain.policy import Policy
from notifier.domain.read import Upcoming
from notifier.domain.reminders import Due, Planned, ReminderState
from shared.events import PolicyBrief, Verdict

# A literal, so that even a generic plan sees that the partial index serves.
_PENDING = ReminderRow.state == literal_column("'pending'")


class SqlReminders:
    """Implements `ports.Reminders`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def arm(
        self,
        policy_id: UUID,
        planned: Sequence[Planned],
        credit_codes: Sequence[str] | None,
        traceparent: str | None,
    ) -> None:
        """Schedule for each eligible enterprise, or those of `credit_codes`, in one statement.

        One that was cancelled comes back; one that was sent or dropped never does.
        """
        if not planned:
            return
        plan = _plan_values(planned)
        whom = [StandingRow.policy_id == policy_id, StandingRow.verdict == Verdict.ELIGIBLE]
        if credit_codes is not None:
            whom.append(one_of(StandingRow.credit_code, credit_codes))
        rows = (
            select(
                StandingRow.credit_code,
                literal(policy_id).label("policy_id"),
                plan.c.kind,
                plan.c.deadline,
                plan.c.days_before,
                plan.c.opens_on,
                plan.c.closes_on,
                plan.c.due_at,
                literal(ReminderState.PENDING.value).label("state"),
                literal(traceparent, String).label("traceparent"),
            )
            .select_from(join(StandingRow, plan, true()))
            .where(*whom, ~filed_since(policy_id, StandingRow.credit_code, plan.c.opens_on))
        )
        row = insert(ReminderRow).from_select([name.name for name in rows.selected_columns], rows)
        again = {
            name: row.excluded[name] for name in ("opens_on", "closes_on", "due_at", "state", "traceparent")
        }
        await self._session.execute(
            row.on_conflict_do_update(
                constraint="pk_reminder",
                set_={**again, "note": None, "settled_at": None},
                where=ReminderRow.state.in_([ReminderState.PENDING, ReminderState.CANCELLED]),
            )
        )

    async def cancel(
        self, policy_id: UUID, credit_codes: Sequence[str] | None, reason: str, now: datetime
    ) -> None:
        which = [ReminderRow.policy_id == policy_id]
        if credit_codes is not None:
            which.append(one_of(ReminderRow.credit_code, credit_codes))
        await self._cancel(which, reason, now)

    async def cancel_moved(self, policy: Policy, now: datetime) -> None:
        deadlines = [(MessageKind.DEADLINE.value, window.last) for window in policy.windows]
        openings = [(MessageKind.OPENING.value, window.first) for window in policy.windows]
        which = [
            ReminderRow.policy_id == policy.policy_id,
            tuple_(ReminderRow.kind, ReminderRow.deadline).not_in([*deadlines, *openings]),
        ]
        await self._cancel(which, "the window moved", now)

    async def cancel_filed(self, policy_id: UUID, credit_code: str, filed_on: date, now: datetime) -> None:
        which = [
            ReminderRow.policy_id == policy_id,
            ReminderRow.credit_code == credit_code,
            ReminderRow.opens_on <= filed_on,
        ]
        await self._cancel(which, "the enterprise has filed", now)

    async def _cancel(self, which: Sequence[ColumnElement[bool]], reason: str, now: datetime) -> None:
        await self._session.execute(
            update(ReminderRow)
            .where(_PENDING, *which)
            .values(state=ReminderState.CANCELLED, note=reason, settled_at=now)
        )

    async def claim_due(self, now: datetime, limit: int) -> list[Due]:
        later = aliased(ReminderRow)
        superseded = exists().where(
            later.credit_code == ReminderRow.credit_code,
            later.policy_id == ReminderRow.policy_id,
            later.closes_on == ReminderRow.closes_on,
            later.state == ReminderState.PENDING,
            later.due_at > ReminderRow.due_at,
            later.due_at <= now,
        )
        filed = filed_since(ReminderRow.policy_id, ReminderRow.credit_code, ReminderRow.opens_on)
        standing = and_(
            StandingRow.policy_id == ReminderRow.policy_id, StandingRow.credit_code == ReminderRow.credit_code
        )
        sources = join(ReminderRow, StandingRow, standing, isouter=True)
        sources = join(sources, PolicyRow, PolicyRow.policy_id == ReminderRow.policy_id, isouter=True)
        due = (
            select(
                *table_of(ReminderRow).c,
                StandingRow.verdict,
                StandingRow.enterprise_name,
                PolicyRow.revision.label("policy_revision"),
                PolicyRow.windows,
                PolicyRow.withdrawn,
                filed.label("filed"),
                superseded.label("superseded"),
            )
            .select_from(sources)
            .where(_PENDING, ReminderRow.due_at <= now)
            .order_by(ReminderRow.due_at)
            .limit(limit)
            .with_for_update(of=ReminderRow, skip_locked=True)
        )
        return [_due(row) for row in await self._session.execute(due)]

    async def settle(self, settled: Sequence[tuple[Due, ReminderState, str | None]], now: datetime) -> None:
        if not settled:
            return
        rows = [
            {
                "code": due.credit_code,
                "policy": due.policy_id,
                "which": due.planned.kind.value,
                "day": due.planned.deadline,
                "before": due.planned.offset,
                "became": state.value,
                "why": why,
            }
            for due, state, why in settled
        ]
        table = table_of(ReminderRow)
        one = (
            update(table)
            .where(
                table.c.credit_code == bindparam("code"),
                table.c.policy_id == bindparam("policy"),
                table.c.kind == bindparam("which"),
                table.c.deadline == bindparam("day"),
                table.c.days_before == bindparam("before"),
            )
            .values(state=bindparam("became"), note=bindparam("why"), settled_at=now)
        )
        await (await self._session.connection()).execute(one, rows)

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


def _plan_values(planned: Sequence[Planned]) -> Values:
    columns = (
        column("kind", String),
        column("deadline", Date),
        column("days_before", Integer),
        column("opens_on", Date),
        column("closes_on", Date),
        column("due_at", DateTime(timezone=True)),
    )
    rows = [(p.kind.value, p.deadline, p.offset, p.opens_on, p.closes_on, p.due_at) for p in planned]
    return values(*columns, name="plan").data(rows)


def _due(row: Row[*tuple[Any, ...]]) -> Due:
    planned = Planned(
        kind=MessageKind(row.kind),
        deadline=row.deadline,
        offset=row.days_before,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        due_at=row.due_at,
    )
    return Due(
        credit_code=row.credit_code,
        policy_id=row.policy_id,
        planned=planned,
        enterprise_name=row.enterprise_name or "",
        policy_revision=row.policy_revision or 0,
        verdict=Verdict(row.verdict) if row.verdict else None,
        withdrawn=bool(row.withdrawn),
        filed=row.filed,
        windows=windows_of(row.windows),
        superseded=row.superseded,
        traceparent=row.traceparent,
    )
