"""How well the judged queries are answered, beside plain ILIKE and full text search as it comes.

nDCG@10 over the sample as the demo leaves it. Most queries were judged before the search was built; the last
ones were written afterwards, so that they say how it answers what nobody had in mind. They are also reported
by themselves.
"""

import asyncio
import tempfile
from pathlib import Path
from statistics import fmean
from typing import Final
from uuid import UUID

import asyncpg

from benchmarks.harness import Bar, Results
from benchmarks.portal._peers import Peers
from benchmarks.portal.crowd import TODAY
from huiqi.infra import EmbeddedPostgres
from portal_sync.adapters.search_engine import SearchEngine
from portal_sync.domain.query import Query
from portal_sync.domain.search_document import search_document
from portal_sync.domain.search_hit import SearchScope
from tests.support.judged import Judged, judged_queries, ndcg, policy_id, sample_records

BOUND: Final = 0.9
_LATER: Final = 33


def measure(*, quick: bool) -> Results:
    """Ask every judged query; there is nothing to shorten."""
    del quick
    queries = judged_queries(TODAY.year)
    own = [ndcg(order, judged.grades) for judged, order in zip(queries, _by_engine(queries), strict=True)]
    like, full_text = asyncio.run(_by_peers(queries))
    figures = {
        "queries": len(queries),
        "ndcg10": round(fmean(own), 4),
        "ndcg10_of_later_queries": round(fmean(own[-_LATER:]), 4),
        "queries_below_half": sum(score < 0.5 for score in own),
        "ilike_ndcg10": round(fmean(like), 4),
        "full_text_ndcg10": round(fmean(full_text), 4),
    }
    return Results(
        figures, [Bar("nDCG@10 of judged queries", round(fmean(own), 4), "", BOUND, at_most=False)]
    )


def _by_engine(queries: list[Judged]) -> list[list[str]]:
    engine = SearchEngine()
    records = sample_records(TODAY)
    documents = [search_document(record) for record in records.values()]
    engine.change([document for document in documents if document is not None], [])
    slugs = _slugs()
    found = (
        engine.find(Query.parse(one.typed), SearchScope(today=TODAY, include_past=one.include_past))
        for one in queries
    )
    return [[slugs[policy] for policy, _, _ in page.ids] for page in found]


async def _by_peers(queries: list[Judged]) -> tuple[list[float], list[float]]:
    slugs = _slugs()
    with tempfile.TemporaryDirectory(prefix="huiqi-relevance-") as name:
        async with EmbeddedPostgres(Path(name), durable=False) as postgres:
            connection = await asyncpg.connect(postgres.url.replace("+asyncpg", ""))
            try:
                await connection.execute(
                    "CREATE TABLE source (policy_id uuid, content jsonb, withdrawal jsonb)"
                )
                rows = [
                    (record.policy_id, record.publication.content.model_dump_json(), None)
                    for record in sample_records(TODAY).values()
                    if record.publication is not None and record.withdrawal is None
                ]
                await connection.executemany("INSERT INTO source VALUES ($1, $2, $3)", rows)
                peers = Peers(connection)
                await peers.fill()
                like = [_score(slugs, (await peers.like(one.typed))[0], one) for one in queries]
                texts = [(await peers.full_text(one.typed, facets=False))[0] for one in queries]
                return like, [_score(slugs, ids, one) for ids, one in zip(texts, queries, strict=True)]
            finally:
                await connection.close()


def _score(slugs: dict[UUID, str], ids: list[UUID], judged: Judged) -> float:
    return ndcg([slugs[one] for one in ids], judged.grades)


def _slugs() -> dict[UUID, str]:
    return {policy_id(slug): slug for slug in sample_records(TODAY)}
