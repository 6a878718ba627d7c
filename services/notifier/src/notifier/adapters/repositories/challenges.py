"""Codes sent to endpoints, in PostgreSQL."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.tables import EndpointChallengeRow as Row
from notifier.handlers.endpoint_ports import Challenge, Sendings


class SqlChallenges:
    """Implements `endpoint_ports.Challenges`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def sendings(self, credit_code: str, endpoint_id: UUID, target: str, since: datetime) -> Sendings:
        to_endpoint, to_target = Row.endpoint_id == endpoint_id, Row.target == target
        query = select(
            func.count().filter(to_endpoint),
            func.count().filter(to_target),
            func.count().filter(Row.credit_code == credit_code),
            func.max(Row.sent_at).filter(to_target),
        ).where(Row.sent_at >= since, or_(to_endpoint, to_target, Row.credit_code == credit_code))
        return Sendings(*(await self._session.execute(query)).one())

    async def add(self, challenge: Challenge) -> None:
        await self._session.execute(insert(Row).values(asdict(challenge)))

    async def newest(self, endpoint_id: UUID) -> Challenge | None:
        query = (
            select(Row)
            .where(Row.endpoint_id == endpoint_id, Row.code_digest != "")
            .order_by(Row.sent_at.desc())
            .limit(1)
            .with_for_update()
        )
        row = await self._session.scalar(query)
        if row is None:
            return None
        return Challenge(
            id=row.id,
            endpoint_id=row.endpoint_id,
            credit_code=row.credit_code,
            target=row.target,
            code_digest=row.code_digest,
            sent_at=row.sent_at,
            expires_at=row.expires_at,
            wrong_guesses=row.wrong_guesses,
        )

    async def count_wrong(self, challenge_id: UUID) -> None:
        await self._session.execute(
            update(Row).where(Row.id == challenge_id).values(wrong_guesses=Row.wrong_guesses + 1)
        )

    async def expire(self, endpoint_id: UUID, now: datetime) -> None:
        await self._session.execute(
            update(Row).where(Row.endpoint_id == endpoint_id, Row.expires_at > now).values(expires_at=now)
        )
