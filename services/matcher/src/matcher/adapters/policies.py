"""Policies as they were last matched."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.tables import PolicyRow
from matcher.domain.population import Policy
from shared.events import PolicyBrief


class SqlPolicies:
    """Implements `ports.Policies`."""

    async def get(self, session: AsyncSession, policy_id: UUID) -> Policy | None:
        row = await session.get(PolicyRow, policy_id, populate_existing=True)
        return policy_of(row) if row else None

    async def save(
        self, session: AsyncSession, policy: Policy, departments: Iterable[str], at: datetime, change: int
    ) -> None:
        values = {
            "revision": policy.revision,
            "criteria": policy.criteria,
            "brief": policy.brief.model_dump(mode="json"),
            "withdrawn": policy.withdrawn,
            "departments": list(departments),
            "published_at": at,
            "change": change,
        }
        saved = insert(PolicyRow).values(policy_id=policy.policy_id, **values)
        # A withdrawal names the lead department only, and is no publication.
        kept = {"departments", "published_at"} if policy.withdrawn else set()
        changed = {name: value for name, value in values.items() if name not in kept}
        await session.execute(saved.on_conflict_do_update(index_elements=["policy_id"], set_=changed))

    async def changed_after(self, session: AsyncSession, change: int, before: int) -> list[Policy]:
        changed = select(PolicyRow).where(PolicyRow.change > change, PolicyRow.change < before)
        return [policy_of(row) for row in (await session.execute(changed)).scalars()]


def policy_of(row: PolicyRow) -> Policy:
    """A row as matching sees it."""
    return Policy(
        row.policy_id, row.revision, row.criteria, PolicyBrief.model_validate(row.brief), row.withdrawn
    )
