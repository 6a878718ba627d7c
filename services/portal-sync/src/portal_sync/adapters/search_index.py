"""The search of one request: the engine's findings with their records from the database."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.mapping import to_record
from portal_sync.adapters.search_engine import Found
from portal_sync.adapters.search_follower import SearchFollower
from portal_sync.adapters.search_making import stored
from portal_sync.domain.query import Query
from portal_sync.domain.search_hit import SearchHit, SearchPage, SearchScope, Suggestions
from portal_sync.domain.source import SourceRecord


class EngineSearchIndex:
    """Searches in the caller's transaction."""

    def __init__(self, session: AsyncSession, follower: SearchFollower) -> None:
        self._session = session
        self._follower = follower

    async def find(self, query: Query, scope: SearchScope) -> SearchPage:
        """Find policies; what was committed before is found, unless very much of it is still being read."""
        await self._follower.catch_up(self._session)
        if query.is_empty and not scope.chooses:
            return SearchPage(query, (), 0, 0, scope.page, scope.size)
        found = await self._follower.engine.search(query, scope)
        return SearchPage(
            query=found.query,
            hits=await self._hits(found),
            total=found.total,
            past=found.past,
            number=scope.page,
            size=scope.size,
            facets=found.facets,
            near=found.near,
            behind=self._follower.behind,
        )

    async def suggest(self, typed: str, scope: SearchScope) -> Suggestions:
        """Complete what was begun: words that documents go by, and titles."""
        await self._follower.catch_up(self._session)
        return self._follower.engine.suggest(typed, scope)

    async def _hits(self, found: Found) -> list[SearchHit]:
        records = await self._records([policy_id for policy_id, _, _ in found.ids])
        return [
            SearchHit(records[policy_id], channels, score)
            for policy_id, channels, score in found.ids
            if policy_id in records
        ]

    async def _records(self, policy_ids: list[UUID]) -> dict[UUID, SourceRecord]:
        return {row.policy_id: to_record(row) for row in await stored(self._session, policy_ids)}
