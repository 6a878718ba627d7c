"""Words that are looked for, in the engine's terms."""

import math
from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Final

from tantivy import Occur, Schema
from tantivy import Query as Asked

from portal_sync.adapters.search_schema import TEXTS
from portal_sync.domain.query import Concept
from portal_sync.domain.segmenting import parts_of
from portal_sync.domain.terms import is_chinese, pairs

# How much a word's place says. Titles and keywords are chosen to be found by.
_WEIGHTS: Final = {"title": 4.0, "keywords": 3.5, "summary": 1.8, "body": 1.0}
_TIE: Final = 0.15
_OTHER: Final = 0.75
# Of a word whose parts stand apart: what they would weigh in a summary, and little of that.
_PIECES: Final = 0.6
_PART: Final = 1.8
_GRAMS: Final = 1.5
_WEAK: Final = 0.15
# So many documents have a word, and so large a share of all, that it is common.
_COMMON: Final = 500
_COMMON_SHARE: Final = 0.05
_PHRASE: Final = 4.0

Frequency = Callable[[str, str], int]


class Words:
    """Asks for words in their fields, or, where it only counts, anywhere.

    `frequency` tells how many documents have a term in a field: what none has is not asked for.
    """

    def __init__(self, schema: Schema, frequency: Frequency, *, counting: bool) -> None:
        self._schema = schema
        self._frequency = frequency
        self._counting = counting

    def concept(self, concept: Concept) -> Asked:
        """Return what has a word or its like; the best of them counts."""
        words = self._word(concept.word)
        words += [Asked.boost_query(way, _OTHER) for other in concept.others for way in self._word(other)]
        return _best(words)

    def weak(self, concept: Concept) -> Asked:
        """Return what has a word that says little."""
        return Asked.boost_query(_best(self._in_fields(concept.word)), _WEAK)

    def _word(self, word: str) -> list[Asked]:
        """Return the ways in which a word can occur; the best of them counts."""
        if not is_chinese(word):
            return self._in_fields(word)
        if len(word) == 1:
            beginning = Asked.regex_query(self._schema, "grams", f"{word}.*")
            return [Asked.const_score_query(beginning, 1.0), *self._in_fields(word)]
        return [*self._in_fields(word), *self._by_pairs(word), *self._in_pieces(word)]

    def _in_fields(self, word: str) -> list[Asked]:
        if self._counting:
            return [self._term("words", word)] if self._frequency("words", word) else []
        fields = [
            Asked.boost_query(self._term(name, word), _WEIGHTS[name])
            for name in TEXTS
            if self._frequency(name, word)
        ]
        # No document has a word in two of them: the sum is the best, and sooner had.
        return [Asked.boolean_query([(Occur.Should, field) for field in fields])] if fields else []

    def _by_pairs(self, word: str) -> list[Asked]:
        """Its characters in a row, however they were cut; a word that is common was cut so often enough."""
        grams = pairs(word)
        if self._is_common(word) or not all(self._frequency("grams", pair) for pair in grams):
            return []
        whole = Asked.boolean_query([(Occur.Must, self._term("grams", pair)) for pair in grams])
        if self._counting:
            return [whole]
        ways = [Asked.const_score_query(whole, _GRAMS)]
        if all(self._frequency("title_grams", pair) for pair in grams):
            ways.append(Asked.boost_query(self._phrase_of(word, "title_grams"), _GRAMS))
        return [_best(ways, _TIE)]

    def _in_pieces(self, word: str) -> list[Asked]:
        """A word's parts, anywhere; what each would weigh by itself is not worth the time."""
        parts = parts_of(word)
        known = [self._frequency("words", part) for part in parts]
        if len(parts) < 2 or not all(known):
            return []
        whole = Asked.boolean_query([(Occur.Must, self._term("words", part)) for part in parts])
        if self._counting:
            return [whole]
        every = self._every()
        rare = fmean(math.log(1 + max(0, every - one + 0.5) / (one + 0.5)) for one in known)
        return [Asked.const_score_query(whole, _PIECES * _PART * rare)]

    def _is_common(self, word: str) -> bool:
        return self._frequency("words", word) > max(_COMMON, self._every() * _COMMON_SHARE)

    def _every(self) -> int:
        return sum(self._frequency("kind", kind) for kind in ("benefit", "document"))

    def phrase(self, run: str) -> Asked:
        """Return what has just these characters in its title."""
        return Asked.const_score_query(self._phrase_of(run, "title_grams"), _PHRASE)

    def _phrase_of(self, run: str, field: str) -> Asked:
        grams: list[str | tuple[int, str]] = list(pairs(run))
        if len(grams) == 1:
            return self._term(field, run)
        return Asked.phrase_query(self._schema, field, grams)

    def _term(self, field: str, value: str) -> Asked:
        return Asked.term_query(self._schema, field, value)


def _best(ways: Sequence[Asked], tie: float = 0.0) -> Asked:
    """The way that weighs most, and a share of the others; nothing, where there is none."""
    if len(ways) < 2:
        return ways[0] if ways else Asked.empty_query()
    return Asked.disjunction_max_query(ways, tie)
