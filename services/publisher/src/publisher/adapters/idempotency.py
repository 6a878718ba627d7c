"""Kept answers in PostgreSQL."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from publisher.adapters.tables import IdempotencyKeyRow
from publisher.domain.errors import Conflict
from publisher.handlers.ports import Answer


class SqlIdempotencyKeys:
    """`IdempotencyKeys` on one session. A second request waits until the first one's transaction ends."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def claim(self, owner: str, key: str, digest: str) -> Answer | None:
        first = await self._session.execute(
            insert(IdempotencyKeyRow)
            .values(owner=owner, key=key, digest=digest)
            .on_conflict_do_nothing()
            .returning(IdempotencyKeyRow.key)
        )
        if first.scalar_one_or_none() is not None:
            return None
        row = await self._session.scalar(
            select(IdempotencyKeyRow).where(IdempotencyKeyRow.owner == owner, IdempotencyKeyRow.key == key)
        )
        if row is None or row.digest != digest or row.status is None:
            raise Conflict("这个 Idempotency-Key 已经用于另一个请求，请换一个。")
        return Answer(row.status, row.body or {})

    async def keep(self, owner: str, key: str, answer: Answer) -> None:
        await self._session.execute(
            update(IdempotencyKeyRow)
            .where(IdempotencyKeyRow.owner == owner, IdempotencyKeyRow.key == key)
            .values(status=answer.status, body=answer.body)
        )

    async def forget(self, before: datetime) -> int:
        gone = delete(IdempotencyKeyRow).where(IdempotencyKeyRow.created_at < before)
        deleted = gone.returning(IdempotencyKeyRow.owner).cte()
        return (await self._session.execute(select(func.count()).select_from(deleted))).scalar_one()
