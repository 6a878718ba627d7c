"""Deliveries on their way, in PostgreSQL, in batches. A lease moves the due time ahead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DateTime, bindparam, join, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.endpoint_rows import ENDPOINT_COLUMNS, endpoint
from notifier.adapters.repositories.reading import MESSAGE_COLUMNS, stored_message, with_revision
from notifier.adapters.repositories.situations import SITUATION_COLUMNS, situation, with_situation
from notifier.adapters.repositories.sql import one_of_ids
from notifier.adapters.tables import DeliveryRow, EndpointRow, MessageRow
from notifier.domain.read import Parcel
from notifier.domain.settling import DueDelivery, Settled

_MOMENT: Final = DateTime(timezone=True)

# The state is a literal, so that even a generic plan sees that the partial index serves.
_DUE: Final = text(
    """
    SELECT d.id, d.endpoint_id, e.kind, d.created_at
    FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id
    WHERE d.state = 'queued' AND d.due_at <= :now
    ORDER BY d.due_at LIMIT :limit
    FOR UPDATE OF d SKIP LOCKED
    """
).bindparams(bindparam("now", type_=_MOMENT))

_PUT_OFF: Final = text(
    """
    UPDATE delivery d SET due_at = later.due_at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:moments AS timestamptz[])) AS later (id, due_at)
    WHERE d.id = later.id
    """
)
_LEASE: Final = text(
    """
    UPDATE delivery SET due_at = :leased_until, attempts = attempts + 1 WHERE id = ANY(CAST(:ids AS uuid[]))
    """
).bindparams(bindparam("leased_until", type_=_MOMENT))

# The lease fences off an attempt whose time lapsed: another has begun, or will.
_SETTLE: Final = text(
    """
    UPDATE delivery d
    SET state = s.state, reason = s.reason, due_at = s.due_at, attempts = s.attempts,
        finished_at = s.finished_at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:leases AS timestamptz[]), CAST(:fences AS int[]),
                CAST(:states AS text[]), CAST(:reasons AS text[]), CAST(:dues AS timestamptz[]),
                CAST(:attempts AS int[]), CAST(:ends AS timestamptz[]))
        AS s (id, lease, fence, state, reason, due_at, attempts, finished_at)
    WHERE d.id = s.id AND d.state = 'queued' AND d.due_at = s.lease AND d.attempts = s.fence
    RETURNING d.id
    """
)
_LOG: Final = text(
    """
    INSERT INTO delivery_failure (delivery_id, attempt, credit_code, failed_at, reason)
    SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:attempts AS int[]), CAST(:codes AS text[]),
                         CAST(:moments AS timestamptz[]), CAST(:reasons AS text[]))
    ON CONFLICT (delivery_id, attempt) DO UPDATE
    SET failed_at = excluded.failed_at, reason = excluded.reason
    """
)


class SqlParcels:
    """Implements `ports.Parcels`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def due(self, now: datetime, limit: int) -> list[DueDelivery]:
        rows = await self._session.execute(_DUE, {"now": now, "limit": limit})
        return [DueDelivery(row.id, row.endpoint_id, row.kind, row.created_at) for row in rows]

    async def put_off(self, later: Sequence[tuple[UUID, datetime]]) -> None:
        if later:
            ids, moments = [one for one, _ in later], [moment for _, moment in later]
            await self._session.execute(_PUT_OFF, {"ids": ids, "moments": moments})

    async def take(self, ids: Sequence[UUID], leased_until: datetime) -> list[Parcel]:
        if not ids:
            return []
        await self._session.execute(_LEASE, {"ids": list(ids), "leased_until": leased_until})
        return await self._load(ids)

    async def settle(self, settled: Sequence[Settled]) -> set[UUID]:
        rows = await self._session.scalars(
            _SETTLE,
            {
                "ids": [one.parcel.delivery_id for one in settled],
                "leases": [one.parcel.leased_until for one in settled],
                "fences": [one.parcel.attempt for one in settled],
                "states": [one.state.value for one in settled],
                "reasons": [one.reason for one in settled],
                "dues": [one.due_at or one.parcel.leased_until for one in settled],
                "attempts": [one.attempts for one in settled],
                "ends": [one.finished_at for one in settled],
            },
        )
        return set(rows)

    async def log_failures(self, failed: Sequence[Settled], now: datetime) -> None:
        if not failed:
            return
        await self._session.execute(
            _LOG,
            {
                "ids": [one.parcel.delivery_id for one in failed],
                "attempts": [one.parcel.attempt for one in failed],
                "codes": [one.parcel.endpoint.credit_code for one in failed],
                "moments": [now] * len(failed),
                "reasons": [one.reason or "" for one in failed],
            },
        )

    async def _load(self, ids: Sequence[UUID]) -> list[Parcel]:
        sources = with_situation(
            with_revision(
                join(
                    join(DeliveryRow, MessageRow, MessageRow.id == DeliveryRow.message_id),
                    EndpointRow,
                    EndpointRow.id == DeliveryRow.endpoint_id,
                )
            )
        )
        query = (
            select(
                *MESSAGE_COLUMNS,
                *SITUATION_COLUMNS,
                *ENDPOINT_COLUMNS,
                DeliveryRow.id.label("delivery_id"),
                DeliveryRow.attempts,
                DeliveryRow.traceparent,
                DeliveryRow.due_at,
            )
            .select_from(sources)
            .where(one_of_ids(DeliveryRow.id, ids))
        )
        return [
            Parcel(
                delivery_id=row.delivery_id,
                attempt=row.attempts,
                stored=stored_message(row),
                endpoint=endpoint(row),
                situation=situation(row),
                traceparent=row.traceparent,
                leased_until=row.due_at,
            )
            for row in await self._session.execute(query)
        ]
