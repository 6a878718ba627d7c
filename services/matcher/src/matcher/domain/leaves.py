"""A single condition against a single profile: the plain evaluator's leaves."""

import operator
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, Final, TypeAlias

from matcher.domain.ages import has_age
from matcher.domain.deriving import Known
from matcher.domain.truth import Truth, any_of, none_of
from shared.criteria.catalogue import FACTS, HIERARCHIES, FactType
from shared.criteria.codes import chain

_PLAIN: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "between": lambda seen, bounds: bool(bounds[0] <= seen <= bounds[1]),
    "in": lambda seen, codes: seen in codes,
    "not_in": lambda seen, codes: seen not in codes,
    # Days written YYYY-MM-DD are in the order of the calendar.
    "on_or_before": operator.le,
    "on_or_after": operator.ge,
    "has_any": lambda seen, codes: not seen.isdisjoint(codes),
    "has_all": lambda seen, codes: seen.issuperset(codes),
    "has_none": lambda seen, codes: seen.isdisjoint(codes),
}


Answer: TypeAlias = Callable[[Any, Any, date], Truth]
"""Of the value seen, the operand and the day."""


def holds(leaf: dict[str, Any], known: Known, as_of: date) -> Truth:
    """Whether the condition of a leaf holds; unknown where the fact is missing."""
    name, op, operand = leaf["fact"], leaf["op"], leaf["value"]
    if name == "size":
        answers = {_PLAIN[op](size, operand) for size in known.sizes}
        return answers.pop() if len(answers) == 1 else None
    seen = known.values.get(name)
    return None if seen is None else answer_of(name, op)(seen, operand, as_of)


@cache
def answer_of(name: str, op: str) -> Answer:
    """What answers for a fact that is there, the size apart; worked out once for all leaves of a kind."""
    if op in ("age_gte", "age_lt"):
        return lambda seen, period, as_of: (
            has_age(date.fromisoformat(seen), period, as_of) is (op == "age_gte")
        )
    fact_type = FACTS[name].type
    if fact_type in HIERARCHIES:
        if op == "within":
            return lambda seen, codes, _: _within(fact_type, seen, codes)
        return lambda seen, codes, _: none_of(_within(fact_type, seen, codes))
    plain = _PLAIN[op]
    return lambda seen, operand, _: plain(seen, operand)


def _within(fact_type: FactType, seen: str, codes: list[str]) -> Truth:
    """Unknown where the profile's code is so coarse that a wanted code lies under it."""
    above = chain(fact_type, seen)
    return any_of([_lies_under(above, chain(fact_type, code)) for code in codes])


def _lies_under(seen: tuple[str, ...], wanted: tuple[str, ...]) -> Truth:
    if wanted[-1] in seen:
        return True
    return None if seen[-1] in wanted else False


def seen_by(leaf: dict[str, Any], known: Known) -> object:
    """The value that a leaf saw, as JSON; None if missing. Of a size not settled, the classes that remain."""
    name = leaf["fact"]
    seen = known.values.get(name)
    if isinstance(seen, frozenset):
        return sorted(seen)
    if name == "size" and seen is None and len(known.sizes) < len(FACTS["size"].codes):
        return [size for size in FACTS["size"].codes if size in known.sizes]
    return seen
