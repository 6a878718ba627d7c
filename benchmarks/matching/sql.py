"""Trees as SQL, whose three values are the criteria's own; the columns are those of `tables`."""

from collections.abc import Sequence
from datetime import date
from math import inf
from typing import Any

from benchmarks.matching.data import AS_OF, City
from benchmarks.matching.policies import Tree
from matcher.domain.engine.numbers import bounds_of
from shared.criteria.catalogue import FACTS, HIERARCHIES, NUMBERS, FactType
from shared.criteria.codes import chain

LEVELS = 5


def condition(tree: Tree, city: City, as_of: date = AS_OF) -> str:
    """A boolean expression: true, false, or NULL for unknown."""
    if "not" in tree:
        return f"(NOT {condition(tree['not'], city, as_of)})"
    if "fact" not in tree:
        word = " AND " if "all" in tree else " OR "
        return f"({word.join(condition(child, city, as_of) for child in tree.get('all') or tree['any'])})"
    return _leaf(tree["fact"], tree["op"], tree["value"], city, as_of)


def _leaf(name: str, op: str, value: Any, city: City, as_of: date) -> str:  # noqa: ANN401
    fact = FACTS[name]
    if fact.type in NUMBERS or fact.type is FactType.DATE:
        return _number(name, *bounds_of(op, value, as_of))
    codes = value if isinstance(value, list) else [value]
    if fact.type in HIERARCHIES:
        inside = " OR ".join(_within(name, fact.type, code) for code in codes)
        return f"({inside})" if op == "within" else f"(NOT ({inside}))"
    if name == "size":
        return _size(codes, city, negated=op in ("ne", "not_in"))
    if fact.type is FactType.SET:
        return _set(name, op, codes)
    ids = [str(city.codes[name].values.index(code) + 1) for code in codes]
    return f"({name} {'NOT IN' if op in ('ne', 'not_in') else 'IN'} ({', '.join(ids)}))"


def _number(name: str, low: float, high: float, negated: bool) -> str:
    parts = []
    if low != -inf:
        parts.append(f"{name} >= {low!r}")
    if high != inf:
        parts.append(f"{name} < {high!r}")
    return f"({'NOT ' if negated else ''}({' AND '.join(parts)}))"


def _within(name: str, fact_type: FactType, code: str) -> str:
    """Level by level: where the profile is known no further, the rest of the levels is NULL."""
    links = chain(fact_type, code)
    return "(" + " AND ".join(f"{name}_{level} = {number_of(link)}" for level, link in enumerate(links)) + ")"


def number_of(code: str) -> int:
    """A code as a number, for columns that compare numbers: letters as 1001 to 1020 are no division."""
    return 100_000 + ord(code) if code.isalpha() else int(code)


def _size(codes: Sequence[str], city: City, *, negated: bool) -> str:
    wanted = frozenset(codes)
    numbered = list(enumerate(city.codes["size"].values, start=1))
    inside = ", ".join(str(number) for number, possible in numbered if possible <= wanted)
    outside = ", ".join(str(number) for number, possible in numbered if possible.isdisjoint(wanted))
    yes, no = ("FALSE", "TRUE") if negated else ("TRUE", "FALSE")
    inside_case = f"WHEN size IN ({inside}) THEN {yes} " if inside else ""
    outside_case = f"WHEN size IN ({outside}) THEN {no} " if outside else ""
    return f"(CASE {inside_case}{outside_case}ELSE NULL END)"


def _set(name: str, op: str, codes: Sequence[str]) -> str:
    mask = sum(1 << list(FACTS[name].codes).index(code) for code in set(codes))
    if op == "has_all":
        return f"(({name} & {mask}) = {mask})"
    return f"(({name} & {mask}) {'<>' if op == 'has_any' else '='} 0)"


def question(tree: Tree, city: City) -> str:
    """How many are eligible and how many undetermined."""
    inner = f"SELECT {condition(tree, city)} AS v FROM city"
    return f"SELECT count(*) FILTER (WHERE v), count(*) FILTER (WHERE v IS NULL) FROM ({inner}) AS judged"
