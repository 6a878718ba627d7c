"""Failed deliveries and ended endpoints of all enterprises, in PostgreSQL, for operators."""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import DateTime, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.failures import EndedEndpoint, Failure, Group, Wanted

_MOMENT: Final = DateTime(timezone=True)
_GAVE_UP: Final = "(d.reason LIKE 'gave up after %' OR d.reason LIKE 'the endpoint was down, and %')"
_PROVIDER: Final = "CASE e.kind WHEN 'robot' THEN split_part(e.address, '://', 1) ELSE e.kind END"
# Without how often it was tried, and without what differs from one endpoint to the next.
_WHY: Final = (
    "left(substring(regexp_replace(coalesce(d.reason, ''), '^gave up after [0-9]+ attempts: ', '') "
    "from '^[^:]*(?:: -?[0-9]+(?= |$))?'), 100)"
)
_LIVE: Final = "(e.verified_at IS NOT NULL AND e.ended_at IS NULL)"
# A member's own address is that member's business.
_ADDRESS: Final = "CASE WHEN e.subject IS NULL THEN e.address ELSE left(e.address, 2) || '…' END"

_FAILED: Final = f"""
    SELECT d.id, d.message_id, d.endpoint_id, d.credit_code, d.attempts, coalesce(d.reason, '') AS reason,
           d.finished_at, d.traceparent, {_PROVIDER} AS provider, {_WHY} AS why, {_GAVE_UP} AS gave_up,
           {_LIVE} AS live, {_ADDRESS} AS address, e.kind AS endpoint_kind
    FROM delivery AS d JOIN endpoint AS e ON e.id = d.endpoint_id
    WHERE d.state = 'failed' AND d.finished_at >= :since
"""  # noqa: S608 (fixed parts only)
_WANTED: Final = """
    (:provider = '' OR provider = :provider) AND (:reason = '' OR why = :reason)
    AND (:fate = '' OR gave_up = (:fate = 'gave_up'))
"""
_GROUPS: Final = text(
    f"""
    SELECT provider, why, count(*) AS number, count(*) FILTER (WHERE gave_up) AS gave_up,
           count(*) FILTER (WHERE live) AS live, max(finished_at) AS latest
    FROM ({_FAILED}) AS f WHERE {_WANTED} GROUP BY provider, why ORDER BY number DESC, provider, why LIMIT 100
    """  # noqa: S608 (fixed parts only)
).bindparams(bindparam("since", type_=_MOMENT))
_PAGE: Final = text(
    f"""
    SELECT f.*, m.kind, m.policy_id, coalesce(m.details ->> 'enterprise_name', '') AS enterprise,
           coalesce(r.brief ->> 'title', m.details ->> 'policy_title', '') AS title
    FROM (
        SELECT * FROM ({_FAILED}) AS f
        WHERE {_WANTED} AND (finished_at, id) < (:before, :before_id)
        ORDER BY finished_at DESC, id DESC LIMIT :limit
    ) AS f
    JOIN message AS m ON m.id = f.message_id
    LEFT JOIN policy_revision AS r ON r.policy_id = m.policy_id AND r.revision = m.policy_revision
    ORDER BY f.finished_at DESC, f.id DESC
    """  # noqa: S608 (fixed parts only)
).bindparams(
    bindparam("since", type_=_MOMENT),
    bindparam("before", type_=_MOMENT),
    bindparam("before_id", type_=Uuid),
)
_REPLAY: Final = text(
    f"""
    WITH again AS (
        SELECT id, endpoint_kind FROM ({_FAILED}) AS f WHERE {_WANTED} AND live
        ORDER BY finished_at LIMIT :limit
    ), locked AS (
        SELECT d.id, again.endpoint_kind FROM delivery AS d JOIN again USING (id)
        WHERE d.state = 'failed' FOR UPDATE OF d SKIP LOCKED
    )
    UPDATE delivery AS d
    SET state = CASE endpoint_kind WHEN 'webhook' THEN 'queued' ELSE 'held' END,
        hold = CASE endpoint_kind WHEN 'webhook' THEN NULL ELSE 'gather' END,
        bundle_id = NULL, attempts = 0, due_at = :now, finished_at = NULL
    FROM locked WHERE d.id = locked.id
    """  # noqa: S608 (fixed parts only)
).bindparams(bindparam("since", type_=_MOMENT), bindparam("now", type_=_MOMENT))
_ENDED: Final = text(
    f"""
    SELECT e.credit_code, {_PROVIDER} AS provider, {_ADDRESS} AS address, e.ended_at,
           coalesce(e.ended_reason, '') AS reason,
           EXISTS (SELECT FROM suppressed_address AS s WHERE s.kind = e.kind AND s.address = e.address)
               AS suppressed
    FROM endpoint AS e WHERE e.ended_at IS NOT NULL ORDER BY e.ended_at DESC LIMIT :limit
    """  # noqa: S608 (fixed parts only)
)
_NOTHING_YET: Final = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))


class SqlFailures:
    """Implements `failure_ports.Failures`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def groups(self, wanted: Wanted, now: datetime) -> list[Group]:
        rows = await self._session.execute(_GROUPS, _given(wanted, now))
        return [Group(r.provider, r.why, r.gave_up, r.number, r.live, r.latest) for r in rows]

    async def page(
        self, wanted: Wanted, now: datetime, before: tuple[datetime, UUID] | None, limit: int
    ) -> list[Failure]:
        moment, place = before or _NOTHING_YET
        given = _given(wanted, now) | {"before": moment, "before_id": place, "limit": limit}
        return [
            Failure(
                id=row.id,
                credit_code=row.credit_code,
                enterprise=row.enterprise,
                provider=row.provider,
                address=row.address,
                message_kind=row.kind,
                title=row.title,
                policy_id=row.policy_id,
                attempts=row.attempts,
                reason=row.reason,
                finished_at=row.finished_at,
                trace_id=(row.traceparent or "").split("-")[1] if row.traceparent else "",
                live=row.live,
            )
            for row in await self._session.execute(_PAGE, given)
        ]

    async def replay(self, wanted: Wanted, now: datetime, limit: int) -> int:
        done = await self._session.execute(_REPLAY, _given(wanted, now) | {"now": now, "limit": limit})
        return int(done.rowcount)  # type: ignore[attr-defined]

    async def ended(self, limit: int) -> list[EndedEndpoint]:
        rows = await self._session.execute(_ENDED, {"limit": limit})
        return [
            EndedEndpoint(r.credit_code, r.provider, r.address, r.reason, r.ended_at, r.suppressed)
            for r in rows
        ]


def _given(wanted: Wanted, now: datetime) -> dict[str, Any]:
    return {
        "since": wanted.since(now),
        "provider": wanted.provider,
        "fate": wanted.fate,
        "reason": wanted.reason,
    }
