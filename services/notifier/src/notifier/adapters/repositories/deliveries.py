"""What is queued for endpoints, in PostgreSQL: one statement, however many messages there are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Interval, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.sql import plan_for
from notifier.domain.preferences import GATHERED, MUTABLE

# Only what was verified and has not ended.
_LIVE: Final = "e.verified_at IS NOT NULL AND e.ended_at IS NULL"

# Quiet hours may pass midnight.
_QUIET: Final = (
    "CASE WHEN s.quiet_from < s.quiet_until "
    "THEN t.clock >= s.quiet_from AND t.clock < s.quiet_until "
    "ELSE t.clock >= s.quiet_from OR t.clock < s.quiet_until END"
)
# A policy, its theme or its department, each by its own.
_MUTED: Final = (
    "EXISTS (SELECT FROM mute AS u WHERE u.credit_code = m.credit_code AND "
    "((u.kind = 'policy' AND u.target = m.policy_id::text) "
    "OR (u.kind = 'theme' AND u.target = r.brief ->> 'theme') "
    "OR (u.kind = 'department' AND u.target = r.brief #>> '{issuer,code}')))"
)
_DAYS_TO_DIGEST: Final = (
    "CASE w.mode WHEN 'daily' THEN (t.clock >= w.digest_at)::int "
    "ELSE (w.digest_weekday - t.weekday + 7) % 7 "
    "+ 7 * (w.digest_weekday = t.weekday AND t.clock >= w.digest_at)::int END"
)
_QUEUE: Final = text(
    f"""
    WITH t AS (
        SELECT CAST(:now AS timestamptz) AS now, l.local, l.local::date AS today, l.local::time AS clock,
               extract(isodow FROM l.local)::int AS weekday
        FROM (SELECT CAST(:now AS timestamptz) AT TIME ZONE 'Asia/Shanghai' AS local) AS l
    ), w AS (
        SELECT m.id AS message_id, e.id AS endpoint_id, m.credit_code, m.traceparent,
               m.kind = ANY(:gathered) AND e.kind <> 'webhook' AS gathers, e.kind <> 'webhook' AS digests,
               CASE WHEN k.kind IS NULL THEN coalesce(p.mode, 'at_once') ELSE 'off' END AS mode,
               coalesce({_QUIET}, false) AS quiet, s.quiet_until,
               coalesce(s.digest_at, '09:00') AS digest_at, coalesce(s.digest_weekday, 1) AS digest_weekday
        FROM message AS m CROSS JOIN t
        JOIN endpoint AS e ON e.credit_code = m.credit_code AND {_LIVE}
        LEFT JOIN preference AS p ON p.endpoint_id = e.id AND p.kind = m.kind
        LEFT JOIN endpoint_settings AS s ON s.endpoint_id = e.id
        LEFT JOIN policy_revision AS r ON r.policy_id = m.policy_id AND r.revision = m.policy_revision
        LEFT JOIN muted_kind AS k ON k.credit_code = m.credit_code AND k.kind = m.kind
        WHERE m.id = ANY(:ids) AND m.pushed AND NOT (m.kind = ANY(:mutable) AND {_MUTED})
    ), timed AS (
        SELECT w.*,
            CASE WHEN w.mode <> 'at_once' THEN
                (t.today + ({_DAYS_TO_DIGEST}) + w.digest_at) AT TIME ZONE 'Asia/Shanghai'
            WHEN w.quiet THEN
                (t.today + (t.clock >= w.quiet_until)::int + w.quiet_until) AT TIME ZONE 'Asia/Shanghai'
            WHEN w.gathers THEN t.now + CAST(:gather AS interval)
            ELSE t.now END AS due_at,
            CASE WHEN w.mode <> 'at_once' THEN w.mode
            WHEN w.quiet AND w.digests THEN 'gather'
            WHEN w.gathers AND CAST(:gather AS interval) > '0' THEN 'gather' END AS hold
        FROM w CROSS JOIN t WHERE w.mode <> 'off'
    )
    INSERT INTO delivery
        (id, message_id, endpoint_id, credit_code, state, hold, due_at, traceparent, created_at)
    SELECT md5(message_id || '|' || endpoint_id)::uuid, message_id, endpoint_id, credit_code,
           CASE WHEN hold IS NULL THEN 'queued' ELSE 'held' END, hold, due_at, traceparent, :now
    FROM timed
    ON CONFLICT DO NOTHING
    """  # noqa: S608 (fixed parts only)
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("gathered", type_=ARRAY(Text)),
    bindparam("mutable", type_=ARRAY(Text)),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("gather", type_=Interval),
)


class SqlDeliveries:
    """Implements `ports.Deliveries`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def queue(self, message_ids: Sequence[UUID], now: datetime, gather: timedelta) -> int:
        await plan_for(self._session, len(message_ids))
        given = {
            "ids": list(message_ids),
            "now": now,
            "gather": gather,
            "gathered": [kind.value for kind in GATHERED],
            "mutable": [kind.value for kind in MUTABLE],
        }
        result = await self._session.execute(_QUEUE, given)
        return int(result.rowcount)  # type: ignore[attr-defined]
