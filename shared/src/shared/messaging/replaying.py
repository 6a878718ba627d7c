"""Sends again what the outbox kept: after the broker lost its log, or to rebuild a consumer."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.messaging.outbox import OUTBOX, wake


async def replay(
    session: AsyncSession,
    *,
    topic: str | None = None,
    key: str | None = None,
    since: datetime | None = None,
    limit_to: datetime | None = None,
) -> int:
    """Mark sent events as unsent; the relay sends them again in their order, ids unchanged. Return how many.

    Consumers that have seen an event ignore it, so replaying too much costs time and nothing else.
    """
    chosen: list[ColumnElement[bool]] = [OUTBOX.c.sent_at.is_not(None)]
    if topic is not None:
        chosen.append(OUTBOX.c.topic == topic)
    if key is not None:
        chosen.append(OUTBOX.c.key == key)
    if since is not None:
        chosen.append(OUTBOX.c.created_at >= since)
    if limit_to is not None:
        chosen.append(OUTBOX.c.created_at < limit_to)
    marked = update(OUTBOX).where(and_(*chosen)).values(sent_at=None).returning(OUTBOX.c.id)
    count = len((await session.execute(marked)).all())
    await wake(session)
    return count


async def unsent(session: AsyncSession) -> tuple[int, float]:
    """Return how many events wait to be sent, and the age of the oldest in seconds."""
    age = func.coalesce(func.extract("epoch", func.now() - func.min(OUTBOX.c.created_at)), 0)
    row = (await session.execute(select(func.count(), age).where(OUTBOX.c.sent_at.is_(None)))).one()
    return int(row[0]), float(row[1])
