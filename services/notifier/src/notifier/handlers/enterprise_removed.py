"""An enterprise left: everything about it is erased, and a tombstone keeps late events out."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.handlers.ports import Tools
from shared.events import EnterpriseRemoved


async def enterprise_removed(session: AsyncSession, event: EnterpriseRemoved, *, tools: Tools) -> None:
    """Erase standings, messages, reminders, endpoints and deliveries of the enterprise.

    Where it is already known to have come back, by a match of a newer profile, only its former life ends.
    """
    await tools.store(session).enterprises.erase(event.credit_code, event.revision, event.removed_at)
