"""Sets of leaves that are enough to make a tree true: the cheapest few, not all of them.

For a tree without a fact that occurs twice the first is the cheapest of all, because costs add up and every
node keeps the cheapest of its children.
"""

from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import combinations
from typing import Final, NamedTuple

from matcher.domain.evaluating import Explained
from matcher.domain.ways.efforts import FIXED, effort

MOST_ROUTES: Final = 16
_MOST_CHOICES: Final = 400


class Cost(NamedTuple):
    """Compared in this order: what nobody can change, changes, answers and reviews, effort."""

    impossible: int = 0
    changes: int = 0
    answers: int = 0
    effort: int = 0

    def plus(self, other: "Cost") -> "Cost":
        """The two together."""
        return Cost(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


FREE: Final = Cost()


class Demand(NamedTuple):
    """A leaf and the value that it is wanted to have."""

    leaf: Explained
    wanted: bool

    @property
    def is_met(self) -> bool:
        """Whether it has that value already."""
        return self.leaf.truth is self.wanted

    @property
    def is_waiting(self) -> bool:
        """Whether the passing of time alone meets it: an age to be reached."""
        return bool(self.leaf.seen) and self.leaf.node.get("op") == ("age_gte" if self.wanted else "age_lt")


class Route(NamedTuple):
    """Demands that are enough together."""

    cost: Cost
    demands: tuple[Demand, ...]


def routes(explained: Explained, wanted: bool = True) -> list[Route]:
    """At most sixteen ways to give a node a value, cheapest first."""
    if not explained.children:
        demand = Demand(explained, wanted)
        return [Route(_cost(demand), (demand,))]
    if "not" in explained.node:
        return routes(explained.children[0], not wanted)
    options = [routes(child, wanted) for child in explained.children]
    needed = _needed(explained, wanted)
    if needed == len(options):
        return _together(options)
    if needed == 1:
        return _cheapest(route for each in options for route in each)
    chosen = _choices(options, needed)
    return _cheapest(route for some in chosen for route in _together(some))


def least_cost(explained: Explained, wanted: bool = True) -> Cost:
    """The cost of the cheapest route alone: as quick as judging."""
    if not explained.children:
        return _cost(Demand(explained, wanted))
    if "not" in explained.node:
        return least_cost(explained.children[0], not wanted)
    costs = sorted(least_cost(child, wanted) for child in explained.children)
    total = FREE
    for cost in costs[: _needed(explained, wanted)]:
        total = total.plus(cost)
    return total


def _needed(explained: Explained, wanted: bool) -> int:
    """How many children must have the wanted value for the node to have it."""
    count = len(explained.children)
    if "of" in explained.node:
        least = int(explained.node["at_least"])
        return least if wanted else count - least + 1
    return count if ("all" in explained.node) == wanted else 1


def _choices(options: list[list[Route]], needed: int) -> Iterable[Sequence[list[Route]]]:
    """Some children of `at_least`: the cheapest first, and others near them."""
    ordered = sorted(options, key=lambda each: each[0].cost)
    for _, some in zip(range(_MOST_CHOICES), combinations(ordered, needed), strict=False):
        yield some


def _together(options: Sequence[list[Route]]) -> list[Route]:
    combined = [Route(FREE, ())]
    for each in options:
        combined = _cheapest(
            Route(before.cost.plus(route.cost), before.demands + route.demands)
            for before in combined
            for route in each
        )
    return combined


def _cheapest(found: Iterable[Route]) -> list[Route]:
    return nsmallest(MOST_ROUTES, found, key=lambda route: route.cost)


def _cost(demand: Demand) -> Cost:
    if demand.is_met:
        return FREE
    if demand.leaf.truth is None:
        return Cost(answers=1)
    if demand.is_waiting:
        return Cost(changes=1, effort=1)
    needed = effort(demand.leaf.fact or "")
    return Cost(impossible=1, changes=1) if needed == FIXED else Cost(changes=1, effort=needed)
