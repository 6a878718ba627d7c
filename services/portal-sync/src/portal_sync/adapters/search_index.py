"""Search in PostgreSQL: weighted vectors of character pairs under a GIN index.

A document is found where enough of the query's pairs occur; it stands higher for whole phrases, for phrases
in its title, and for the document number asked for.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.adapters.mapping import to_record
from portal_sync.adapters.tables import SearchRow, SourceRow
from portal_sync.adapters.upserts import upsert
from portal_sync.domain.query import Query
from portal_sync.domain.search_document import SearchDocument
from portal_sync.domain.search_hit import SearchHit, SearchPage, SearchScope

_UPSERT: Final = upsert(SearchRow, ["policy_id"])
_FOUND: Final = """
WITH asked AS (
  SELECT CAST(:words AS tsquery) AS words, CAST(:phrase AS tsquery) AS phrase,
         CAST(:title AS tsquery) AS title, CAST(:number AS tsquery) AS number,
         CAST(:parts AS tsquery[]) AS parts
), found AS (
  SELECT d.policy_id, d.channels, d.published_on,
         (NOT d.withdrawn AND (d.expires_on IS NULL OR d.expires_on >= :today)) AS current,
         (SELECT count(*) FROM unnest(a.parts) AS part WHERE d.terms @@ part) AS present,
         8 * (d.terms @@ a.title)::int + 3 * (d.terms @@ a.phrase)::int
           + 16 * ts_rank('{0.02, 0.1, 0.2, 1}', d.terms, a.number)
           + 4 * ts_rank('{0.1, 0.3, 0.5, 1}', d.terms, a.words) AS weight
  FROM search_document AS d, asked AS a
  WHERE CASE WHEN :by_number THEN d.terms @@ a.number ELSE d.terms @@ a.words END
    AND (CAST(:channel AS text) IS NULL OR :channel = ANY (d.channels))
), enough AS (
  SELECT *, weight + 4.0 * present / greatest(1, :asked_for) AS score
  FROM found WHERE present >= :needed
)
SELECT policy_id, channels, score,
       count(*) FILTER (WHERE current OR :include_past) OVER () AS total,
       count(*) FILTER (WHERE NOT current) OVER () AS past,
       (current OR :include_past) AS chosen
FROM enough
ORDER BY (current OR :include_past) DESC, {order} policy_id
LIMIT :size OFFSET :offset
"""
_BY_RELEVANCE: Final = text(_FOUND.replace("{order}", "score DESC, published_on DESC NULLS LAST,"))
_BY_DAY: Final = text(_FOUND.replace("{order}", "published_on DESC NULLS LAST, score DESC,"))


class PostgresSearchIndex:
    """The index, in the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, documents: Sequence[SearchDocument]) -> None:
        await self._session.execute(_UPSERT, [_values(document) for document in documents])

    async def remove(self, policy_ids: Collection[UUID]) -> None:
        await self._session.execute(delete(SearchRow).where(SearchRow.policy_id.in_(policy_ids)))

    async def find(self, query: Query, scope: SearchScope) -> SearchPage:
        if query.is_empty:
            return SearchPage((), 0, 0, scope.page, scope.size)
        found = await self._page(query, scope, query.needed)
        if found.total or found.past or query.needed_nearly >= query.needed:
            return found
        return replace(await self._page(query, scope, query.needed_nearly), near=True)

    async def _page(self, query: Query, scope: SearchScope, needed: int) -> SearchPage:
        statement = _BY_DAY if scope.newest_first else _BY_RELEVANCE
        asked = _asked(query, scope, needed)
        rows = (await self._session.execute(statement, asked)).all()
        if not rows and scope.page > 1:
            # The counts stand on the rows, and beyond the last page there are none.
            first = await self._page(query, replace(scope, page=1), needed)
            return replace(first, hits=(), number=scope.page)
        hits = await self._hits([row for row in rows if row.chosen])
        total, past = (rows[0].total, rows[0].past) if rows else (0, 0)
        return SearchPage(hits, total, 0 if scope.include_past else past, scope.page, scope.size)

    async def _hits(self, rows: list[Row[Any]]) -> list[SearchHit]:
        wanted = select(SourceRow).where(SourceRow.policy_id.in_([row.policy_id for row in rows]))
        records = {row.policy_id: to_record(row) for row in (await self._session.execute(wanted)).scalars()}
        return [
            SearchHit(records[row.policy_id], tuple(row.channels), float(row.score))
            for row in rows
            if row.policy_id in records
        ]


def _values(document: SearchDocument) -> dict[str, object]:
    return {
        "policy_id": document.policy_id,
        "revision": document.revision,
        "channels": list(document.channels),
        "terms": document.vector,
        "withdrawn": document.withdrawn,
        "published_on": document.published_on,
        "expires_on": document.expires_on,
    }


def _asked(query: Query, scope: SearchScope, needed: int) -> dict[str, object]:
    parts = query.word_terms
    return {
        "words": " | ".join(parts),
        "parts": list(parts),
        "phrase": query.phrase(),
        "title": query.phrase("A"),
        "number": " | ".join(query.number_terms),
        "by_number": bool(query.numbers),
        "needed": needed,
        "asked_for": len(parts),
        "today": scope.today,
        "include_past": scope.include_past,
        "channel": scope.channel,
        "size": scope.size,
        "offset": (scope.page - 1) * scope.size,
    }
