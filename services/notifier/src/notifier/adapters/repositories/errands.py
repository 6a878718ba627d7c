"""Errands, in PostgreSQL: a claim is a row lock that ends with its transaction."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Date, DateTime, bindparam, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.sql import one_of_ids, plan_for, table_of
from notifier.adapters.tables import ErrandRow, MessageRow
from notifier.domain.asking import Asked
from notifier.domain.errands import LAST, PRIORITY, Errand, ErrandKind
from notifier.domain.inboxed import Inboxed

# Two processes would each find that nobody was asked this week.
_ASK_ONE_BY_ONE: Final = text("SELECT pg_advisory_xact_lock(hashtext('ask for facts'))")
# A fact settles a policy where nothing else is missing, the policy is in force and a window may still come.
_QUESTIONS: Final = text(
    """
    WITH asked AS (
        SELECT credit_code FROM unnest(CAST(:codes AS text[])) AS one (credit_code)
        WHERE NOT EXISTS (
            SELECT FROM message AS m WHERE m.credit_code = one.credit_code
            AND m.kind = 'missing_fact' AND m.created_at > :since
        )
    ), settled AS (
        SELECT s.credit_code, s.enterprise_name, s.policy_id, s.missing[1] AS fact,
               r.brief ->> 'title' AS title
        FROM asked JOIN standing AS s USING (credit_code)
        JOIN policy AS p ON p.policy_id = s.policy_id AND NOT p.withdrawn
        LEFT JOIN policy_revision AS r ON r.policy_id = s.policy_id AND r.revision = s.policy_revision
        WHERE s.verdict = 'undetermined' AND cardinality(s.missing) = 1
        AND (jsonb_array_length(p.windows) = 0 OR EXISTS (
            SELECT FROM jsonb_array_elements(p.windows) AS w WHERE CAST(w ->> 'last' AS date) >= :today
        ))
    )
    SELECT DISTINCT ON (credit_code) credit_code, max(enterprise_name) AS enterprise_name,
           CAST(min(CAST(policy_id AS text)) AS uuid) AS policy_id, fact, count(*) AS settles,
           (array_agg(title ORDER BY title) FILTER (WHERE title IS NOT NULL))[1:5] AS titles
    FROM settled GROUP BY credit_code, fact ORDER BY credit_code, count(*) DESC, fact
    """
).bindparams(bindparam("since", type_=DateTime(timezone=True)), bindparam("today", type_=Date))


class SqlErrands:
    """Implements `errand_ports.Errands`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, errands: Sequence[Errand], due_at: datetime) -> None:
        rows = [
            {
                "kind": errand.kind,
                "priority": PRIORITY[errand.kind],
                "due_at": due_at,
                "policy_id": errand.policy_id,
                "revision": errand.revision,
                "message_ids": list(errand.message_ids),
                "traceparent": errand.traceparent,
                "details": dict(errand.details) or None,
            }
            for errand in errands
        ]
        if rows:
            await self._session.execute(insert(table_of(ErrandRow)), rows)

    async def claim(self, now: datetime) -> Errand | None:
        first = (
            select(*table_of(ErrandRow).c)
            .where(ErrandRow.due_at <= now)
            .order_by(ErrandRow.priority, ErrandRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = (await self._session.execute(first)).first()
        if row is None:
            return None
        return Errand(
            kind=ErrandKind(row.kind),
            message_ids=tuple(row.message_ids),
            policy_id=row.policy_id,
            revision=row.revision,
            traceparent=row.traceparent,
            details=row.details or {},
            id=row.id,
        )

    async def turn(self, errand: Errand, kind: ErrandKind, due_at: datetime) -> None:
        turned = {"kind": kind, "priority": PRIORITY[kind], "due_at": due_at}
        await self._session.execute(update(ErrandRow).where(ErrandRow.id == errand.id).values(turned))

    async def done(self, errand: Errand) -> None:
        await self._session.execute(delete(ErrandRow).where(ErrandRow.id == errand.id))

    async def postpone(self, errand: Errand, due_at: datetime) -> None:
        await self._session.execute(
            update(ErrandRow).where(ErrandRow.id == errand.id).values(due_at=due_at, priority=LAST)
        )

    async def questions(self, credit_codes: Sequence[str], today: date, since: datetime) -> list[Asked]:
        await self._session.execute(_ASK_ONE_BY_ONE)
        given = {"codes": list(credit_codes), "today": today, "since": since}
        return [
            Asked(
                row.credit_code, row.enterprise_name, row.policy_id, row.fact, row.settles, tuple(row.titles)
            )
            for row in await self._session.execute(_QUESTIONS, given)
        ]

    async def messages(self, message_ids: Sequence[UUID]) -> list[Inboxed]:
        await plan_for(self._session, len(message_ids))
        named = select(
            MessageRow.id,
            MessageRow.credit_code,
            MessageRow.policy_id,
            MessageRow.policy_revision,
            MessageRow.kind,
            MessageRow.created_at,
        ).where(one_of_ids(MessageRow.id, message_ids))
        return [Inboxed(*row) for row in await self._session.execute(named)]
