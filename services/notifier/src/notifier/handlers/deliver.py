"""Delivers one claimed message to its endpoint and writes down what became of it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from opentelemetry.trace import SpanKind
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.read import Parcel
from notifier.domain.retry import DeliveryState, NotNow, Outcome, Refused, Sent, next_delay
from notifier.domain.truth import why_stale
from notifier.handlers.ports import Letters, Providers, Tools
from notifier.handlers.rebuilding import must_wait
from shared import crash_points
from shared.db import Database
from shared.events import NotificationDelivered, NotificationFailed
from shared.messaging import emit
from shared.telemetry import attributes, get_logger, log_context, span_from
from shared.telemetry.metrics import DELIVERIES, DELIVERY_SECONDS

# Longer than any provider may take, so that a lease lapses only when its process died.
LEASE: Final = timedelta(seconds=60)

log = get_logger("notifier")


@dataclass(frozen=True, slots=True)
class Dropped:
    """Not sent, because it is no longer true or no longer wanted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Courier:
    """What delivering needs besides the handlers' tools. `jitter` returns a number in [0, 1)."""

    database: Database
    tools: Tools
    letters: Letters
    providers: Providers
    jitter: Callable[[], float] = random.random


async def claim_deliveries(session: AsyncSession, *, tools: Tools, limit: int) -> list[Parcel]:
    """Lease up to `limit` due deliveries to this process."""
    if await must_wait(session):
        return []
    now = tools.clock.now()
    return await tools.store(session).deliveries.claim(now, limit, now + LEASE)


async def deliver(parcel: Parcel, *, courier: Courier) -> None:
    """Send a parcel and settle it. A crash in between sends again, under the same id."""
    message = parcel.stored.message
    named = {
        attributes.POLICY_ID: str(message.policy_id),
        attributes.MESSAGE_ID: str(message.id),
        attributes.ENDPOINT_KIND: parcel.endpoint.kind.value,
    }
    with (
        log_context(policy_id=message.policy_id, message_id=message.id),
        span_from(
            "notifier",
            f"deliver {parcel.endpoint.kind}",
            parcel.traceparent,
            kind=SpanKind.CLIENT,
            attributes=named,
        ),
    ):
        outcome = await _attempt(parcel, courier)
        async with courier.database.transaction() as session:
            await _settle(session, parcel, outcome, courier)
            crash_points.reach("notifier.delivery.before_commit")
        crash_points.reach("notifier.delivery.after_commit")
        log.info("delivery", endpoint=parcel.endpoint.kind, attempt=parcel.attempt, outcome=repr(outcome))


async def _attempt(parcel: Parcel, courier: Courier) -> Outcome | Dropped:
    today = courier.tools.clock.today()
    if reason := why_stale(parcel.stored.message, parcel.situation, today):
        return Dropped(reason)
    if parcel.endpoint.ended_reason is not None:
        return Dropped("the endpoint has ended")
    provider = courier.providers.get(parcel.endpoint.kind)
    if provider is None:
        return Refused("no provider is configured for this kind of endpoint")
    letter = courier.letters.write(parcel.stored, today)
    with DELIVERY_SECONDS.labels(parcel.endpoint.kind).time():
        crash_points.reach("notifier.delivery.before_send")
        outcome = await provider.send(parcel, letter)
        crash_points.reach("notifier.delivery.after_send")
    return outcome


async def _settle(
    session: AsyncSession, parcel: Parcel, outcome: Outcome | Dropped, courier: Courier
) -> None:
    store, now = courier.tools.store(session), courier.tools.clock.now()
    DELIVERIES.labels(parcel.endpoint.kind, type(outcome).__name__.lower()).inc()
    match outcome:
        case Sent():
            if await store.deliveries.finish(parcel, DeliveryState.DELIVERED, None, now):
                await emit(session, _delivered(parcel, courier))
        case Dropped(reason):
            await store.deliveries.finish(parcel, DeliveryState.DROPPED, reason, now)
        case Refused(reason, gone):
            await _fail(session, parcel, reason, courier)
            if gone:
                await store.endpoints.end(parcel.endpoint.id, reason, now)
        case NotNow(reason, retry_after):
            delay = next_delay(parcel.attempt, courier.jitter(), retry_after)
            if delay is None:
                await _fail(session, parcel, f"gave up after {parcel.attempt} attempts: {reason}", courier)
            else:
                await store.deliveries.retry(parcel, now + delay, reason)


async def _fail(session: AsyncSession, parcel: Parcel, reason: str, courier: Courier) -> None:
    store, now = courier.tools.store(session), courier.tools.clock.now()
    if not await store.deliveries.finish(parcel, DeliveryState.FAILED, reason, now):
        return
    message = parcel.stored.message
    failed = NotificationFailed(
        message_id=message.id,
        credit_code=message.credit_code,
        policy_id=message.policy_id,
        policy_revision=message.policy_revision,
        kind=message.kind,
        endpoint=parcel.endpoint.kind,
        failed_at=now,
        attempts=parcel.attempt,
        reason=reason,
    )
    await emit(session, failed)


def _delivered(parcel: Parcel, courier: Courier) -> NotificationDelivered:
    message = parcel.stored.message
    return NotificationDelivered(
        message_id=message.id,
        credit_code=message.credit_code,
        policy_id=message.policy_id,
        policy_revision=message.policy_revision,
        kind=message.kind,
        endpoint=parcel.endpoint.kind,
        delivered_at=courier.tools.clock.now(),
        attempts=parcel.attempt,
    )
