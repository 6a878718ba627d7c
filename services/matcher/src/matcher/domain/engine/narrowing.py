"""Evaluating a tree for many at once, by narrowing.

`keep` clears from some numbers the bits of those for whom a node is not as wanted. `all` narrows: each child
is asked about those whom the children before it kept. `any` is the same turned around: it keeps all but those
whom none of its children keeps. Negation is carried down to the leaves. What was asked before and keeps
fewest comes first, and before something that costs more is asked it is seen whether anybody is left.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from matcher.domain.engine.columns import Column, Want
from matcher.domain.engine.words import Words

_Node = Mapping[str, Any]


class Narrowing:
    """One question: its columns, its day, and how many there are."""

    def __init__(self, columns: Mapping[str, Column], as_of: date, everyone: int) -> None:
        self._columns = columns
        self._as_of = as_of
        self._everyone = everyone

    def keep(self, node: _Node, some: Words, want: Want) -> None:
        """Clear the bits of those for whom the node is not as wanted."""
        if "fact" in node:
            self._columns[node["fact"]].keep(some, node["op"], node["value"], self._as_of, want)
        elif "manual" in node:
            if not want.or_unknown:
                some.fill(0)
        elif "not" in node:
            self.keep(node["not"], some, want.negated)
        elif "of" in node:
            self._at_least(node, some, want)
        elif ("all" in node) is want.holding:
            self._all(children_of(node), some, want)
        else:
            self._any(children_of(node), some, want)

    def settle(self, node: _Node, some: Words) -> None:
        """Of numbers for whom the node is possible, clear those for whom it is not true."""
        if "fact" in node:
            self._columns[node["fact"]].settle(some, node["op"], node["value"], self._as_of)
        elif "all" in node:
            for child in node["all"]:
                self.settle(child, some)
        else:
            self.keep(node, some, Want.TRUE)

    def _any(self, children: list[_Node], some: Words, want: Want) -> None:
        left = some.copy()
        self._all(children, left, want.others)
        np.bitwise_xor(some, left, out=some)

    def _at_least(self, node: _Node, some: Words, want: Want) -> None:
        """Count upwards: `counts[i]` are those whom more than i children kept so far."""
        counts = [np.zeros_like(some) for _ in range(_least(node, want))]
        for child in node["of"]:
            one = some.copy()
            self.keep(child, one, want)
            for index in range(len(counts) - 1, 0, -1):
                counts[index] |= counts[index - 1] & one
            counts[0] |= one
        np.copyto(some, counts[-1])

    def _all(self, children: list[_Node], some: Words, want: Want) -> None:
        if len(children) == 1:
            self.keep(children[0], some, want)
            return
        most = [(self._most(child, want), place) for place, child in enumerate(children)]
        for cost, place in sorted(most):
            # To look whether anybody is left costs about as much as a leaf that was asked before.
            if (cost > self._everyone or "fact" not in children[place]) and not some.any():
                return
            self.keep(children[place], some, want)

    def _most(self, node: _Node, want: Want) -> int:
        """About how many a node keeps; more than everybody where that was not asked before and costs more."""
        if "fact" in node:
            kept = self._columns[node["fact"]].kept(node["op"], node["value"], self._as_of, want)
            return 2 * self._everyone if kept is None else kept
        if "manual" in node:
            return self._everyone if want.or_unknown else 0
        if "not" in node:
            return self._most(node["not"], want.negated)
        each = [self._most(child, want) for child in children_of(node)]
        return min(each) if ("all" in node) is want.holding and "of" not in node else sum(each)


def children_of(node: _Node) -> list[_Node]:
    """The children of a node of several."""
    children: list[_Node] = next(node[kind] for kind in ("all", "any", "of") if kind in node)
    return children


def unknown_of(narrowing: Narrowing, node: _Node, some: Words) -> Words:
    """Those of `some` for whom the node is unknown."""
    possible = some.copy()
    narrowing.keep(node, possible, Want.POSSIBLE)
    true = possible.copy()
    narrowing.settle(node, true)
    return np.bitwise_xor(possible, true, out=possible)


def open_leaves(
    narrowing: Narrowing, node: _Node, unknown: Words, missing: dict[str, Words], manual: Words
) -> None:
    """Collect whom each fact, or a person, could still settle: along paths unknown all the way down."""
    if not unknown.any():
        return
    if fact := node.get("fact"):
        missing[fact] = missing[fact] | unknown if fact in missing else unknown
    elif "manual" in node:
        np.bitwise_or(manual, unknown, out=manual)
    elif "not" in node:
        open_leaves(narrowing, node["not"], unknown, missing, manual)
    else:
        for child in children_of(node):
            open_leaves(narrowing, child, unknown_of(narrowing, child, unknown), missing, manual)


def _least(node: _Node, want: Want) -> int:
    """Not k or more of n means that n - k + 1 or more are not."""
    least: int = node["at_least"]
    return least if want.holding else len(node["of"]) - least + 1
