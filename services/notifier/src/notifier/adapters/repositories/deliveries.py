"""The queue of deliveries, in PostgreSQL: claimed with SKIP LOCKED, leased by moving the due time ahead."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, join, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.reading import MESSAGE_COLUMNS, stored_message, with_revision
from notifier.adapters.repositories.situations import SITUATION_COLUMNS, situation, with_situation
from notifier.adapters.repositories.sql import one_of, one_of_ids, table_of
from notifier.adapters.tables import DeliveryRow, EndpointRow, MessageRow, MutedKindRow
from notifier.domain.message import Message, delivery_id
from notifier.domain.read import Endpoint, Parcel
from notifier.domain.retry import DeliveryState
from shared.events import EndpointKind

# A literal, so that even a generic plan sees that the partial index serves.
_QUEUED = DeliveryRow.state == literal_column("'queued'")


class SqlDeliveries:
    """Implements `ports.Deliveries`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def queue(self, messages: Sequence[Message], now: datetime, traceparent: str | None) -> int:
        codes = sorted({message.credit_code for message in messages})
        endpoints: dict[str, list[UUID]] = {}
        for endpoint_id, code in await self._session.execute(_live_endpoints(codes)):
            endpoints.setdefault(code, []).append(endpoint_id)
        muted = {(row.credit_code, row.kind) for row in await self._session.execute(_muted(codes))}
        rows = [
            {
                "id": delivery_id(message.id, endpoint_id),
                "message_id": message.id,
                "endpoint_id": endpoint_id,
                "credit_code": message.credit_code,
                "due_at": now,
                "traceparent": traceparent,
                "created_at": now,
            }
            for message in messages
            if (message.credit_code, message.kind) not in muted
            for endpoint_id in endpoints.get(message.credit_code, ())
        ]
        if rows:
            await self._session.execute(insert(table_of(DeliveryRow)).on_conflict_do_nothing(), rows)
        return len(rows)

    async def claim(self, now: datetime, limit: int, leased_until: datetime) -> list[Parcel]:
        due = (
            select(DeliveryRow.id)
            .where(_QUEUED, DeliveryRow.due_at <= now)
            .order_by(DeliveryRow.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            # A CTE runs once; as a subquery the planner may run it again and claim more than `limit`.
            .cte("due")
        )
        claimed = (
            update(DeliveryRow)
            .where(DeliveryRow.id == due.c.id)
            .values(due_at=leased_until, attempts=DeliveryRow.attempts + 1)
            .returning(DeliveryRow.id)
        )
        ids = list(await self._session.scalars(claimed))
        return await self._parcels(ids) if ids else []

    async def _parcels(self, ids: Sequence[UUID]) -> list[Parcel]:
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
                DeliveryRow.id.label("delivery_id"),
                DeliveryRow.attempts,
                DeliveryRow.traceparent,
                EndpointRow.id.label("endpoint_id"),
                EndpointRow.kind.label("endpoint_kind"),
                EndpointRow.address,
                EndpointRow.secret,
                EndpointRow.ended_reason,
            )
            .select_from(sources)
            .where(one_of_ids(DeliveryRow.id, ids))
        )
        return [
            Parcel(
                delivery_id=row.delivery_id,
                attempt=row.attempts,
                stored=stored_message(row),
                endpoint=Endpoint(
                    row.endpoint_id,
                    row.credit_code,
                    EndpointKind(row.endpoint_kind),
                    row.address,
                    row.secret,
                    row.ended_reason,
                ),
                situation=situation(row),
                traceparent=row.traceparent,
            )
            for row in await self._session.execute(query)
        ]

    async def retry(self, parcel: Parcel, due_at: datetime, reason: str) -> bool:
        return await self._settle(parcel, {"due_at": due_at, "reason": reason})

    async def finish(self, parcel: Parcel, state: DeliveryState, reason: str | None, now: datetime) -> bool:
        return await self._settle(parcel, {"state": state, "reason": reason, "finished_at": now})

    async def _settle(self, parcel: Parcel, values: dict[str, object]) -> bool:
        """Write the outcome, unless the lease lapsed and another attempt has begun."""
        settled = (
            update(DeliveryRow)
            .where(
                DeliveryRow.id == parcel.delivery_id,
                DeliveryRow.attempts == parcel.attempt,
                DeliveryRow.state == DeliveryState.QUEUED,
            )
            .values(values)
            .returning(DeliveryRow.id)
        )
        return (await self._session.scalar(settled)) is not None


def _live_endpoints(codes: Sequence[str]) -> Select[UUID, str]:
    return select(EndpointRow.id, EndpointRow.credit_code).where(
        one_of(EndpointRow.credit_code, codes), EndpointRow.ended_at.is_(None)
    )


def _muted(codes: Sequence[str]) -> Select[str, str]:
    return select(MutedKindRow.credit_code, MutedKindRow.kind).where(one_of(MutedKindRow.credit_code, codes))
