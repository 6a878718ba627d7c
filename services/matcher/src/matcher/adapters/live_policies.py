"""Policies that enterprises are matched with, for what people read."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from matcher.adapters.policies import SqlPolicies, policy_of
from matcher.adapters.tables import PolicyRow
from matcher.domain.population import Policy
from matcher.handlers.matching_ports import Clocked

_LIVE = (PolicyRow.withdrawn.is_(False), PolicyRow.criteria.is_not(None))


class SqlLivePolicies:
    """Implements `shelf.LivePolicies`."""

    async def clock(self, session: AsyncSession) -> Clocked:
        return await SqlPolicies().clock(session)

    async def revisions(self, session: AsyncSession) -> Mapping[UUID, int]:
        query = select(PolicyRow.policy_id, PolicyRow.revision).where(*_LIVE)
        return {row.policy_id: row.revision for row in await session.execute(query)}

    async def load(self, session: AsyncSession, policy_ids: Iterable[UUID]) -> list[Policy]:
        query = select(PolicyRow).where(PolicyRow.policy_id.in_(list(policy_ids)), *_LIVE)
        return [policy_of(row) for row in (await session.execute(query)).scalars()]
