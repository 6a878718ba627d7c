"""While the projection is emptied and filled again, what the sources lack says nothing."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from shared.events import PolicyPublished
from shared.messaging.inbox import is_rebuilding

_CONSUMERS: Final = (f"portal-sync.{PolicyPublished.topic}",)


async def sources_are_coming_again(session: AsyncSession) -> bool:
    """Tell whether a rebuild is under way: other systems keep what they show until it is over."""
    return await is_rebuilding(session, _CONSUMERS)
