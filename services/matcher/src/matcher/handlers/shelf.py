"""Live policies in memory for what people read; brought up to date by their revisions."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from matcher.domain.population import Policy
from matcher.domain.uses import uses_of
from matcher.handlers.matching_ports import Clocked

_PART: Final = 500


class LivePolicies(Protocol):
    """Policies that enterprises are matched with."""

    async def clock(self, session: AsyncSession) -> Clocked: ...
    async def revisions(self, session: AsyncSession) -> Mapping[UUID, int]: ...
    async def load(self, session: AsyncSession, policy_ids: Iterable[UUID]) -> list[Policy]: ...


class Shelf:
    """What is read again is only what changed; several requests may do so at once."""

    def __init__(self, source: LivePolicies) -> None:
        self._source = source
        self._held = _Held({})

    async def policies(self, session: AsyncSession) -> tuple[Policy, ...]:
        """Every live policy; the very same tuple for as long as nothing changes."""
        return (await self._current(session)).policies

    async def uses(self, session: AsyncSession) -> Mapping[str, list[str]]:
        """By fact, the titles of the policies that ask about it."""
        held = await self._current(session)
        if held.uses is None:
            held.uses = await asyncio.to_thread(uses_of, held.policies)
        return held.uses

    async def _current(self, session: AsyncSession) -> "_Held":
        clock, held = await self._source.clock(session), self._held
        if clock.epoch is not None and clock == held.clock:
            return held
        now = await self._source.revisions(session)
        stale = [
            policy_id for policy_id, revision in now.items() if _revision(held.by_id, policy_id) != revision
        ]
        if stale or len(now) != len(held.by_id):
            kept = {policy_id: policy for policy_id, policy in held.by_id.items() if policy_id in now}
            held = _Held(kept | await self._loaded(session, stale))
        held.clock, self._held = clock, held
        return held

    async def _loaded(self, session: AsyncSession, stale: Sequence[UUID]) -> dict[UUID, Policy]:
        """In parts, so that others get their turn while there is much to read."""
        parts = [stale[start : start + _PART] for start in range(0, len(stale), _PART)]
        loaded = [policy for part in parts for policy in await self._source.load(session, part)]
        return {policy.policy_id: policy for policy in loaded}


class _Held:
    def __init__(self, by_id: Mapping[UUID, Policy]) -> None:
        self.by_id = by_id
        self.policies = tuple(by_id.values())
        self.uses: Mapping[str, list[str]] | None = None
        self.clock: Clocked | None = None


def _revision(held: Mapping[UUID, Policy], policy_id: UUID) -> int | None:
    policy = held.get(policy_id)
    return policy.revision if policy else None
