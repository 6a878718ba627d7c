"""Work that fell between the steps from a match to a delivery, in PostgreSQL."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.domain.sweeping import Backlog, Stage, Untold, Waiting

_MINE: Final = text("SELECT pg_try_advisory_xact_lock(hashtext('sweep of messages'))")

_UNTOLD: Final = text("""
SELECT standing.policy_id, standing.policy_revision, standing.credit_code, standing.enterprise_name,
    standing.revision
FROM standing JOIN policy ON policy.policy_id = standing.policy_id AND NOT policy.withdrawn
WHERE standing.verdict = 'eligible' AND NOT EXISTS (
    SELECT FROM message
    WHERE message.credit_code = standing.credit_code AND message.policy_id = standing.policy_id
      AND message.kind = 'new_match'
)
ORDER BY standing.policy_id, standing.credit_code LIMIT :limit
""")

# Only for endpoints that were there: one added since has not been promised the past.
_UNQUEUED: Final = text("""
SELECT DISTINCT message.id FROM message
JOIN endpoint ON endpoint.credit_code = message.credit_code AND endpoint.ended_at IS NULL
    AND endpoint.verified_at <= message.created_at
WHERE message.pushed AND message.created_at >= :since AND message.created_at < :until
  AND NOT EXISTS (
    SELECT FROM delivery WHERE delivery.message_id = message.id AND delivery.endpoint_id = endpoint.id
  )
  AND message.id NOT IN (SELECT unnest(message_ids) FROM errand WHERE kind = 'queue')
""")

_UNARMED: Final = text("""
SELECT standing.policy_id, array_agg(standing.credit_code) AS codes
FROM policy CROSS JOIN LATERAL (
    SELECT max((one ->> 'last')::date) AS last FROM jsonb_array_elements(policy.windows) AS one
) AS ahead
JOIN LATERAL (
    SELECT standing.policy_id, standing.credit_code FROM standing
    WHERE standing.policy_id = policy.policy_id AND standing.verdict = 'eligible'
      AND NOT EXISTS (
        SELECT FROM reminder WHERE reminder.credit_code = standing.credit_code
          AND reminder.policy_id = standing.policy_id AND reminder.closes_on = ahead.last
      )
      AND NOT EXISTS (
        SELECT FROM application AS filed WHERE filed.policy_id = standing.policy_id
          AND filed.credit_code = standing.credit_code
      )
    LIMIT :limit
) AS standing ON true
WHERE NOT policy.withdrawn AND ahead.last > :after
  AND NOT EXISTS (SELECT FROM arming WHERE arming.policy_id = policy.policy_id)
GROUP BY standing.policy_id
""")

_BACKLOG: Final = text("""
SELECT 'arming' AS stage, coalesce(sum(cardinality(credit_codes)), 0) AS waiting, min(since) AS oldest
FROM arming
UNION ALL
SELECT 'reminders', count(*), min(due_at) FROM reminder WHERE state = 'pending' AND due_at <= :now
UNION ALL
SELECT 'errands', count(*), min(due_at) FROM errand WHERE due_at <= :now
UNION ALL
SELECT 'deliveries', count(*), min(due_at) FROM delivery WHERE state = 'queued' AND due_at <= :now
""")


class SqlFindings:
    """Implements `sweep_ports.Findings`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def mine(self) -> bool:
        return bool(await self._session.scalar(_MINE))

    async def untold(self, limit: int) -> list[Untold]:
        rows = await self._session.execute(_UNTOLD, {"limit": limit})
        return [Untold(*row) for row in rows]

    async def unqueued(self, since: datetime, until: datetime) -> list[UUID]:
        return list(await self._session.scalars(_UNQUEUED, {"since": since, "until": until}))

    async def unarmed(self, after: date, limit: int) -> dict[UUID, list[str]]:
        rows = await self._session.execute(_UNARMED, {"after": after, "limit": limit})
        return {row.policy_id: list(row.codes) for row in rows}

    async def backlog(self, now: datetime) -> Backlog:
        rows = await self._session.execute(_BACKLOG, {"now": now})
        return {
            Stage(row.stage): Waiting(
                int(row.waiting), (now - row.oldest).total_seconds() if row.oldest else 0.0
            )
            for row in rows
        }
