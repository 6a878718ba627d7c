"""Events that failed: parked for another try, or dead with a reason."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import Table, delete, func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.kit_tables import kit_table
from shared.messaging.cloudevents import Headers
from shared.messaging.inbox import INBOX
from shared.messaging.outbox import OUTBOX, wake
from shared.telemetry.metrics import EVENTS_DEAD, EVENTS_PARKED

PARKED: Table = kit_table("parked_event")
DEAD: Table = kit_table("dead_letter")

# An event is tried at once and after each of these; then it is dead.
RETRY_DELAYS: Final = tuple(timedelta(seconds=s) for s in (1, 5, 30, 120, 600))

_NAMELESS: Final = UUID("6f1f0b9e-8a33-4c0e-9b1a-4d1c7c7e1c55")
_REASON_LIMIT: Final = 2000


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it came from the broker, enough to try it again or to show it to an operator."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def event_id(self) -> UUID:
        """The CloudEvents id; for a record without a usable one, an id made from its bytes."""
        try:
            return UUID(self.headers.get("ce_id", ""))
        except ValueError:
            parts = (self.topic.encode(), self.key or b"", self.value or b"", repr(self.headers).encode())
            return uuid5(_NAMELESS, b"\0".join(parts).hex())


@dataclass(frozen=True, slots=True)
class Claimed:
    """A parked event that is due, with the attempts made so far."""

    consumer: str
    attempts: int
    record: Record


async def park(session: AsyncSession, consumer: str, record: Record, error: Exception, attempts: int) -> None:
    """Set an event aside until its next try; the partition goes on without it."""
    delay = RETRY_DELAYS[attempts - 1]
    row = _row(consumer, record, reason_of(error), attempts) | {"due_at": func.now() + delay}
    again = {name: row[name] for name in ("attempts", "reason", "due_at")}
    parked = (
        insert(PARKED).values(row).on_conflict_do_update(index_elements=["consumer", "event_id"], set_=again)
    )
    await session.execute(parked)
    EVENTS_PARKED.labels(consumer).inc()


async def bury(session: AsyncSession, consumer: str, record: Record, reason: str, attempts: int) -> None:
    """Give an event up: into the dead-letter table for operators and, through the outbox, the topic."""
    received = insert(INBOX).values(consumer=consumer, event_id=record.event_id).on_conflict_do_nothing()
    if (await session.execute(received.returning(INBOX.c.event_id))).first() is None:
        return  # delivered again: it died before, and what an operator decided about it stands
    row = _row(consumer, record, reason, attempts)
    again = {
        "state": "dead",
        "reason": row["reason"],
        "attempts": attempts,
        "died_at": func.now(),
        "settled_at": None,
    }
    dead = insert(DEAD).values(row).on_conflict_do_update(index_elements=["consumer", "event_id"], set_=again)
    await session.execute(dead)
    await session.execute(insert(OUTBOX).values(_dead_letter(consumer, record, row["reason"], attempts)))
    await wake(session)
    EVENTS_DEAD.labels(consumer).inc()


def reason_of(error: Exception) -> str:
    """Return what an operator should read of an error."""
    text_of = str(error) or type(error).__name__
    return text_of if type(error).__name__ == "Permanent" else f"{type(error).__name__}: {text_of}"


def _row(consumer: str, record: Record, reason: str, attempts: int) -> dict[str, Any]:
    return {
        "consumer": consumer,
        "event_id": record.event_id,
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "key": record.key,
        "value": record.value,
        "headers": record.headers,
        "attempts": attempts,
        "reason": reason.replace("\x00", "�")[:_REASON_LIMIT],
    }


def _dead_letter(consumer: str, record: Record, reason: str, attempts: int) -> dict[str, Any]:
    service = consumer.split(".", 1)[0]
    return {
        "event_id": func.gen_random_uuid(),
        "topic": f"huiqi.{service}.dead",
        "key": (record.key or b"").decode("utf-8", "replace")[:200],
        "value": record.value or b"",
        "headers": record.headers
        | {
            "huiqi_dead_reason": reason,
            "huiqi_dead_attempts": str(attempts),
            "huiqi_dead_from": f"{record.topic}/{record.partition}/{record.offset}",
        },
    }


async def claim_parked(session: AsyncSession, consumers: Sequence[str], limit: int = 50) -> list[Claimed]:
    """Lease parked events that are due; a process that dies meanwhile leaves them to the next claim."""
    statement = text(
        "UPDATE parked_event SET due_at = now() + interval '1 minute' WHERE id IN ("
        "SELECT id FROM parked_event WHERE due_at <= now() AND consumer = ANY(:consumers) "
        "ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED) RETURNING *"
    )
    rows = (await session.execute(statement, {"consumers": list(consumers), "limit": limit})).all()
    return [
        Claimed(r.consumer, r.attempts, Record(r.topic, r.partition, r.offset, r.key, r.value, r.headers))
        for r in sorted(rows, key=lambda row: int(row.id))
    ]


async def give_back(session: AsyncSession, claimed: Claimed) -> None:
    """End the lease of a parked event that another process has to try: it is due again in a moment."""
    await session.execute(
        update(PARKED)
        .where(PARKED.c.consumer == claimed.consumer, PARKED.c.event_id == claimed.record.event_id)
        .values(due_at=func.now() + timedelta(seconds=random.uniform(0.5, 2)))  # noqa: S311 (spreads, hides nothing)
    )


async def unpark(session: AsyncSession, claimed: Claimed) -> None:
    """Remove a parked event that was dealt with, unless it was parked again meanwhile."""
    await session.execute(
        delete(PARKED).where(
            PARKED.c.consumer == claimed.consumer,
            PARKED.c.event_id == claimed.record.event_id,
            PARKED.c.attempts == claimed.attempts,
        )
    )
