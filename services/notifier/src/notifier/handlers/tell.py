"""Puts messages into inboxes and queues them for the endpoints: the one way a message comes to be."""

from collections import Counter
from collections.abc import Sequence

from notifier.domain.errands import MANY, QUEUE_AFTER, queue_in_chunks
from notifier.domain.inboxed import Inboxed
from notifier.domain.message import Message
from notifier.handlers.ports import Desk
from shared.db import after_commit
from shared.messaging import emit_traced
from shared.messaging.inbox import is_again
from shared.telemetry import current_traceparent, trace_headers
from shared.telemetry.metrics import MESSAGES_CREATED


async def tell(desk: Desk, messages: Sequence[Message]) -> int:
    """Write messages that do not exist yet; return how many that were. A rebuild tells nobody anything.

    The row is the delivery to the inbox. `notification.delivered` of it and the deliveries to endpoints are
    in the same transaction, or, where there are many messages, an errand for them is.
    """
    if not messages or is_again(desk.session):
        return 0
    now, traceparent = desk.clock.now(), current_traceparent()
    new = await desk.store.messages.add(messages, now, traceparent)
    if len(new) < MANY:
        await _send_on(desk, new)
    else:
        await desk.store.errands.add(queue_in_chunks([it.id for it in new], traceparent), now + QUEUE_AFTER)
        after_commit(desk.session, desk.wake)
    for kind, count in Counter(message.kind for message in new).items():
        MESSAGES_CREATED.labels(kind).inc(count)
    return len(new)


async def _send_on(desk: Desk, new: Sequence[Message]) -> None:
    now = desk.clock.now()
    await queue_deliveries(desk, [message for message in new if message.pushed])
    trace = trace_headers()
    told = [
        (
            Inboxed(it.id, it.credit_code, it.policy_id, it.policy_revision, it.kind, now).delivered(),
            {"traceparent": it.traceparent} if it.traceparent else trace,
        )
        for it in new
    ]
    await emit_traced(desk.session, told)


async def queue_deliveries(desk: Desk, messages: Sequence[Message]) -> None:
    """Queue messages for the endpoints that want them."""
    if not messages:
        return
    if await desk.store.deliveries.queue([it.id for it in messages], desk.clock.now(), desk.gather):
        after_commit(desk.session, desk.wake)
