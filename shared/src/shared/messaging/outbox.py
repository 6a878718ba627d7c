"""The outbox: an event is written in the transaction of the change that it tells, or not at all."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Table, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.copying import copy_rows
from shared.db.kit_tables import kit_table
from shared.events.base import Event
from shared.messaging.cloudevents import encode
from shared.telemetry.metrics import OUTBOX_WRITTEN
from shared.telemetry.tracing import trace_headers

OUTBOX: Table = kit_table("outbox")

_COLUMNS: Final = ("event_id", "topic", "key", "headers", "value")
# From here on COPY is faster, though it asks for the types of the columns first.
_MANY: Final = 20


def wake_channel(schema: str) -> str:
    """Return the name of the channel that wakes a service's relay."""
    return f"{schema}_outbox"


async def emit(session: AsyncSession, *events: Event) -> None:
    """Write events to the outbox in the caller's transaction, with the current trace context.

    The relay sends them in the order written, after the commit; a roll-back takes them back.
    """
    trace = trace_headers()
    await emit_traced(session, [(event, trace) for event in events])


async def emit_traced(session: AsyncSession, events: Sequence[tuple[Event, Mapping[str, str]]]) -> None:
    """Write events as `emit` does, each with a trace context of its own (`trace_headers`)."""
    if not events:
        return
    rows = _rows(session, events)
    if len(rows) < _MANY:
        await session.execute(insert(OUTBOX), [dict(zip(_COLUMNS, row, strict=True)) for row in rows])
    else:
        written = ((*row[:3], to_json(row[3]).decode(), row[4]) for row in rows)
        await copy_rows(session, OUTBOX.name, _COLUMNS, written)
    for topic, count in Counter(event.topic for event, _ in events).items():
        OUTBOX_WRITTEN.labels(topic).inc(count)
    await wake(session)


def _rows(session: AsyncSession, events: Sequence[tuple[Event, Mapping[str, str]]]) -> list[tuple[Any, ...]]:
    source = _schema(session).replace("_", "-")
    now = datetime.now(UTC)
    rows: list[tuple[Any, ...]] = []
    for (event, trace), event_id in zip(events, _random_ids(len(events)), strict=True):
        headers = encode(event, event_id=event_id, source=source, time=now, trace=trace)
        rows.append((event_id, event.topic, event.key, headers, event.as_json))
    return rows


def _random_ids(count: int) -> list[UUID]:
    """What `uuid4` makes, with one call to the operating system for all."""
    random = os.urandom(16 * count)
    return [UUID(bytes=random[at : at + 16], version=4) for at in range(0, len(random), 16)]


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
