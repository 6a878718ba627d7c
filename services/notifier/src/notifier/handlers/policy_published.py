"""A policy was published in a revision: its title and windows are learnt, moved deadlines are told."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.policy import brief_of
from notifier.handlers.learn_policy import learn_policy
from notifier.handlers.ports import Tools
from shared.events import PolicyPublished


async def policy_published(session: AsyncSession, event: PolicyPublished, *, tools: Tools) -> None:
    """Learn the revision. Who becomes eligible by it is the matcher's to say."""
    await learn_policy(tools.desk(session), event.policy_id, event.revision, brief_of(event))
