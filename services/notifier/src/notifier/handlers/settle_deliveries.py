"""Writes down what became of many parcels, in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.retry import DeliveryState, NotNow, Refused
from notifier.domain.settling import Settled, settle
from notifier.handlers.deliver import Attempt, Courier
from notifier.handlers.endpoint_ports import Suppression
from notifier.handlers.ports import Store
from shared.events import NotificationDelivered, NotificationFailed, told_as
from shared.messaging import emit_traced


async def settle_deliveries(session: AsyncSession, attempts: Sequence[Attempt], *, courier: Courier) -> None:
    """Settle each whose lease still holds, and tell of those that are over; end endpoints that are gone."""
    store, now = courier.tools.store(session), courier.tools.clock.now()
    settled = [settle(one.parcel, one.outcome, now, courier.jitter()) for one in attempts]
    held = await store.parcels.settle(settled)
    pairs = [
        (attempt, one)
        for attempt, one in zip(attempts, settled, strict=True)
        if one.parcel.delivery_id in held
    ]
    failures = [one for attempt, one in pairs if isinstance(attempt.outcome, NotNow | Refused)]
    await store.parcels.log_failures(failures, now)
    await emit_traced(session, [(_event(one, now), attempt.trace) for attempt, one in pairs if one.told])
    await _end_endpoints(store, (attempt for attempt, _ in pairs), now)


async def _end_endpoints(store: Store, attempts: Iterable[Attempt], now: datetime) -> None:
    for attempt in attempts:
        outcome, endpoint = attempt.outcome, attempt.parcel.endpoint
        if isinstance(outcome, Refused) and outcome.gone:
            await store.endpoints.end(endpoint.id, outcome.reason, now)
        if isinstance(outcome, Refused) and outcome.suppress:
            dead = Suppression(endpoint.kind, endpoint.address, outcome.reason, now)
            await store.suppressions.add(dead)


def _event(settled: Settled, now: datetime) -> NotificationDelivered | NotificationFailed:
    message, kind = settled.parcel.stored.message, settled.parcel.endpoint.kind
    about = {
        "message_id": message.id,
        "credit_code": message.credit_code,
        "policy_id": message.policy_id,
        "policy_revision": message.policy_revision,
        "kind": message.kind,
        "endpoint": told_as(kind),
        "by": kind.value,
        "attempts": settled.parcel.attempt,
    }
    if settled.state is DeliveryState.FAILED:
        return NotificationFailed(failed_at=now, reason=settled.reason or "", **about)
    return NotificationDelivered(delivered_at=now, **about)
