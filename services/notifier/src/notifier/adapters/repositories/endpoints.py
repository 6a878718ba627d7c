"""Endpoints and muted kinds, in PostgreSQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.endpoint_rows import ENDPOINT_COLUMNS, endpoint, seen_by
from notifier.adapters.tables import DeliveryRow, EndpointRow, MutedKindRow
from notifier.domain.endpoints import SECRET_PREFIX
from notifier.domain.kinds import MessageKind
from notifier.domain.people import Viewer
from notifier.domain.read import Endpoint
from notifier.domain.retry import DeliveryState


class SqlEndpoints:
    """Implements `ports.Endpoints`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, viewer: Viewer) -> list[Endpoint]:
        rows = await self._session.execute(
            select(*ENDPOINT_COLUMNS).where(seen_by(viewer)).order_by(EndpointRow.created_at, EndpointRow.id)
        )
        return [endpoint(row) for row in rows]

    async def remove(self, viewer: Viewer, ids: Collection[UUID], now: datetime) -> bool:
        dropped = seen_by(viewer), EndpointRow.id.in_(ids)
        waiting = select(EndpointRow.id).where(*dropped)
        await self._session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.endpoint_id.in_(waiting), DeliveryRow.state == DeliveryState.QUEUED)
            .values(state=DeliveryState.DROPPED, reason="the endpoint was removed", finished_at=now)
        )
        removed = await self._session.scalars(delete(EndpointRow).where(*dropped).returning(EndpointRow.id))
        return bool(removed.all())

    async def put(self, put: Endpoint, now: datetime) -> None:
        row = insert(EndpointRow).values(
            id=put.id,
            credit_code=put.credit_code,
            kind=put.kind,
            address=put.address,
            secret=put.secret,
            previous_secret=put.previous_secret,
            previous_secret_until=put.previous_secret_until,
            verified_at=put.verified_at,
            created_at=now,
            subject=put.subject,
        )
        live = {
            name: row.excluded[name]
            for name in ("secret", "previous_secret", "previous_secret_until", "verified_at")
        } | {"ended_at": None, "ended_reason": None}
        await self._session.execute(row.on_conflict_do_update(index_elements=["id"], set_=live))

    async def end(self, endpoint_id: UUID, reason: str, now: datetime) -> None:
        await self._session.execute(
            update(EndpointRow).where(EndpointRow.id == endpoint_id).values(ended_at=now, ended_reason=reason)
        )

    async def with_plain_secrets(self, limit: int) -> list[tuple[UUID, str]]:
        plain = (
            select(EndpointRow.id, EndpointRow.secret)
            .where(EndpointRow.secret.startswith(SECRET_PREFIX))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [(row.id, str(row.secret)) for row in await self._session.execute(plain)]

    async def replace_secrets(self, sealed: Sequence[tuple[UUID, str]]) -> None:
        for endpoint_id, secret in sealed:
            await self._session.execute(
                update(EndpointRow).where(EndpointRow.id == endpoint_id).values(secret=secret)
            )

    async def muted(self, credit_code: str) -> set[MessageKind]:
        kinds = await self._session.scalars(
            select(MutedKindRow.kind).where(MutedKindRow.credit_code == credit_code)
        )
        return {MessageKind(kind) for kind in kinds}

    async def mute(self, credit_code: str, kinds: Collection[MessageKind]) -> None:
        await self._session.execute(delete(MutedKindRow).where(MutedKindRow.credit_code == credit_code))
        rows = [{"credit_code": credit_code, "kind": kind} for kind in kinds]
        if rows:
            await self._session.execute(insert(MutedKindRow).on_conflict_do_nothing(), rows)
