"""Arming, in PostgreSQL: enterprises are queued in parts, and each part is scheduled in one statement."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.sql import SEPARATOR, joined, plan_for
from notifier.domain.reminders import Planned, ToArm

# A part's standings are locked for as long as its rows take to write: some tenths of a second.
PART: Final = 2_000

_QUEUE = text("""
INSERT INTO arming (policy_id, credit_codes, since, traceparent)
SELECT :policy_id, array_agg(credit_code ORDER BY credit_code), :since, :traceparent
FROM (
    SELECT credit_code, (row_number() OVER (ORDER BY credit_code) - 1) / :part AS part
    FROM standing
    WHERE policy_id = :policy_id AND verdict = 'eligible'
) AS eligible
GROUP BY part
""")

_QUEUE_THESE = text("""
INSERT INTO arming (policy_id, credit_codes, since, traceparent)
SELECT :policy_id, string_to_array(part, CAST(:separator AS text)), :since, :traceparent
FROM unnest(CAST(:parts AS text[])) AS part
""")

# Deliveries that wait to be queued come first: their endpoints hear of it now, of a deadline later.
_TAKE = text("""
DELETE FROM arming WHERE id = (
    SELECT id FROM arming WHERE NOT EXISTS (SELECT FROM errand WHERE priority = 0)
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING policy_id, credit_codes, since, traceparent
""")

# Standings are held until the rows are there, so that a verdict lost meanwhile finds them to cancel.
_ARM = text("""
WITH eligible AS MATERIALIZED (
    SELECT credit_code FROM standing
    WHERE policy_id = :policy_id AND verdict = 'eligible' AND credit_code = ANY(CAST(:codes AS text[]))
    ORDER BY credit_code FOR SHARE
)
INSERT INTO reminder (credit_code, policy_id, kind, deadline, days_before, opens_on, closes_on, due_at,
                      state, traceparent)
SELECT eligible.credit_code, :policy_id, plan.*, 'pending', :traceparent
FROM eligible CROSS JOIN unnest(
    CAST(:kinds AS text[]), CAST(:deadlines AS date[]), CAST(:offsets AS int[]),
    CAST(:opens AS date[]), CAST(:closes AS date[]), CAST(:dues AS timestamptz[])
) AS plan (kind, deadline, days_before, opens_on, closes_on, due_at)
WHERE NOT EXISTS (
    SELECT FROM application AS filed
    WHERE filed.policy_id = :policy_id AND filed.credit_code = eligible.credit_code
      AND filed.filed_on >= plan.opens_on
)
ON CONFLICT (credit_code, policy_id, kind, deadline, days_before) DO UPDATE
SET opens_on = excluded.opens_on, closes_on = excluded.closes_on, due_at = excluded.due_at,
    state = excluded.state, traceparent = excluded.traceparent, note = NULL, settled_at = NULL
WHERE reminder.state IN ('pending', 'cancelled')
  AND (reminder.state, reminder.opens_on, reminder.closes_on, reminder.due_at)
      IS DISTINCT FROM (excluded.state, excluded.opens_on, excluded.closes_on, excluded.due_at)
""")

_ASK = text("""
INSERT INTO reminder (credit_code, policy_id, kind, deadline, days_before, opens_on, closes_on, due_at,
                      state, traceparent)
SELECT :credit_code, :policy_id, plan.*, 'pending', :traceparent
FROM unnest(
    CAST(:kinds AS text[]), CAST(:deadlines AS date[]), CAST(:offsets AS int[]),
    CAST(:opens AS date[]), CAST(:closes AS date[]), CAST(:dues AS timestamptz[])
) AS plan (kind, deadline, days_before, opens_on, closes_on, due_at)
ON CONFLICT (credit_code, policy_id, kind, deadline, days_before) DO UPDATE
SET state = excluded.state, traceparent = excluded.traceparent, note = NULL, settled_at = NULL
WHERE reminder.state = 'cancelled'
""")


async def queue_arming(
    session: AsyncSession,
    policy_id: UUID,
    credit_codes: Sequence[str] | None,
    since: datetime,
    traceparent: str | None,
) -> None:
    """Queue `credit_codes`, or all who are eligible, in parts; the arming leaves out who is not."""
    given = {"policy_id": policy_id, "since": since, "traceparent": traceparent}
    if credit_codes is None:
        await session.execute(_QUEUE, {**given, "part": PART})
        return
    codes = sorted(credit_codes)
    parts = [joined(codes[first : first + PART]) for first in range(0, len(codes), PART)]
    await session.execute(_QUEUE_THESE, {**given, "parts": parts, "separator": SEPARATOR})


async def take_arming(session: AsyncSession) -> ToArm | None:
    """Take the oldest part that no other process works on; it comes back if the transaction fails."""
    row = (await session.execute(_TAKE)).first()
    return ToArm(row.policy_id, tuple(row.credit_codes), row.since, row.traceparent) if row else None


async def arm(session: AsyncSession, waiting: ToArm, planned: Sequence[Planned]) -> None:
    """Schedule for those who are still eligible and have not filed.

    One that was cancelled comes back; one that was sent or dropped never does.
    """
    await plan_for(session, len(waiting.credit_codes))
    given = {"policy_id": waiting.policy_id, "codes": list(waiting.credit_codes)}
    await session.execute(_ARM, {**given, "traceparent": waiting.traceparent, **_columns(planned)})


async def arm_supplement(
    session: AsyncSession,
    policy_id: UUID,
    credit_code: str,
    planned: Sequence[Planned],
    traceparent: str | None,
) -> None:
    """Schedule reminders of a supplement for one enterprise."""
    given = {"policy_id": policy_id, "credit_code": credit_code, "traceparent": traceparent}
    await session.execute(_ASK, {**given, **_columns(planned)})


def _columns(planned: Sequence[Planned]) -> dict[str, list[str] | list[int] | list[date] | list[datetime]]:
    return {
        "kinds": [one.kind.value for one in planned],
        "deadlines": [one.deadline for one in planned],
        "offsets": [one.offset for one in planned],
        "opens": [one.opens_on for one in planned],
        "closes": [one.closes_on for one in planned],
        "dues": [one.due_at for one in planned],
    }
