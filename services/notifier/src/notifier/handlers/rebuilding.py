"""While what is known is being rebuilt, nothing is pushed: whether it is true cannot be told."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from shared.messaging.inbox import is_rebuilding

# Removals are not among them: they erase what no topic holds.
REBUILT_TOPICS: Final = ("huiqi.policies", "huiqi.matches", "huiqi.applications")

_CONSUMERS: Final = tuple(f"notifier.{topic}" for topic in REBUILT_TOPICS)


async def must_wait(session: AsyncSession) -> bool:
    """Tell whether deliveries and reminders have to wait for a rebuild, for ten minutes at most."""
    return await is_rebuilding(session, _CONSUMERS)
