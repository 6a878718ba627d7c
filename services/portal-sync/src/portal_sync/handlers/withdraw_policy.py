"""A policy was withdrawn: every channel keeps its address and says what became of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.source import Withdrawal
from portal_sync.handlers.follow_source import Tools, follow
from shared.events import PolicyWithdrawn


async def withdraw_policy(tools: Tools, session: AsyncSession, event: PolicyWithdrawn) -> None:
    """Record the withdrawal and show it, also of a policy that was never seen."""
    withdrawal = Withdrawal.of(event)
    await follow(tools, session, event.policy_id, lambda known: known.joined_with_withdrawal(withdrawal))
