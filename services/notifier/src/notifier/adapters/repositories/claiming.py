"""Claiming reminders that are due, and settling them: one statement each, however many there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.adapters.repositories.situations import windows_of
from notifier.domain.kinds import MessageKind
from notifier.domain.reminders import Due, Planned, ReminderState
from shared.events import Verdict, Window

# The claim reads the front of a partial index: what is not due, or was settled, is not in its way.
_CLAIM = text("""
WITH claimed AS MATERIALIZED (
    SELECT * FROM reminder WHERE state = 'pending' AND due_at <= :now
    ORDER BY due_at, policy_id LIMIT :limit FOR UPDATE SKIP LOCKED
)
SELECT claimed.*, standing.verdict, standing.enterprise_name,
    policy.revision AS policy_revision, policy.windows, policy.withdrawn,
    EXISTS (
        SELECT FROM application AS filed
        WHERE filed.policy_id = claimed.policy_id AND filed.credit_code = claimed.credit_code
          AND filed.filed_on >= claimed.opens_on
    ) AS filed,
    (
        SELECT max(waiting.application_id) FROM application AS waiting
        WHERE claimed.kind = 'supplement_due' AND waiting.policy_id = claimed.policy_id
          AND waiting.credit_code = claimed.credit_code AND waiting.state = 'supplement_required'
          AND waiting.due_on = claimed.deadline
    ) AS awaited,
    EXISTS (
        SELECT FROM reminder AS later
        WHERE later.credit_code = claimed.credit_code AND later.policy_id = claimed.policy_id
          AND later.closes_on = claimed.closes_on AND later.state = 'pending'
          AND (later.kind = 'supplement_due') = (claimed.kind = 'supplement_due')
          AND later.due_at > claimed.due_at AND later.due_at <= :now
    ) AS superseded
FROM claimed
LEFT JOIN standing ON standing.policy_id = claimed.policy_id AND standing.credit_code = claimed.credit_code
LEFT JOIN policy ON policy.policy_id = claimed.policy_id
""")

_NEXT = text("SELECT due_at FROM reminder WHERE state = 'pending' ORDER BY due_at, policy_id LIMIT 1")

_SETTLE = text("""
UPDATE reminder SET state = became.state, note = became.note, settled_at = :now
FROM unnest(
    CAST(:codes AS text[]), CAST(:policies AS uuid[]), CAST(:kinds AS text[]), CAST(:deadlines AS date[]),
    CAST(:offsets AS int[]), CAST(:states AS text[]), CAST(:notes AS text[])
) AS became (credit_code, policy_id, kind, deadline, days_before, state, note)
WHERE reminder.credit_code = became.credit_code AND reminder.policy_id = became.policy_id
  AND reminder.kind = became.kind AND reminder.deadline = became.deadline
  AND reminder.days_before = became.days_before
""")


async def claim_due(session: AsyncSession, now: datetime, limit: int) -> list[Due]:
    """Claim what is due, oldest first, leaving out what another process has claimed."""
    windows: dict[UUID, tuple[Window, ...]] = {}
    claimed = await session.execute(_CLAIM, {"now": now, "limit": limit})
    return [_due(row, windows) for row in claimed]


async def next_due(session: AsyncSession) -> datetime | None:
    """Return when the next reminder falls due, or fell due."""
    due_at: datetime | None = await session.scalar(_NEXT)
    return due_at


async def settle(
    session: AsyncSession, settled: Sequence[tuple[Due, ReminderState, str | None]], now: datetime
) -> None:
    """Write down what became of claimed reminders."""
    if not settled:
        return
    planned = [due.planned for due, _, _ in settled]
    given = {
        "now": now,
        "codes": [due.credit_code for due, _, _ in settled],
        "policies": [due.policy_id for due, _, _ in settled],
        "kinds": [one.kind.value for one in planned],
        "deadlines": [one.deadline for one in planned],
        "offsets": [one.offset for one in planned],
        "states": [state.value for _, state, _ in settled],
        "notes": [note for _, _, note in settled],
    }
    await session.execute(_SETTLE, given)


def _due(row: Row[*tuple[Any, ...]], windows: dict[UUID, tuple[Window, ...]]) -> Due:
    if row.policy_id not in windows:
        windows[row.policy_id] = windows_of(row.windows)
    return Due(
        credit_code=row.credit_code,
        policy_id=row.policy_id,
        planned=_planned(row),
        enterprise_name=row.enterprise_name or "",
        policy_revision=row.policy_revision or 0,
        verdict=Verdict(row.verdict) if row.verdict else None,
        withdrawn=bool(row.withdrawn),
        filed=row.filed,
        windows=windows[row.policy_id],
        superseded=row.superseded,
        awaited=row.awaited,
        traceparent=row.traceparent,
    )


def _planned(row: Row[*tuple[Any, ...]]) -> Planned:
    return Planned(
        kind=MessageKind(row.kind),
        deadline=row.deadline,
        offset=row.days_before,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        due_at=row.due_at,
    )
