"""Lets go what was held: alone, or several to one endpoint as one."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.bundles import Ended, bind
from notifier.domain.retry import DeliveryState
from notifier.handlers.ports import Tools
from notifier.handlers.rebuilding import must_wait
from shared.db import after_commit
from shared.events import NotificationDelivered, NotificationFailed, told_as
from shared.messaging import emit

BATCH: Final = 2_000


async def release_held(session: AsyncSession, *, tools: Tools) -> int:
    """Queue what is due of up to 2,000 endpoints, each as one delivery; return how many endpoints."""
    if await must_wait(session):
        return 0
    bundles, now = tools.store(session).bundles, tools.clock.now()
    ripe = await bundles.ripe(now, BATCH)
    if not ripe:
        return 0
    if several := await bundles.lone(ripe, now):
        bound = bind(await bundles.waiting(several, now), tools.clock.today())
        await bundles.bind(bound.leads, bound.with_lead, now)
        await bundles.drop(bound.dropped, now)
    after_commit(session, tools.wake)
    return len(ripe)


async def follow_leads(session: AsyncSession, *, tools: Tools) -> int:
    """Let what went with another share its fate, and tell of it; return how many that were."""
    ended = await tools.store(session).bundles.follow_leads(BATCH)
    now = tools.clock.now()
    await emit(session, *(_event(one, now) for one in ended if one.state != DeliveryState.DROPPED))
    return len(ended)


def _event(one: Ended, now: datetime) -> NotificationDelivered | NotificationFailed:
    about = {
        "message_id": one.message_id,
        "credit_code": one.credit_code,
        "policy_id": one.policy_id,
        "policy_revision": one.policy_revision,
        "kind": one.kind,
        "endpoint": told_as(one.endpoint),
        "by": one.endpoint.value,
        "attempts": one.attempts,
    }
    if one.state == DeliveryState.FAILED:
        return NotificationFailed(failed_at=now, reason=one.reason or "", **about)
    return NotificationDelivered(delivered_at=now, **about)
