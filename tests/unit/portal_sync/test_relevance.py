"""Judged queries are answered well; `python -m benchmarks.portal --only relevance` compares with others."""

from datetime import date
from statistics import fmean

import pytest

from portal_sync.adapters.search_engine import SearchEngine
from portal_sync.domain.query import Query
from portal_sync.domain.search_document import search_document
from portal_sync.domain.search_hit import SearchScope
from tests.support.judged import judged_queries, ndcg, policy_id, sample_records

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def engine() -> SearchEngine:
    made = SearchEngine()
    documents = [search_document(record) for record in sample_records(TODAY).values()]
    made.change([document for document in documents if document is not None], [])
    return made


def test_judged_queries_are_answered_well(engine: SearchEngine) -> None:
    slugs = {policy_id(slug): slug for slug in sample_records(TODAY)}
    scores = []
    for judged in judged_queries(TODAY.year):
        scope = SearchScope(today=TODAY, include_past=judged.include_past)
        found = engine.find(Query.parse(judged.typed), scope)
        scores.append(ndcg([slugs[one] for one, _, _ in found.ids], judged.grades))
    assert len(scores) >= 120
    assert fmean(scores) >= 0.95


def test_every_judgement_names_a_policy_of_the_sample() -> None:
    slugs = set(sample_records(TODAY))
    assert all(set(judged.grades) <= slugs for judged in judged_queries(TODAY.year))


def test_the_measure() -> None:
    assert ndcg(["a", "b"], {"a": 3, "b": 1}) == 1
    assert ndcg(["b", "a"], {"a": 3, "b": 1}) == pytest.approx(0.71, abs=0.01)
    assert ndcg(["c"], {"a": 3}) == 0
