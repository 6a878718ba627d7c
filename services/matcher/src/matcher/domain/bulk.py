"""The bulk engine: one tree over every profile at once, on pairs of bitmaps (true, unknown)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyroaring import BitMap

from matcher.domain.columns import Column, Pair, column_for, union
from matcher.domain.deriving import Known
from shared.criteria.catalogue import FACTS


@dataclass(frozen=True, slots=True)
class BulkVerdicts:
    """Who is eligible and who undetermined; `missing` has for each fact those whom it could settle."""

    eligible: BitMap
    undetermined: BitMap
    missing: dict[str, BitMap]
    manual_review: BitMap


@dataclass(frozen=True, slots=True)
class _Valued:
    node: dict[str, Any]
    pair: Pair
    children: tuple["_Valued", ...] = ()


class BulkEngine:
    """Profiles in columns, by dense number. Not safe for use from several threads at once."""

    def __init__(self) -> None:
        self._everyone = BitMap()
        self._columns: dict[str, Column] = {name: column_for(fact) for name, fact in FACTS.items()}

    def put(self, number: int, known: Known) -> None:
        """Add a profile, or put it in the place of the one that had this number."""
        self.drop(number)
        self._everyone.add(number)
        for name, value in known.values.items():
            if name != "size":
                self._columns[name].put(number, value)
        self._columns["size"].put(number, known.sizes)

    def drop(self, number: int) -> None:
        """Forget a profile."""
        if number in self._everyone:
            self._everyone.discard(number)
            for column in self._columns.values():
                column.drop(number)

    def judge(self, tree: dict[str, Any], as_of: date) -> BulkVerdicts:
        """Evaluate a validated tree for every profile."""
        valued = self._value(tree, as_of)
        missing: dict[str, BitMap] = {}
        manual = BitMap()
        _gather(valued, valued.pair.unknown, missing, manual)
        # Copies: a column goes on using the bitmaps that it answered with.
        return BulkVerdicts(valued.pair.true.copy(), valued.pair.unknown.copy(), missing, manual)

    def _value(self, node: dict[str, Any], as_of: date) -> _Valued:
        if "fact" in node:
            column = self._columns[node["fact"]]
            return _Valued(node, column.where(node["op"], node["value"], as_of, self._everyone))
        if "manual" in node:
            return _Valued(node, Pair(BitMap(), self._everyone))
        if "not" in node:
            child = self._value(node["not"], as_of)
            false = self._everyone - child.pair.true - child.pair.unknown
            return _Valued(node, Pair(false, child.pair.unknown), (child,))
        kind = next(kind for kind in ("all", "any", "of") if kind in node)
        children = tuple(self._value(child, as_of) for child in node[kind])
        return _Valued(node, _combine(node, kind, [child.pair for child in children]), children)


def _combine(node: dict[str, Any], kind: str, pairs: list[Pair]) -> Pair:
    possible = [pair.true | pair.unknown for pair in pairs]
    if kind == "all":
        true = BitMap.intersection(*(pair.true for pair in pairs))
        return Pair(true, BitMap.intersection(*possible) - true)
    if kind == "any":
        true = union(pair.true for pair in pairs)
        return Pair(true, union(possible) - true)
    true = _in_at_least(node["at_least"], (pair.true for pair in pairs))
    return Pair(true, _in_at_least(node["at_least"], possible) - true)


def _in_at_least(least: int, bitmaps: Iterable[BitMap]) -> BitMap:
    """Who is in `least` or more of the bitmaps: `counts[i]` are those seen in more than i so far."""
    counts = [BitMap() for _ in range(least)]
    for bitmap in bitmaps:
        for index in range(least - 1, 0, -1):
            counts[index] |= counts[index - 1] & bitmap
        counts[0] |= bitmap
    return counts[-1]


def _gather(valued: _Valued, still_open: BitMap, missing: dict[str, BitMap], manual: BitMap) -> None:
    """Collect unknown leaves along paths that are unknown all the way down."""
    still_open = still_open & valued.pair.unknown
    if not still_open:
        return
    if fact := valued.node.get("fact"):
        missing[fact] = missing.get(fact, BitMap()) | still_open
    elif "manual" in valued.node:
        manual |= still_open
    for child in valued.children:
        _gather(child, still_open, missing, manual)
