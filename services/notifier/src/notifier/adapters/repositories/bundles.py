"""Deliveries that are held or went with another, in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import DateTime, Row, Select, bindparam, join, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.reading import MESSAGE_COLUMNS, stored_message, with_revision
from notifier.adapters.repositories.situations import SITUATION_COLUMNS, situation, with_situation
from notifier.adapters.repositories.sql import one_of_ids, plan_for
from notifier.adapters.tables import DeliveryRow, EndpointSettingsRow, MessageRow
from notifier.domain.bundles import Ended, Waiting
from notifier.domain.preferences import Hold
from notifier.domain.read import Parcel, Part
from notifier.domain.retry import DeliveryState
from shared.events import EndpointKind

_NOW: Final = bindparam("now", type_=DateTime(timezone=True))

_RIPE: Final = text(
    "SELECT DISTINCT endpoint_id FROM (SELECT endpoint_id FROM delivery "
    "WHERE state = 'held' AND due_at <= :now ORDER BY due_at LIMIT :limit) AS first"
).bindparams(_NOW)

# What waits for more to go with it goes with whatever is due sooner. An endpoint that was removed has none.
_LONE: Final = text(
    """
    WITH alone AS (
        SELECT endpoint_id FROM delivery
        WHERE state = 'held' AND endpoint_id = ANY(CAST(:ids AS uuid[]))
        AND (due_at <= :now OR hold = 'gather')
        GROUP BY endpoint_id HAVING count(*) = 1
    ), held AS (
        SELECT d.id, EXISTS (SELECT FROM endpoint AS e WHERE e.id = d.endpoint_id) AS there
        FROM delivery AS d JOIN alone USING (endpoint_id)
        WHERE d.state = 'held' AND d.due_at <= :now FOR UPDATE OF d SKIP LOCKED
    ), queued AS (
        UPDATE delivery AS d
        SET state = CASE WHEN there THEN 'queued' ELSE 'dropped' END, due_at = :now,
            reason = CASE WHEN NOT there THEN 'the endpoint was removed' END,
            finished_at = CASE WHEN NOT there THEN :now END
        FROM held WHERE d.id = held.id
    )
    SELECT id FROM unnest(CAST(:ids AS uuid[])) AS asked (id)
    WHERE NOT EXISTS (SELECT FROM alone WHERE alone.endpoint_id = asked.id)
    """
).bindparams(_NOW)
_LEAD: Final = text(
    "UPDATE delivery SET state = 'queued', due_at = :now WHERE id = ANY(CAST(:ids AS uuid[]))"
).bindparams(_NOW)
_BIND: Final = text(
    "UPDATE delivery AS d SET state = 'bundled', bundle_id = b.lead "
    "FROM unnest(CAST(:ids AS uuid[]), CAST(:leads AS uuid[])) AS b (id, lead) WHERE d.id = b.id"
)
_DROP: Final = text(
    "UPDATE delivery AS d SET state = 'dropped', reason = b.reason, finished_at = :now "
    "FROM unnest(CAST(:ids AS uuid[]), CAST(:reasons AS text[])) AS b (id, reason) WHERE d.id = b.id"
).bindparams(_NOW)
_FOLLOW: Final = text(
    """
    WITH ended AS (
        SELECT m.id, lead.state, lead.reason, lead.attempts, lead.finished_at
        FROM delivery AS m JOIN delivery AS lead ON lead.id = m.bundle_id
        WHERE m.bundle_id IS NOT NULL AND m.state IN ('bundled', 'sent') AND lead.state <> m.state
        AND lead.state IN ('sent', 'delivered', 'failed', 'dropped')
        LIMIT :limit FOR UPDATE OF m SKIP LOCKED
    ), followed AS (
        UPDATE delivery AS m
        SET state = ended.state, reason = ended.reason, attempts = ended.attempts,
            finished_at = ended.finished_at
        FROM ended WHERE m.id = ended.id
        RETURNING m.message_id, m.endpoint_id, m.state, m.attempts, m.reason
    )
    SELECT message.id, message.credit_code, message.policy_id, message.policy_revision, message.kind,
           e.kind AS endpoint, f.state, f.attempts, f.reason
    FROM followed AS f JOIN message ON message.id = f.message_id JOIN endpoint AS e ON e.id = f.endpoint_id
    """
)


class SqlBundles:
    """Implements `bundle_ports.Bundles`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ripe(self, now: datetime, limit: int) -> list[UUID]:
        return list(await self._session.scalars(_RIPE, {"now": now, "limit": limit}))

    async def lone(self, endpoint_ids: Sequence[UUID], now: datetime) -> list[UUID]:
        await plan_for(self._session, len(endpoint_ids))
        return list(await self._session.scalars(_LONE, {"ids": list(endpoint_ids), "now": now}))

    async def waiting(self, endpoint_ids: Sequence[UUID], now: datetime) -> list[Waiting]:
        query = (
            _parts(DeliveryRow.endpoint_id)
            .where(
                one_of_ids(DeliveryRow.endpoint_id, endpoint_ids),
                DeliveryRow.state == DeliveryState.HELD,
                or_(DeliveryRow.due_at <= now, DeliveryRow.hold == Hold.GATHER),
            )
            .with_for_update(of=DeliveryRow, skip_locked=True)
        )
        return [
            Waiting(row.delivery_id, row.endpoint_id, stored_message(row), situation(row))
            for row in await self._session.execute(query)
        ]

    async def bind(self, leads: Sequence[UUID], bound: Sequence[tuple[UUID, UUID]], now: datetime) -> None:
        await self._session.execute(_LEAD, {"ids": list(leads), "now": now})
        given = {"ids": [one for one, _ in bound], "leads": [lead for _, lead in bound]}
        await self._session.execute(_BIND, given)

    async def drop(self, dropped: Sequence[tuple[UUID, str]], now: datetime) -> None:
        given = {"ids": [one for one, _ in dropped], "reasons": [why for _, why in dropped], "now": now}
        await self._session.execute(_DROP, given)

    async def complete(self, parcels: Sequence[Parcel]) -> list[Parcel]:
        if not parcels:
            return []
        theirs = one_of_ids(EndpointSettingsRow.endpoint_id, [one.endpoint.id for one in parcels])
        spoken = select(EndpointSettingsRow.endpoint_id, EndpointSettingsRow.language).where(theirs)
        languages: dict[UUID, str] = {row[0]: row[1] for row in await self._session.execute(spoken)}
        parts: dict[UUID, list[Part]] = {}
        for row in await self._session.execute(_bound_to([one.delivery_id for one in parcels])):
            parts.setdefault(row.bundle_id, []).append(Part(stored_message(row), situation(row)))
        return [
            replace(
                one,
                language=languages.get(one.endpoint.id, "zh"),
                others=tuple(parts.get(one.delivery_id, ())),
            )
            for one in parcels
        ]

    async def follow_leads(self, limit: int) -> list[Ended]:
        return [_ended(row) for row in await self._session.execute(_FOLLOW, {"limit": limit})]


def _parts(*columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 (columns)
    """Deliveries with what they say and what is true now."""
    messages = join(DeliveryRow, MessageRow, MessageRow.id == DeliveryRow.message_id)
    return select(
        DeliveryRow.id.label("delivery_id"), *columns, *MESSAGE_COLUMNS, *SITUATION_COLUMNS
    ).select_from(with_situation(with_revision(messages)))


def _bound_to(leads: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        _parts(DeliveryRow.bundle_id)
        .where(one_of_ids(DeliveryRow.bundle_id, leads), DeliveryRow.state == DeliveryState.BUNDLED)
        .order_by(MessageRow.created_at, MessageRow.id)
    )


def _ended(row: Row[Any]) -> Ended:
    return Ended(
        message_id=row.id,
        credit_code=row.credit_code,
        policy_id=row.policy_id,
        policy_revision=row.policy_revision,
        kind=row.kind,
        endpoint=EndpointKind(row.endpoint),
        state=row.state,
        attempts=row.attempts,
        reason=row.reason,
    )
