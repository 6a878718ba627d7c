"""An enterprise is removed: its data are erased, and an event tells the others."""

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.handlers.ports import Enterprises
from shared.clock import Clock
from shared.events import EnterpriseRemoved
from shared.messaging import emit


async def remove_enterprise(
    session: AsyncSession, credit_code: str, *, enterprises: Enterprises, clock: Clock
) -> bool:
    """Whether there was such an enterprise."""
    now = clock.now()
    revision = await enterprises.remove(session, credit_code, now)
    if revision is None:
        return False
    await emit(session, EnterpriseRemoved(credit_code=credit_code, revision=revision, removed_at=now))
    return True
