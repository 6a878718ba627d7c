"""Policies as they were last matched."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.tables import MatchingClockRow, PolicyRow, PolicyTextRow
from matcher.domain.population import Policy
from matcher.handlers.matching_ports import Changed, Clocked
from shared.events import PolicyBrief

# Held until the transaction ends: changes become visible in the order of their numbers.
_ADVANCE = text(
    "INSERT INTO matching_clock AS clock (singleton, change) VALUES (true, 1) "
    "ON CONFLICT (singleton) DO UPDATE SET change = clock.change + 1 RETURNING change"
)


class SqlPolicies:
    """Implements `ports.Policies`."""

    async def get(self, session: AsyncSession, policy_id: UUID) -> Policy | None:
        row = await session.get(PolicyRow, policy_id, populate_existing=True)
        return policy_of(row) if row else None

    async def save(
        self,
        session: AsyncSession,
        policy: Policy,
        departments: Iterable[str],
        at: datetime,
        trace: str | None,
    ) -> None:
        values = {
            "revision": policy.revision,
            "criteria": policy.criteria,
            "brief": policy.brief.model_dump(mode="json"),
            "withdrawn": policy.withdrawn,
            "departments": list(departments),
            "published_at": at,
            "change": (await session.execute(_ADVANCE)).scalar_one(),
            "traceparent": trace,
        }
        saved = insert(PolicyRow).values(policy_id=policy.policy_id, **values)
        # A withdrawal names the lead department only, and is no publication.
        kept = {"departments", "published_at"} if policy.withdrawn else set()
        changed = {name: value for name, value in values.items() if name not in kept}
        await session.execute(saved.on_conflict_do_update(index_elements=["policy_id"], set_=changed))
        if policy.criteria is not None and not policy.withdrawn:
            said = {"policy_id": policy.policy_id, "revision": policy.revision, "criteria": policy.criteria}
            await session.execute(insert(PolicyTextRow).values(said).on_conflict_do_nothing())

    async def clock(self, session: AsyncSession) -> Clocked:
        query = select(MatchingClockRow.change, MatchingClockRow.epoch)
        row = (await session.execute(query)).one_or_none()
        return Clocked(row.change, row.epoch) if row else Clocked(0, None)

    async def changed_after(
        self, session: AsyncSession, change: int, limit: int | None = None
    ) -> list[Changed]:
        changed = select(PolicyRow).where(PolicyRow.change > change).order_by(PolicyRow.change).limit(limit)
        found = await session.execute(changed.execution_options(populate_existing=True))
        return [Changed(policy_of(row), row.change, row.traceparent) for row in found.scalars()]


def policy_of(row: PolicyRow) -> Policy:
    """A row as matching sees it."""
    return Policy(
        row.policy_id, row.revision, row.criteria, PolicyBrief.model_validate(row.brief), row.withdrawn
    )
