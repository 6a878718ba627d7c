"""The engine as it is at one moment: what searches ask of it, in whatever thread."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from tantivy import Document, Index, Occur
from tantivy import Query as Asked

from portal_sync.adapters.search_queries import Asking
from portal_sync.adapters.search_schema import NEVER
from portal_sync.domain.query import Query
from portal_sync.domain.search_hit import FACETS, SearchScope, SearchSort
from portal_sync.domain.terms import is_chinese

_MOST_VALUES: Final = 60
_MOST_FREQUENCIES: Final = 50_000
_TITLES_SUGGESTED: Final = 5
_ORDERS: Final = {SearchSort.NEWEST: "published", SearchSort.AMOUNT: "amount"}

Hit = tuple[UUID, tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are found, how many are past, and how many each facet's values have."""

    total: int = 0
    past: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


class View:
    """What the index holds when this is made; changes are in the next view."""

    def __init__(self, index: Index) -> None:
        self._searcher = index.searcher()
        self._frequencies: dict[tuple[str, str], int] = {}
        self._asking = Asking(index.schema, self.frequency)
        self._counting = Asking(index.schema, self.frequency, counting=True)

    def hits(self, query: Query, scope: SearchScope, *, nearly: bool) -> list[Hit]:
        """Return a page of what is found: ids with channels and scores."""
        about = self._asking.about(query, scope.today, nearly=nearly)
        found = self._searcher.search(
            self._in_scope(about, scope),
            scope.size,
            count=False,
            offset=(scope.page - 1) * scope.size,
            order_by_field=_ORDERS.get(scope.sort),
        ).hits
        return [_hit(self._searcher.doc(address), float(score)) for score, address in found]

    def count(self, query: Query, scope: SearchScope, *, nearly: bool) -> Counted:
        """Count what is found, what is past, and each facet with the other choices standing.

        Facets without a choice of their own are counted in one go with the totals.
        """
        about = self._counting.about(query, scope.today, nearly=nearly)
        chosen = [name for name in FACETS if scope.chosen.get(name)]
        free = [name for name in FACETS if name not in chosen] if scope.with_facets else []
        counted = self._count(about, scope, free)
        if not scope.with_facets:
            return counted
        facets = counted.facets
        for name in chosen:
            facets |= self._count(about, scope.without(name), [name]).facets
        return Counted(counted.total, counted.past, {name: facets[name] for name in FACETS if name in facets})

    def titles(self, typed: Sequence[str], scope: SearchScope) -> list[tuple[UUID, str, str]]:
        """Return policies in force that have all of what was typed in their titles, newest first."""
        asked = [(Occur.Must, self._asking.titled(run)) for run in typed if is_chinese(run)]
        if not asked:
            return []
        asked.append((Occur.Must, self._asking.current(scope.today)))
        hits = self._searcher.search(
            Asked.boolean_query(asked), _TITLES_SUGGESTED, count=False, order_by_field="published"
        ).hits
        return [_named(self._searcher.doc(address)) for _, address in hits]

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents have a term in a field."""
        known = self._frequencies.get((field, term))
        if known is None:
            if len(self._frequencies) > _MOST_FREQUENCIES:
                self._frequencies.clear()
            known = self._frequencies[field, term] = self._searcher.doc_freq(field, term)
        return known

    def _in_scope(self, about: Asked, scope: SearchScope) -> Asked:
        chosen = self._asking.within(about, scope)
        if scope.include_past:
            return chosen
        return Asked.boolean_query([(Occur.Must, chosen), (Occur.Must, self._asking.current(scope.today))])

    def _count(self, about: Asked, scope: SearchScope, names: Sequence[str]) -> Counted:
        today = scope.today.toordinal()
        edge = NEVER if scope.include_past else today
        facets = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in names}
        # One bucket for what is past, one for what is not; keys tell them apart.
        ranges = {
            "field": "expires",
            "ranges": [{"to": edge, "key": "past"}, {"from": edge, "key": "now"}],
        }
        asked: dict[str, Any] = {"standing": {"range": ranges}}
        if facets:
            asked["standing"]["aggs"] = facets
        answer: dict[str, Any] = self._searcher.aggregate(self._counting.within(about, scope), asked)
        buckets = {bucket["key"]: bucket for bucket in answer["standing"]["buckets"]}
        now = buckets.get("now", {"doc_count": 0})
        past = int(buckets.get("past", {"doc_count": 0})["doc_count"])
        counted = {
            name: [(str(one["key"]), int(one["doc_count"])) for one in now[name]["buckets"]]
            for name in names
            if name in now
        }
        return Counted(int(now["doc_count"]), past, counted)


def _hit(document: Document, score: float) -> Hit:
    return UUID(hex=document.get_first("id")), tuple(document.get_all("channel")), score


def _named(document: Document) -> tuple[UUID, str, str]:
    channels = sorted(document.get_all("channel"), reverse=True)
    return UUID(hex=document.get_first("id")), str(document.get_first("title_text")), channels[0]
