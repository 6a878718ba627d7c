"""What became of deliveries, in PostgreSQL, for those who look and for reports that come later."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, case, func, join, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.endpoint_rows import ENDPOINT_COLUMNS, endpoint, seen_by
from notifier.adapters.repositories.sql import one_of_ids
from notifier.adapters.tables import (
    DeliveryFailureRow,
    DeliveryRow,
    EndpointRow,
    MessageRow,
    PolicyRevisionRow,
)
from notifier.domain.people import Viewer
from notifier.domain.retry import DeliveryState
from notifier.handlers.endpoint_ports import Logged, Reported
from shared.events import EndpointKind

# To operators the address of one member alone is that member's business.
_MASKED: Final = case(
    (EndpointRow.subject.is_(None), EndpointRow.address), else_=func.left(EndpointRow.address, 2) + "…"
)
_OVER: Final = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.DROPPED)


class SqlDeliveryLog:
    """Implements `endpoint_ports.DeliveryLog`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_endpoint(self, viewer: Viewer, endpoint_id: UUID, limit: int) -> list[Logged]:
        theirs = _logged().where(DeliveryRow.endpoint_id == endpoint_id, seen_by(viewer))
        return await self._read(theirs.order_by(DeliveryRow.created_at.desc()).limit(limit))

    async def failed(self, before: datetime | None, limit: int) -> list[Logged]:
        query = _logged(_MASKED).where(DeliveryRow.state == DeliveryState.FAILED)
        if before is not None:
            query = query.where(DeliveryRow.finished_at < before)
        return await self._read(query.order_by(DeliveryRow.finished_at.desc()).limit(limit))

    async def replay(self, delivery_id: UUID, viewer: Viewer | None, now: datetime) -> bool:
        over = update(DeliveryRow).where(DeliveryRow.id == delivery_id, DeliveryRow.state.in_(_OVER))
        if viewer is not None:
            over = over.where(DeliveryRow.endpoint_id.in_(select(EndpointRow.id).where(seen_by(viewer))))
        values = {"state": DeliveryState.QUEUED, "due_at": now, "attempts": 0, "finished_at": None}
        replayed = over.values(values).returning(DeliveryRow.id)
        return (await self._session.scalar(replayed)) is not None

    async def reported(self, delivery_id: UUID) -> Reported | None:
        query = (
            select(
                DeliveryRow.id.label("delivery_id"),
                DeliveryRow.state,
                DeliveryRow.attempts,
                MessageRow.id.label("message_id"),
                MessageRow.credit_code,
                MessageRow.policy_id,
                MessageRow.policy_revision,
                MessageRow.kind,
                *ENDPOINT_COLUMNS,
            )
            .select_from(_sources())
            .where(DeliveryRow.id == delivery_id)
            .with_for_update(of=DeliveryRow)
        )
        row = (await self._session.execute(query)).one_or_none()
        if row is None:
            return None
        return Reported(
            row.delivery_id,
            row.state,
            row.attempts,
            row.message_id,
            row.credit_code,
            row.policy_id,
            row.policy_revision,
            row.kind,
            endpoint(row),
        )

    async def confirm(self, delivery_id: UUID) -> None:
        await self._session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery_id, DeliveryRow.state == DeliveryState.SENT)
            .values(state=DeliveryState.DELIVERED)
        )

    async def fail(self, reported: Reported, reason: str, now: datetime) -> None:
        await self._session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == reported.id)
            .values(state=DeliveryState.FAILED, reason=reason, finished_at=now)
        )
        await self.note(reported, reason, now)

    async def note(self, reported: Reported, reason: str, now: datetime) -> None:
        row = insert(DeliveryFailureRow).values(
            delivery_id=reported.id,
            attempt=reported.attempts,
            credit_code=reported.credit_code,
            failed_at=now,
            reason=reason,
        )
        newer = {"failed_at": row.excluded.failed_at, "reason": row.excluded.reason}
        await self._session.execute(
            row.on_conflict_do_update(index_elements=["delivery_id", "attempt"], set_=newer)
        )

    async def _read(self, query: Select[*tuple[Any, ...]]) -> list[Logged]:
        rows = list(await self._session.execute(query))
        failures = await self._failures([row.id for row in rows])
        return [_entry(row, failures.get(row.id, [])) for row in rows]

    async def _failures(self, ids: Sequence[UUID]) -> dict[UUID, list[tuple[int, datetime, str]]]:
        query = (
            select(DeliveryFailureRow)
            .where(one_of_ids(DeliveryFailureRow.delivery_id, ids))
            .order_by(DeliveryFailureRow.attempt)
        )
        found: dict[UUID, list[tuple[int, datetime, str]]] = {}
        for row in await self._session.scalars(query):
            found.setdefault(row.delivery_id, []).append((row.attempt, row.failed_at, row.reason))
        return found


def _sources() -> Any:  # noqa: ANN401 (a join of tables)
    with_message = join(DeliveryRow, MessageRow, MessageRow.id == DeliveryRow.message_id)
    return join(with_message, EndpointRow, EndpointRow.id == DeliveryRow.endpoint_id)


def _logged(address: Any = EndpointRow.address) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 (a column)
    sources = join(
        _sources(),
        PolicyRevisionRow,
        (PolicyRevisionRow.policy_id == MessageRow.policy_id)
        & (PolicyRevisionRow.revision == MessageRow.policy_revision),
        isouter=True,
    )
    return select(
        DeliveryRow.id,
        DeliveryRow.credit_code,
        DeliveryRow.state,
        DeliveryRow.attempts,
        DeliveryRow.reason,
        DeliveryRow.due_at,
        DeliveryRow.created_at,
        DeliveryRow.finished_at,
        MessageRow.kind,
        PolicyRevisionRow.brief["title"].astext.label("title"),
        EndpointRow.id.label("endpoint_id"),
        EndpointRow.kind.label("endpoint_kind"),
        address.label("address"),
    ).select_from(sources)


def _entry(row: Row[*tuple[Any, ...]], failures: Sequence[tuple[int, datetime, str]]) -> Logged:
    return Logged(
        id=row.id,
        credit_code=row.credit_code,
        endpoint_id=row.endpoint_id,
        endpoint_kind=EndpointKind(row.endpoint_kind),
        address=row.address,
        message_kind=row.kind,
        title=row.title or "",
        state=row.state,
        attempts=row.attempts,
        reason=row.reason,
        due_at=row.due_at,
        created_at=row.created_at,
        finished_at=row.finished_at,
        failures=failures,
    )
