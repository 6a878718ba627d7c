"""A revision was published: show it in every channel that it goes to."""

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.source import Publication, SourceMismatchError
from portal_sync.handlers.follow_source import Tools, follow
from shared.events import PolicyPublished
from shared.messaging import Permanent


async def mirror_policy(tools: Tools, session: AsyncSession, event: PolicyPublished) -> None:
    """Record the revision and show it; raises Permanent where its content is not what its hash says."""
    try:
        publication = Publication.of(event)
    except SourceMismatchError as error:
        raise Permanent(str(error)) from error
    await follow(tools, session, event.policy_id, lambda known: known.joined_with_publication(publication))
