"""Live policies in memory for what people read; brought up to date by their revisions."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.population import Policy


class LivePolicies(Protocol):
    """Policies that enterprises are matched with."""

    async def revisions(self, session: AsyncSession) -> Mapping[UUID, int]: ...
    async def load(self, session: AsyncSession, policy_ids: Iterable[UUID]) -> list[Policy]: ...


class Shelf:
    """What is read again is only what changed; several requests may do so at once."""

    def __init__(self, source: LivePolicies) -> None:
        self._source = source
        self._held: Mapping[UUID, Policy] = {}

    async def policies(self, session: AsyncSession) -> Collection[Policy]:
        """Every live policy."""
        now, held = await self._source.revisions(session), self._held
        stale = [policy_id for policy_id, revision in now.items() if _revision(held, policy_id) != revision]
        if stale or len(now) != len(held):
            kept = {policy_id: policy for policy_id, policy in held.items() if policy_id in now}
            loaded = {policy.policy_id: policy for policy in await self._source.load(session, stale)}
            held = self._held = kept | loaded
        return held.values()


def _revision(held: Mapping[UUID, Policy], policy_id: UUID) -> int | None:
    policy = held.get(policy_id)
    return policy.revision if policy else None
