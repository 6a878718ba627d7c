"""The search engine: tantivy, in this process's memory, made from the source records and kept in step.

Nothing but the sources is the truth: the engine can be thrown away at any moment. Its calls take a few
milliseconds and are not awaited; the writing of many policies is done elsewhere (`search_follower.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from tantivy import Document, Occur, Searcher
from tantivy import Query as Asked

from portal_sync.adapters.search_queries import Asking
from portal_sync.adapters.search_schema import NEVER, Indexed, indexed, make_index
from portal_sync.domain.pinyin import is_latin
from portal_sync.domain.query import Query
from portal_sync.domain.search_document import SearchDocument
from portal_sync.domain.search_hit import FACETS, SearchScope, SearchSort, Suggestions
from portal_sync.domain.terms import is_chinese, pairs
from portal_sync.domain.vocabulary import Vocabulary

_HEAP: Final = 16_000_000
_MOST_VALUES: Final = 60
_MOST_FREQUENCIES: Final = 50_000
_WORDS_SUGGESTED: Final = 6
_TITLES_SUGGESTED: Final = 5
_ORDERS: Final = {SearchSort.NEWEST: "published", SearchSort.AMOUNT: "amount"}


@dataclass(frozen=True, slots=True)
class Found:
    """What the engine gives back: ids with channels and scores, counts, and how the query was read."""

    query: Query
    ids: Sequence[tuple[UUID, tuple[str, ...], float]]
    total: int
    past: int
    facets: dict[str, list[tuple[str, int]]]
    near: bool = False


class SearchEngine:
    """One index and its vocabulary."""

    def __init__(self) -> None:
        """Begin empty."""
        self.vocabulary = Vocabulary()
        self._named: dict[UUID, tuple[str, ...]] = {}
        self._index = make_index()
        self._writer = self._index.writer(_HEAP, 1)
        self._searcher = self._index.searcher()
        self._frequencies: dict[tuple[str, str], int] = {}
        self._asking = Asking(self._index.schema, self._frequency)
        self._counting = Asking(self._index.schema, self._frequency, counting=True)

    def __len__(self) -> int:
        """Return how many policies can be found."""
        return len(self._named)

    def change(self, documents: Iterable[SearchDocument], gone: Iterable[UUID]) -> None:
        """Take in documents, take out what is gone; seen at once by the next search."""
        made, left = [indexed(document) for document in documents], list(gone)
        self.write(made, left)
        self.show(made, left)

    def write(self, made: Sequence[Indexed], gone: Iterable[UUID]) -> None:
        """Write what is not shown yet: of a change that takes long this much can be done in a thread."""
        for policy_id in (*gone, *(one.policy_id for one in made)):
            if policy_id in self._named:
                self._writer.delete_documents_by_term("id", policy_id.hex)
        for one in made:
            self._writer.add_json(one.document)
        self._writer.commit()

    def show(self, made: Sequence[Indexed], gone: Iterable[UUID]) -> None:
        """Let what was written be found."""
        for policy_id in (*gone, *(one.policy_id for one in made)):
            self.vocabulary.remove(self._named.pop(policy_id, ()))
        for one in made:
            self._named[one.policy_id] = one.named
            self.vocabulary.add(one.named)
        self._index.reload()
        self._searcher = self._index.searcher()
        self._frequencies.clear()

    def find(self, query: Query, scope: SearchScope) -> Found:
        """Search; what occurs nowhere is read as pinyin or without its slips; then less is asked for."""
        searcher = self._searcher
        query = query if query.is_empty else self._as_meant(query)
        found = self._find(searcher, query, scope, nearly=False)
        if found.total or found.past:
            return found
        return self._find(searcher, query, scope, nearly=True)

    def suggest(self, typed: str, scope: SearchScope) -> Suggestions:
        """Complete what was begun: words first, then titles of policies in force."""
        words = self.vocabulary.beginning_with(typed, _WORDS_SUGGESTED)
        titled = Query.parse(typed).runs
        if is_latin("".join(titled)):
            # Letters are pinyin of a word that was found, or of none.
            titled = tuple(words[:1])
        return Suggestions(words, self._titles(titled, scope))

    def _titles(self, typed: Sequence[str], scope: SearchScope) -> list[tuple[UUID, str, str]]:
        asked = [(Occur.Must, self._asking.titled(run)) for run in typed if is_chinese(run)]
        if not asked:
            return []
        searcher = self._searcher
        asked.append((Occur.Must, self._asking.current(scope.today)))
        hits = searcher.search(
            Asked.boolean_query(asked), _TITLES_SUGGESTED, count=False, order_by_field="published"
        ).hits
        return [_named(searcher.doc(address)) for _, address in hits]

    def _frequency(self, field: str, term: str) -> int:
        """Return how many documents have a term; it stays the same until something changes."""
        known = self._frequencies.get((field, term))
        if known is None:
            if len(self._frequencies) > _MOST_FREQUENCIES:
                self._frequencies.clear()
            known = self._frequencies[field, term] = self._searcher.doc_freq(field, term)
        return known

    def _as_meant(self, query: Query) -> Query:
        """Read letters as pinyin, and put slips right, where what was typed occurs nowhere."""
        letters = "".join(query.runs)
        if is_latin(letters):
            if any(self._frequency("grams", run) for run in query.runs):
                return query
            read = self.vocabulary.read(letters)
            return query.corrected(words[0] for words in read) if read else query

        def occurs(piece: str) -> bool:
            return all(self._frequency("grams", pair) for pair in pairs(piece))

        unknown = [run for run in query.runs if is_chinese(run) and len(run) > 1 and not occurs(run)]
        if not unknown:
            return query
        read_as = [self.vocabulary.correct(run, occurs) if run in unknown else run for run in query.runs]
        return query.corrected(read_as) if tuple(read_as) != query.runs else query

    def _find(self, searcher: Searcher, query: Query, scope: SearchScope, *, nearly: bool) -> Found:
        counting = self._counting.about(query, scope.today, nearly=nearly)
        total, past, facets = self._counted(searcher, counting, scope)
        if not total:
            return Found(query, [], 0, past, facets, nearly)
        about = self._asking.about(query, scope.today, nearly=nearly)
        result = searcher.search(
            self._in_scope(about, scope),
            scope.size,
            count=False,
            offset=(scope.page - 1) * scope.size,
            order_by_field=_ORDERS.get(scope.sort),
        )
        found = [(searcher.doc(address), score) for score, address in result.hits]
        ids = [
            (UUID(hex=one.get_first("id")), tuple(one.get_all("channel")), float(score))
            for one, score in found
        ]
        return Found(query, ids, total, past, facets, nearly)

    def _in_scope(self, about: Asked, scope: SearchScope) -> Asked:
        chosen = self._asking.within(about, scope)
        if scope.include_past:
            return chosen
        return Asked.boolean_query([(Occur.Must, chosen), (Occur.Must, self._asking.current(scope.today))])

    def _counted(
        self, searcher: Searcher, about: Asked, scope: SearchScope
    ) -> tuple[int, int, dict[str, list[tuple[str, int]]]]:
        """Count what is found, what is past, and each facet with the other choices standing.

        Facets without a choice of their own are counted in one go with the totals.
        """
        chosen = [name for name in FACETS if scope.chosen.get(name)]
        free = [name for name in FACETS if name not in chosen] if scope.with_facets else []
        total, past, counted = self._count(searcher, about, scope, free)
        if scope.with_facets:
            for name in chosen:
                counted |= self._count(searcher, about, scope.without(name), [name])[2]
        facets: dict[str, list[tuple[str, int]]] = {name: counted[name] for name in FACETS if name in counted}
        return total, past, facets

    def _count(
        self, searcher: Searcher, about: Asked, scope: SearchScope, names: Sequence[str]
    ) -> tuple[int, int, dict[str, list[tuple[str, int]]]]:
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
        answer: dict[str, Any] = searcher.aggregate(self._counting.within(about, scope), asked)
        buckets = {bucket["key"]: bucket for bucket in answer["standing"]["buckets"]}
        now = buckets.get("now", {"doc_count": 0})
        past = int(buckets.get("past", {"doc_count": 0})["doc_count"])
        counted = {
            name: [(str(one["key"]), int(one["doc_count"])) for one in now[name]["buckets"]]
            for name in names
            if name in now
        }
        return int(now["doc_count"]), past, counted


def _named(document: Document) -> tuple[UUID, str, str]:
    channels = sorted(document.get_all("channel"), reverse=True)
    return UUID(hex=document.get_first("id")), str(document.get_first("title_text")), channels[0]
