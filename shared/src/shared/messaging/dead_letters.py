"""Dead letters as operators see them: list, replay after repair, discard."""

from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.messaging.inbox import forget
from shared.messaging.parking import DEAD, PARKED


async def list_dead(
    session: AsyncSession, *, state: str = "dead", limit: int = 100, before: int | None = None
) -> list[RowMapping]:
    """Return dead letters, newest first; `before` is the id to go on from."""
    query = select(DEAD).where(DEAD.c.state == state).order_by(DEAD.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(DEAD.c.id < before)
    return list((await session.execute(query)).mappings())


async def count_dead(session: AsyncSession) -> int:
    """Count the dead letters that nobody has settled."""
    return int((await session.execute(select(func.count()).where(DEAD.c.state == "dead"))).scalar_one())


async def count_parked(session: AsyncSession) -> int:
    """Count the events that wait for another try."""
    return int((await session.execute(select(func.count()).select_from(PARKED))).scalar_one())


async def replay_dead(session: AsyncSession, dead_id: int) -> bool:
    """Park a dead letter to be tried at once, its tries counted anew; False where there is none such."""
    settled = await _settle(session, dead_id, "replayed")
    if settled is None:
        return False
    await forget(session, settled["consumer"], settled["event_id"])
    kept = ("consumer", "event_id", "topic", "partition", "offset", "key", "value", "headers", "reason")
    row: dict[str, Any] = {name: settled[name] for name in kept} | {"attempts": 0, "due_at": func.now()}
    await session.execute(insert(PARKED).values(row).on_conflict_do_nothing())
    return True


async def discard_dead(session: AsyncSession, dead_id: int) -> bool:
    """Settle a dead letter without trying it again; it stays on record. False where there is none such."""
    return await _settle(session, dead_id, "discarded") is not None


async def _settle(session: AsyncSession, dead_id: int, state: str) -> RowMapping | None:
    settled = (
        update(DEAD)
        .where(DEAD.c.id == dead_id, DEAD.c.state == "dead")
        .values(state=state, settled_at=func.now())
        .returning(DEAD)
    )
    row: RowMapping | None = (await session.execute(settled)).mappings().one_or_none()
    return row
