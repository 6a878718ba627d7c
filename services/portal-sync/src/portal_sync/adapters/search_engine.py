"""The search engine: tantivy, in this process's memory, made from the source records and kept in step.

Nothing but the sources is the truth: the engine can be thrown away at any moment. Among very
many policies a search takes some milliseconds, which `search` spends in threads; it is written by
`search_follower.py`.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from portal_sync.adapters.search_schema import Indexed, indexed, make_index
from portal_sync.adapters.search_view import Counted, Hit, View
from portal_sync.domain.pinyin import is_latin
from portal_sync.domain.query import Query
from portal_sync.domain.search_document import SearchDocument
from portal_sync.domain.search_hit import SearchScope, Suggestions
from portal_sync.domain.terms import is_chinese, pairs
from portal_sync.domain.vocabulary import Vocabulary

_HEAP: Final = 16_000_000
_WORDS_SUGGESTED: Final = 6


@dataclass(frozen=True, slots=True)
class Found:
    """What the engine gives back: ids with channels and scores, counts, and how the query was read."""

    query: Query
    ids: Sequence[Hit]
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
        self._view = View(self._index)

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
        self._view = View(self._index)

    def find(self, query: Query, scope: SearchScope) -> Found:
        """Search; what occurs nowhere is read as pinyin or without its slips; then less is asked for."""
        view, query = self._view, self._as_meant(query)
        for nearly in (False, True):
            counted = view.count(query, scope, nearly=nearly)
            found = _found(query, view.hits(query, scope, nearly=nearly), counted, nearly)
            if found.total or found.past:
                break
        return found

    async def search(self, query: Query, scope: SearchScope) -> Found:
        """Do the same in two threads, one of which counts."""
        view, query = self._view, self._as_meant(query)
        for nearly in (False, True):
            counted, ids = await asyncio.gather(
                asyncio.to_thread(view.count, query, scope, nearly=nearly),
                asyncio.to_thread(view.hits, query, scope, nearly=nearly),
            )
            found = _found(query, ids, counted, nearly)
            if found.total or found.past:
                break
        return found

    def suggest(self, typed: str, scope: SearchScope) -> Suggestions:
        """Complete what was begun: words first, then titles of policies in force."""
        words = self.vocabulary.beginning_with(typed, _WORDS_SUGGESTED)
        titled = Query.parse(typed).runs
        if is_latin("".join(titled)):
            # Letters are pinyin of a word that was found, or of none.
            titled = tuple(words[:1])
        return Suggestions(words, self._view.titles(titled, scope))

    def _as_meant(self, query: Query) -> Query:
        """Read letters as pinyin, and put slips right, where what was typed occurs nowhere."""
        if query.is_empty:
            return query
        letters = "".join(query.runs)
        if is_latin(letters):
            if any(self._view.frequency("grams", run) for run in query.runs):
                return query
            read = self.vocabulary.read(letters)
            return query.corrected(words[0] for words in read) if read else query

        def occurs(piece: str) -> bool:
            return all(self._view.frequency("grams", pair) for pair in pairs(piece))

        unknown = [run for run in query.runs if is_chinese(run) and len(run) > 1 and not occurs(run)]
        if not unknown:
            return query
        read_as = [self.vocabulary.correct(run, occurs) if run in unknown else run for run in query.runs]
        return query.corrected(read_as) if tuple(read_as) != query.runs else query


def _found(query: Query, ids: Sequence[Hit], counted: Counted, nearly: bool) -> Found:
    return Found(query, ids, counted.total, counted.past, counted.facets, nearly)
