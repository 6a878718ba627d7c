"""An enterprise left: its profile and matches are erased, and only a tombstone remains."""

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.population import Profile
from matcher.handlers.matching import Matching
from matcher.handlers.ports import Enterprises
from shared.events import EnterpriseRemoved
from shared.messaging import Fenced
from shared.messaging.partitioning import shard_of


async def erase_enterprise(
    session: AsyncSession, event: EnterpriseRemoved, *, matching: Matching, enterprises: Enterprises
) -> None:
    """Handle `enterprise.removed.v1`. Nobody is told: there is nobody left to tell."""
    turn = await matching.shards.take(session)
    code, shard = event.credit_code, shard_of(event.credit_code)
    if shard not in turn:
        raise Fenced(f"shard {shard} is another process's")
    tombstone = Profile(code, event.revision, "", None, shard)
    await matching.profiles.erase(session, tombstone, event.removed_at, turn)
    await matching.matches.erase(session, code)
    # By now the relay has sent what came before this event, so that nothing unsent is lost.
    await enterprises.forget_sent(session, code)
