"""What PostgreSQL does without an engine: ILIKE on the text, and full text search as it comes."""

import time
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from portal_sync.domain.segmenting import words_of
from portal_sync.domain.terms import fold, runs

_TABLE: Final = """
CREATE TABLE peer (policy_id uuid PRIMARY KEY, department text, theme text, published_on date,
                   whole text, terms tsvector)
"""
_LIKE: Final = """
SELECT policy_id, count(*) OVER () FROM peer WHERE {conditions}
ORDER BY published_on DESC LIMIT 20
"""
_FULL_TEXT: Final = """
SELECT policy_id, count(*) OVER () FROM peer, to_tsquery('simple', $1) AS asked WHERE terms @@ asked
ORDER BY ts_rank(terms, asked) DESC, published_on DESC LIMIT 20
"""
_FACETS: Final = """
SELECT department, theme, count(*) FROM peer, to_tsquery('simple', $1) AS asked WHERE terms @@ asked
GROUP BY GROUPING SETS ((department), (theme))
"""


class Peers:
    """A table of the same policies."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection

    async def fill(self) -> None:
        """Copy the source records, in pages; words for full text are cut as for the engine."""
        connection = self._connection
        await connection.execute(_TABLE)
        last = UUID(int=0)
        statement = (
            "SELECT policy_id, content ->> 'title' AS title, content ->> 'summary' AS summary, "
            "content ->> 'body' AS body, content #>> '{issuer,code}' AS department, "
            "content ->> 'theme' AS theme, "
            "(content ->> 'published_on')::date AS published_on FROM source "
            "WHERE policy_id > $1 AND withdrawal IS NULL ORDER BY policy_id LIMIT 2000"
        )
        while rows := await connection.fetch(statement, last):
            last = rows[-1]["policy_id"]
            records = []
            for row in rows:
                whole = fold(f"{row['title']}\n{row['summary']}\n{row['body']}")
                records.append(
                    (row["policy_id"], row["department"], row["theme"], row["published_on"], whole,
                     " ".join(words_of(whole)))
                )  # fmt: skip
            await connection.executemany(
                "INSERT INTO peer VALUES ($1, $2, $3, $4, $5, to_tsvector('simple', $6))", records
            )
        await connection.execute("CREATE INDEX ON peer USING gin (terms)")
        await connection.execute("ANALYZE peer")

    async def like(self, typed: str) -> tuple[list[UUID], float]:
        """Return ids and milliseconds: every run of characters somewhere in the text."""
        words = runs(typed) or [typed]
        conditions = " AND ".join(f"whole ILIKE ${n + 1}" for n in range(len(words)))
        statement = _LIKE.replace("{conditions}", conditions)
        return await self._timed(statement, [f"%{word}%" for word in words])

    async def full_text(self, typed: str, *, facets: bool) -> tuple[list[UUID], float]:
        """Return ids and milliseconds: any of the words, ordered by ts_rank."""
        words = words_of(typed)
        asked = " | ".join(f"'{word}'" for word in words if word.strip("'"))
        if not asked:
            return [], 0.0
        found, took = await self._timed(_FULL_TEXT, [asked])
        if facets:
            _, more = await self._timed(_FACETS, [asked])
            took += more
        return found, took

    async def _timed(self, statement: str, values: Sequence[str]) -> tuple[list[UUID], float]:
        began = time.perf_counter()
        rows = await self._connection.fetch(statement, *values)
        took = (time.perf_counter() - began) * 1000
        return [row["policy_id"] for row in rows if "policy_id" in row], took
