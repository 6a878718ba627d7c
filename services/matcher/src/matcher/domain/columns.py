"""Columns of the bulk engine: for each fact, bitmaps of the profiles that hold a value.

Profiles are dense numbers. A column answers a condition with the pair of bitmaps (true, unknown); whoever is
in neither is false.
"""

import operator
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, NamedTuple, Protocol

from pyroaring import BitMap

from matcher.domain.ages import latest_birth
from shared.criteria.catalogue import HIERARCHIES, NUMBERS, Fact, FactType
from shared.criteria.codes import chain


class Pair(NamedTuple):
    """Where a condition is true and where it is unknown; the two never overlap."""

    true: BitMap
    unknown: BitMap


class Column(Protocol):
    """One fact of every profile."""

    def put(self, number: int, value: Any) -> None: ...  # noqa: ANN401 - a value of the fact's type
    def drop(self, number: int) -> None: ...
    def where(self, op: str, operand: Any, as_of: date, everyone: BitMap) -> Pair: ...  # noqa: ANN401


def union(bitmaps: Iterable[BitMap]) -> BitMap:
    """The union of any number of bitmaps, none of them changed."""
    return BitMap.union(BitMap(), *bitmaps)


_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


class NumberColumn:
    """Numbers and days: a bitmap for each threshold in use, built when first asked and kept current."""

    _MOST_THRESHOLDS: Final = 2048

    def __init__(self) -> None:
        self._values: dict[int, Any] = {}
        self._known = BitMap()
        self._thresholds: dict[tuple[str, Any], BitMap] = {}

    def put(self, number: int, value: Any) -> None:  # noqa: ANN401
        self._values[number] = value
        self._known.add(number)
        for (op, threshold), bitmap in self._thresholds.items():
            if _COMPARE[op](value, threshold):
                bitmap.add(number)

    def drop(self, number: int) -> None:
        if self._values.pop(number, None) is not None:
            self._known.discard(number)
            for bitmap in self._thresholds.values():
                bitmap.discard(number)

    def where(self, op: str, operand: Any, as_of: date, everyone: BitMap) -> Pair:  # noqa: ANN401
        return Pair(self._true(op, operand, as_of), everyone - self._known)

    def _true(self, op: str, operand: Any, as_of: date) -> BitMap:  # noqa: ANN401
        if op == "between":
            return self._at("gte", operand[0]) & self._at("lte", operand[1])
        if op in ("on_or_before", "on_or_after"):
            return self._at("lte" if op == "on_or_before" else "gte", operand)
        if op in ("age_gte", "age_lt"):
            latest = latest_birth(operand, as_of)
            old = self._at("lte", latest.isoformat()) if latest else BitMap()
            return old if op == "age_gte" else self._known - old
        if op == "ne":
            return self._known - self._at("eq", operand)
        return self._at(op, operand)

    def _at(self, op: str, threshold: Any) -> BitMap:  # noqa: ANN401
        key = (op, threshold)
        if key not in self._thresholds:
            if len(self._thresholds) >= self._MOST_THRESHOLDS:
                self._thresholds.clear()
            compare = _COMPARE[op]
            held = [number for number, value in self._values.items() if compare(value, threshold)]
            self._thresholds[key] = BitMap(held)
        return self._thresholds[key]


class CodeColumn:
    """Codes and booleans: a bitmap for each value. A value may be a set of those that remain possible."""

    def __init__(self) -> None:
        self._values: dict[int, frozenset[Any]] = {}
        self._possible: defaultdict[Any, BitMap] = defaultdict(BitMap)

    def put(self, number: int, value: Any) -> None:  # noqa: ANN401
        possible = value if isinstance(value, frozenset) else frozenset({value})
        self._values[number] = possible
        for one in possible:
            self._possible[one].add(number)

    def drop(self, number: int) -> None:
        for one in self._values.pop(number, ()):
            self._possible[one].discard(number)

    def where(self, op: str, operand: Any, as_of: date, everyone: BitMap) -> Pair:  # noqa: ANN401
        wanted = set(operand) if isinstance(operand, list) else {operand}
        inside = union(bitmap for value, bitmap in self._possible.items() if value in wanted)
        outside = union(bitmap for value, bitmap in self._possible.items() if value not in wanted)
        unknown = (inside & outside) | (everyone - inside - outside)
        return Pair((inside if op in ("eq", "in") else outside) - unknown, unknown)


class HierarchyColumn:
    """Hierarchical codes: for each node a bitmap of those at or under it, and of those known no further."""

    def __init__(self, fact_type: FactType) -> None:
        self._type = fact_type
        self._values: dict[int, tuple[str, ...]] = {}
        self._under: defaultdict[str, BitMap] = defaultdict(BitMap)
        self._exactly: defaultdict[str, BitMap] = defaultdict(BitMap)
        self._known = BitMap()

    def put(self, number: int, value: str) -> None:
        links = chain(self._type, value)
        self._values[number] = links
        self._known.add(number)
        self._exactly[links[-1]].add(number)
        for link in links:
            self._under[link].add(number)

    def drop(self, number: int) -> None:
        if links := self._values.pop(number, ()):
            self._known.discard(number)
            self._exactly[links[-1]].discard(number)
            for link in links:
                self._under[link].discard(number)

    def where(self, op: str, operand: list[str], as_of: date, everyone: BitMap) -> Pair:
        chains = [chain(self._type, code) for code in operand]
        inside = union(self._under.get(links[-1], BitMap()) for links in chains)
        coarse = union(self._exactly.get(link, BitMap()) for links in chains for link in links[:-1]) - inside
        unknown = coarse | (everyone - self._known)
        return Pair(inside if op == "within" else self._known - inside - coarse, unknown)


class SetColumn:
    """Sets of codes: a bitmap for each code."""

    def __init__(self) -> None:
        self._values: dict[int, frozenset[str]] = {}
        self._holding: defaultdict[str, BitMap] = defaultdict(BitMap)
        self._known = BitMap()

    def put(self, number: int, value: frozenset[str]) -> None:
        self._values[number] = value
        self._known.add(number)
        for code in value:
            self._holding[code].add(number)

    def drop(self, number: int) -> None:
        self._known.discard(number)
        for code in self._values.pop(number, ()):
            self._holding[code].discard(number)

    def where(self, op: str, operand: list[str], as_of: date, everyone: BitMap) -> Pair:
        holding = [self._holding.get(code, BitMap()) for code in operand]
        if op == "has_all":
            true = BitMap.intersection(self._known, *holding)
        else:
            true = union(holding) if op == "has_any" else self._known - union(holding)
        return Pair(true, everyone - self._known)


def column_for(fact: Fact) -> Column:
    """An empty column of the fact's type."""
    if fact.type in NUMBERS or fact.type is FactType.DATE:
        return NumberColumn()
    if fact.type in HIERARCHIES:
        return HierarchyColumn(fact.type)
    return SetColumn() if fact.type is FactType.SET else CodeColumn()
