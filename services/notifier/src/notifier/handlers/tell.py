"""Puts messages into inboxes and queues them for the endpoints: the one way a message comes to be."""

from collections import Counter
from collections.abc import Sequence

from notifier.domain.message import Message
from notifier.handlers.ports import Desk
from shared.db import after_commit
from shared.events import EndpointKind, NotificationDelivered
from shared.messaging import emit
from shared.messaging.inbox import is_again
from shared.telemetry import current_traceparent
from shared.telemetry.metrics import MESSAGES_CREATED


async def tell(desk: Desk, messages: Sequence[Message]) -> int:
    """Write messages that do not exist yet; return how many that were. A rebuild tells nobody anything.

    The row is the delivery to the inbox, so `notification.delivered` for it is in the same transaction.
    """
    if not messages or is_again(desk.session):
        return 0
    now, traceparent = desk.clock.now(), current_traceparent()
    new = await desk.store.messages.add(messages, now, traceparent)
    queued = await desk.store.deliveries.queue(
        [message for message in new if message.pushed], now, traceparent
    )
    await emit(
        desk.session,
        *(
            NotificationDelivered(
                message_id=message.id,
                credit_code=message.credit_code,
                policy_id=message.policy_id,
                policy_revision=message.policy_revision,
                kind=message.kind,
                endpoint=EndpointKind.INBOX,
                delivered_at=now,
            )
            for message in new
        ),
    )
    if queued:
        after_commit(desk.session, desk.wake)
    for kind, count in Counter(message.kind for message in new).items():
        MESSAGES_CREATED.labels(kind).inc(count)
    return len(new)
