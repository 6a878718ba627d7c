"""What is asked, in the engine's terms."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from tantivy import FieldType, Occur, Schema
from tantivy import Query as Asked

from portal_sync.adapters.search_schema import ALWAYS, NEVER, PLACES
from portal_sync.adapters.search_words import Frequency, Words
from portal_sync.domain.query import Query
from portal_sync.domain.search_document import ANYBODY
from portal_sync.domain.search_hit import SearchScope
from portal_sync.domain.terms import is_chinese, pairs
from portal_sync.domain.understanding import EXCLUSIVE, Figure, Told, Understood
from shared.criteria.catalogue import FactType
from shared.criteria.codes import chain

_OWN_NUMBER: Final = 60.0
_NUMBER: Final = 12.0
# What was understood of a question weighs like words in a title.
_FOR_THEM: Final = 14.0
_KIND: Final = 9.0
_KIND_NEAR: Final = 3.0
_DEPARTMENT: Final = 18.0
_RANGE: Final = 5.0
_STATE: Final = 12.0
_SHARE_NEEDED: Final = 0.6
_SHARE_NEAR: Final = 0.3
_SOON_DAYS: Final = 15
# Somebody who asks for a grant is also helped by interest paid.
_NEAR_KINDS: Final = {"grant": ("loan_subsidy",), "loan_subsidy": ("grant",)}

Boosted = tuple[Occur, Asked]


class Asking:
    """Makes the engine's queries for one schema.

    Those that only count look for a word anywhere, which finds the same in a fraction of the time.
    `frequency` tells how many documents have a term in a field: what none has is not asked for.
    """

    def __init__(self, schema: Schema, frequency: Frequency, *, counting: bool = False) -> None:
        self._schema = schema
        self._frequency = frequency
        self._counting = counting
        self._words = Words(schema, frequency, counting=counting)

    def about(self, query: Query, today: date, *, nearly: bool = False) -> Asked:
        """Return what has to be found, with its weights; everything for a query that asks for nothing."""
        if query.is_empty:
            return Asked.all_query()
        parts = self._understood(query.understood)
        if query.understood.of("state"):
            soon = query.understood.of("state") == ("soon",)
            asked = self.open_on(today, today + timedelta(days=_SOON_DAYS) if soon else None)
            parts.append((Occur.Should, _weighed(asked, _STATE)))
        chosen = any(occur == Occur.Must for occur, _ in parts)
        if query.by_number:
            chosen = True
            parts.append((Occur.Must, self._numbers(query)))
        parts += self._looked_for(query, chosen=chosen, share=_SHARE_NEAR if nearly else _SHARE_NEEDED)
        needed = [part for part in parts if part[0] == Occur.Must]
        if self._counting and needed:
            return Asked.boolean_query(needed)
        parts += [
            (Occur.Should, self._words.phrase(run)) for run in query.runs if len(run) > 2 and is_chinese(run)
        ]
        return Asked.boolean_query(parts)

    def _looked_for(self, query: Query, *, chosen: bool, share: float) -> list[Boosted]:
        """Enough of the words have to occur; none, where something else chooses already."""
        strong = [concept for concept in query.concepts if not concept.weak]
        weak = [(Occur.Should, self._words.weak(concept)) for concept in query.concepts if concept.weak]
        if not strong:
            every = [(Occur.Should, self._words.concept(concept)) for concept in query.concepts]
            return weak if chosen or not every else [(Occur.Must, Asked.boolean_query(every))]
        words = [(Occur.Should, self._words.concept(concept)) for concept in strong]
        if query.by_number or query.understood.is_for_firm:
            return [*weak, (Occur.Should, Asked.boolean_query(words))]
        needed = max(1, math.ceil(len(words) * share))
        return [*weak, (Occur.Must, Asked.boolean_query(words, minimum_number_should_match=needed))]

    def within(self, asked: Asked, scope: SearchScope) -> Asked:
        """Return the query narrowed to what was chosen; choosing changes no weight."""
        parts: list[Boosted] = [(Occur.Must, asked)]
        parts += [
            (Occur.Must, _unweighed(self._term(name, value))) for name, value in scope.chosen.items() if value
        ]
        if scope.open_now:
            parts.append((Occur.Must, _unweighed(self.open_on(scope.today))))
        if scope.amount_from > 0:
            parts.append((Occur.Must, _unweighed(self._between("amount", scope.amount_from, None))))
        return Asked.boolean_query(parts)

    def current(self, today: date) -> Asked:
        """Return what is in force."""
        in_force = self._between("expires", today.toordinal(), None)
        return Asked.boolean_query([(Occur.Must, _unweighed(in_force))])

    def open_on(self, first: date, last: date | None = None) -> Asked:
        """Return what can be filed for on a day; with `last`, what closes by then."""
        latest = None if last is None else last.toordinal()
        places = [
            Asked.boolean_query(
                [
                    (Occur.Must, self._between(f"opens{n}", None, first.toordinal())),
                    (Occur.Must, self._between(f"closes{n}", first.toordinal(), latest)),
                ]
            )
            for n in range(PLACES)
        ]
        return Asked.boolean_query([(Occur.Should, place) for place in places])

    def titled(self, run: str) -> Asked:
        """Return what has every pair of the typed characters in its title."""
        grams = [(Occur.Must, self._term("title_grams", pair)) for pair in pairs(run)] if len(run) > 1 else []
        if not grams:
            return Asked.regex_query(self._schema, "title_grams", f"{run}.*")
        return Asked.boolean_query(grams)

    def _numbers(self, query: Query) -> Asked:
        terms = query.number_terms
        own = [_weighed(self._term("own_numbers", term), _OWN_NUMBER) for term in terms]
        told = [_weighed(self._term("numbers", term), _NUMBER) for term in terms]
        return Asked.disjunction_max_query([*own, *told])

    def _understood(self, understood: Understood) -> list[Boosted]:
        parts: list[Boosted] = []
        for kind in understood.of("kind")[:1]:
            parts.append((Occur.Should, _weighed(self._term("benefit", kind), _KIND)))
            parts += [
                (Occur.Should, _weighed(self._term("benefit", near), _KIND_NEAR))
                for near in _NEAR_KINDS.get(kind, ())
            ]
        for code in understood.of("department"):
            parts.append((Occur.Must, _weighed(self._term("department", code), _DEPARTMENT)))
        if not understood.is_for_firm:
            return parts
        parts.append((Occur.Must, _unweighed(self._term("kind", "benefit"))))
        for told in understood.about_firm:
            parts += self._for_them(told)
        for figure in understood.figures:
            parts += self._of_figure(figure)
        return parts

    def _for_them(self, told: Told) -> list[Boosted]:
        codes = _codes(told)
        admitting = [f"{told.fact}={code}" for code in codes]
        if told.fact == "industry":
            admitting += [f"industry<{code}" for code in told.values]
        named = [f"~{told.fact}={code}" for code in codes]
        boosted: list[Boosted] = [
            (Occur.Should, _weighed(self._any_of([*admitting, *named]), _FOR_THEM)),
        ]
        if told.fact in EXCLUSIVE:
            either = self._any_of([*admitting, f"{told.fact}={ANYBODY}"])
            boosted.append((Occur.Must, _unweighed(either)))
        return boosted

    def _of_figure(self, figure: Figure) -> list[Boosted]:
        most = self._between(f"{figure.fact}_least", None, figure.value)
        least = self._between(f"{figure.fact}_most", figure.value, None)
        asks = Asked.boolean_query(
            [
                (Occur.Should, self._between(f"{figure.fact}_least", 1, None)),
                (Occur.Should, self._between(f"{figure.fact}_most", None, ALWAYS - 1)),
            ]
        )
        return [
            (Occur.Must, _unweighed(most)),
            (Occur.Must, _unweighed(least)),
            (Occur.Should, _weighed(asks, _RANGE)),
        ]

    def _any_of(self, values: Iterable[str]) -> Asked:
        known = [self._term("who", value) for value in values if self._frequency("who", value)]
        return Asked.boolean_query([(Occur.Should, term) for term in known]) if known else Asked.empty_query()

    def _term(self, field: str, value: str) -> Asked:
        return Asked.term_query(self._schema, field, value)

    def _between(self, field: str, least: int | None, most: int | None) -> Asked:
        if least is None and most is None:
            least = NEVER
        return Asked.range_query(self._schema, field, FieldType.Integer, least, most)


def _weighed(asked: Asked, weight: float) -> Asked:
    return Asked.const_score_query(asked, weight)


def _unweighed(asked: Asked) -> Asked:
    return Asked.const_score_query(asked, 0.0)


def _codes(told: Told) -> Sequence[str]:
    """Return the codes that admit them: theirs, and of industries those above."""
    if told.fact != "industry":
        return told.values
    return sorted({link for value in told.values for link in chain(FactType.INDUSTRY, value)})
