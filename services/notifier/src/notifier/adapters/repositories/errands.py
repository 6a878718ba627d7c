"""Errands, in PostgreSQL: a claim is a row lock that ends with its transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.sql import one_of_ids, table_of
from notifier.adapters.tables import ErrandRow, MessageRow
from notifier.domain.errands import LAST, PRIORITY, Errand, ErrandKind
from notifier.domain.inboxed import Inboxed


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

    async def messages(self, message_ids: Sequence[UUID]) -> list[Inboxed]:
        named = select(
            MessageRow.id,
            MessageRow.credit_code,
            MessageRow.policy_id,
            MessageRow.policy_revision,
            MessageRow.kind,
            MessageRow.created_at,
        ).where(one_of_ids(MessageRow.id, message_ids))
        return [Inboxed(*row) for row in await self._session.execute(named)]
