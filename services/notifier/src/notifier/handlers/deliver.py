"""Makes one attempt to deliver a claimed message to its endpoint."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from opentelemetry.trace import SpanKind

from notifier.domain.read import Parcel
from notifier.domain.retry import Dropped, NotNow, Outcome, Refused
from notifier.handlers.ports import Letters, Providers, Tools
from notifier.handlers.word import word_of
from shared import crash_points
from shared.db import Database
from shared.telemetry import attributes, get_logger, log_context, span_from, trace_headers
from shared.telemetry.metrics import DELIVERIES, DELIVERY_SECONDS

# Longer than any provider may take, so that a lease lapses only when its process died.
LEASE: Final = timedelta(seconds=60)

log = get_logger("notifier")


@dataclass(frozen=True, slots=True)
class Courier:
    """What delivering needs besides the handlers' tools. `jitter` returns a number in [0, 1)."""

    database: Database
    tools: Tools
    letters: Letters
    providers: Providers
    jitter: Callable[[], float] = random.random
    lease: timedelta = LEASE


@dataclass(frozen=True, slots=True)
class Attempt:
    """A parcel with what an attempt ended in, and the trace headers of the attempt."""

    parcel: Parcel
    outcome: Outcome | Dropped
    trace: Mapping[str, str] = field(default_factory=dict)


async def deliver(parcel: Parcel, *, courier: Courier) -> Attempt:
    """Send a parcel, if what it says is still true. After a crash it is sent again, under the same id.

    Never raises for what a template or a provider does wrong: that is tried again like any failure.
    """
    message = parcel.stored.message
    kind = parcel.endpoint.kind.value
    named = {
        attributes.POLICY_ID: str(message.policy_id),
        attributes.MESSAGE_ID: str(message.id),
        attributes.ENDPOINT_KIND: kind,
    }
    with (
        log_context(policy_id=message.policy_id, message_id=message.id),
        span_from("notifier", f"deliver {kind}", parcel.traceparent, kind=SpanKind.CLIENT, attributes=named),
    ):
        try:
            outcome = await _attempt(parcel, courier)
        except Exception as error:
            log.exception("delivery raised", delivery_id=str(parcel.delivery_id))
            outcome = NotNow(f"{type(error).__name__}: {error}"[:200])
        DELIVERIES.labels(kind, type(outcome).__name__.lower()).inc()
        log.info("delivery", endpoint=kind, attempt=parcel.attempt, outcome=repr(outcome))
        return Attempt(parcel, outcome, trace_headers())


async def _attempt(parcel: Parcel, courier: Courier) -> Outcome | Dropped:
    letter = word_of(parcel, courier.letters, courier.tools.clock.today())
    if isinstance(letter, Dropped):
        return letter
    if parcel.endpoint.ended_reason is not None:
        return Dropped("the endpoint has ended")
    if parcel.endpoint.verified_at is None:
        return Dropped("the endpoint is not verified")
    provider = courier.providers.get(parcel.endpoint.kind)
    if provider is None:
        return Refused("no provider is configured for this kind of endpoint")
    with DELIVERY_SECONDS.labels(parcel.endpoint.kind).time():
        crash_points.reach("notifier.delivery.before_send")
        outcome = await provider.send(parcel, letter)
        crash_points.reach("notifier.delivery.after_send")
    return outcome
