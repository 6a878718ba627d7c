"""Schedules the reminders of enterprises that became eligible, or whose window moved."""

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.reminders import plan
from notifier.handlers.ports import Tools
from notifier.handlers.rebuilding import must_wait


async def arm_reminders(session: AsyncSession, *, tools: Tools) -> int:
    """Schedule one part of those who wait, by the windows that hold now; return how many enterprises.

    What fell due between the match and now is scheduled too: it is sent late, or dropped on record.
    """
    if await must_wait(session):
        return 0
    store = tools.store(session)
    waiting = await store.reminders.take_arming()
    if waiting is None:
        return 0
    policy = await store.policies.lock(waiting.policy_id, exclusive=False)
    planned = plan(policy.windows, waiting.since)
    if planned and not policy.withdrawn:
        await store.reminders.arm(waiting, planned)
    return len(waiting.credit_codes)
