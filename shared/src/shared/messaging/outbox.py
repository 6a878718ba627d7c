"""The outbox: an event is written in the transaction of the change that it tells, or not at all."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Table, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.kit_tables import kit_table
from shared.events.base import Event
from shared.messaging.cloudevents import encode
from shared.telemetry.metrics import OUTBOX_WRITTEN
from shared.telemetry.tracing import trace_headers

OUTBOX: Table = kit_table("outbox")


def wake_channel(schema: str) -> str:
    """Return the name of the channel that wakes a service's relay."""
    return f"{schema}_outbox"


async def emit(session: AsyncSession, *events: Event) -> None:
    """Write events to the outbox in the caller's transaction, with the current trace context.

    The relay sends them in the order written, after the commit; a roll-back takes them back.
    """
    if not events:
        return
    trace = trace_headers()
    source = _schema(session)
    now = datetime.now(UTC)
    rows = []
    for event in events:
        event_id = uuid4()
        headers = encode(event, event_id=event_id, source=source.replace("_", "-"), time=now, trace=trace)
        value = event.model_dump_json().encode()
        rows.append(
            {"event_id": event_id, "topic": event.topic, "key": event.key, "headers": headers, "value": value}
        )
        OUTBOX_WRITTEN.labels(event.topic).inc()
    await session.execute(insert(OUTBOX), rows)
    await wake(session)


async def wake(session: AsyncSession) -> None:
    """Wake the relay once the transaction commits."""
    if not session.info.get("woken"):
        session.info["woken"] = True
        await session.execute(
            text("SELECT pg_notify(:channel, '')"), {"channel": wake_channel(_schema(session))}
        )


def _schema(session: AsyncSession) -> str:
    schema: str = session.info["schema"]  # `Database.transaction` puts it there
    return schema
