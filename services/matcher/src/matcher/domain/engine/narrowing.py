"""Evaluating a tree for many at once, always for those only of whom it still matters.

A child of `all` is asked about those whom the children before it left possible, a child of `any` about those
whom none before it made true; the children that settle most come first, and where nobody is left the rest is
not asked. Negation is carried down to the leaves, so that only `all`, `any` and `at_least` remain.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pyroaring import BitMap

from matcher.domain.engine.columns import Column
from matcher.domain.engine.pairs import Pair, in_at_least, within

_NOBODY = BitMap()
_Node = Mapping[str, Any]


class Narrowing:
    """One question: its columns, its day, and how many there are."""

    def __init__(self, columns: Mapping[str, Column], as_of: date, everyone: int) -> None:
        self._columns = columns
        self._as_of = as_of
        self._everyone = everyone

    def value(self, node: _Node, some: BitMap, negate: bool = False) -> Pair:
        """The value of a node, or of its negation, for some of the numbers."""
        if "fact" in node:
            terms = self._columns[node["fact"]].terms(node["op"], node["value"], self._as_of)
            return within(terms, some, negate)
        if "manual" in node:
            return Pair(_NOBODY, some)
        if "not" in node:
            return self.value(node["not"], some, not negate)
        if "of" in node:
            return self._at_least(node, some, negate)
        if ("all" in node) is not negate:
            return self._all(children_of(node), some, negate)
        return self._any(children_of(node), some, negate)

    def _all(self, children: list[_Node], some: BitMap, negate: bool) -> Pair:
        pair = Pair(some, some)
        for child in self._fewest_first(children, negate):
            before, pair = pair, self.value(child, pair.possible, negate)
            if before.true is not before.possible:
                pair = Pair(before.true & pair.true, pair.possible)
            if not pair.possible:
                break
        return pair

    def _any(self, children: list[_Node], some: BitMap, negate: bool) -> Pair:
        true, possible, remaining = _NOBODY, _NOBODY, some
        for child in reversed(self._fewest_first(children, negate)):
            pair = self.value(child, remaining, negate)
            certain = true is possible and pair.true is pair.possible
            true = pair.true | true if true else pair.true
            possible = true if certain else pair.possible | possible
            remaining = remaining - pair.true
            if not remaining:
                break
        return Pair(true, possible)

    def _at_least(self, node: _Node, some: BitMap, negate: bool) -> Pair:
        # Not k or more of n means that n - k + 1 or more are not.
        least = len(node["of"]) - node["at_least"] + 1 if negate else node["at_least"]
        pairs = [self.value(child, some, negate) for child in node["of"]]
        true = in_at_least(least, (pair.true for pair in pairs))
        return Pair(true, in_at_least(least, (pair.possible for pair in pairs)))

    def _fewest_first(self, children: list[_Node], negate: bool) -> list[_Node]:
        if len(children) == 1:
            return children
        return sorted(children, key=lambda child: self._most(child, negate))

    def _most(self, node: _Node, negate: bool) -> int:
        """How many may remain possible, without working it out; more where asking costs more."""
        if "fact" in node:
            inside, unknown = self._columns[node["fact"]].most(
                node["op"], node["value"], self._as_of, self._everyone
            )
            return self._everyone - inside if negate else inside + unknown
        if "manual" in node:
            return self._everyone
        if "not" in node:
            return self._most(node["not"], not negate)
        each = [self._most(child, negate) for child in children_of(node)]
        if ("all" in node) is not negate and "of" not in node:
            return min(each)
        return min(self._everyone, sum(each)) + len(each)


def children_of(node: _Node) -> list[_Node]:
    """The children of a node of several."""
    children: list[_Node] = next(node[kind] for kind in ("all", "any", "of") if kind in node)
    return children


def open_leaves(
    narrowing: Narrowing, node: _Node, undetermined: BitMap, missing: dict[str, BitMap], manual: BitMap
) -> None:
    """Collect whom each fact, or a person, could still settle: along paths unknown all the way down."""
    if not undetermined:
        return
    if fact := node.get("fact"):
        missing[fact] = missing.get(fact, _NOBODY) | undetermined
    elif "manual" in node:
        manual |= undetermined
    elif "not" in node:
        open_leaves(narrowing, node["not"], undetermined, missing, manual)
    else:
        for child in children_of(node):
            unknown = narrowing.value(child, undetermined).unknown
            open_leaves(narrowing, child, unknown, missing, manual)
