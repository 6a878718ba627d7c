"""From routes to the nearest way: a value is found for every fact, and the tree judged again with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from matcher.domain.deriving import derive
from matcher.domain.evaluating import Explained, evaluate
from matcher.domain.leaves import holds
from matcher.domain.ways import steps
from matcher.domain.ways.candidates import bounds_of, candidates, ratio_inputs
from matcher.domain.ways.efforts import FIXED, effort
from matcher.domain.ways.routes import Demand, Route, routes
from matcher.domain.ways.steps import Step, StepKind

_LEVERS: Final = {
    "rd_intensity": ("rd_spend", "revenue"),
    "revenue_growth": ("revenue", "revenue_previous"),
    "rd_staff_ratio": ("rd_staff", "employees"),
}
"""Of a ratio that is derived: what to change, and what it is divided by."""

_ORDER: Final = ("employees", "revenue")
"""Divisors first: what is divided by them is worked out from what they will be."""


@dataclass(frozen=True, slots=True)
class Way:
    """What to do, easiest first. Not `possible` where something in it cannot be changed by anybody."""

    steps: tuple[Step, ...]
    until: date | None = None

    @property
    def possible(self) -> bool:
        """Whether every step can be taken."""
        return all(step.kind is not StepKind.FIXED for step in self.steps)

    @property
    def weight(self) -> tuple[int, int, int, int]:
        """Steps that cannot be taken, changes, answers and reviews, effort: smaller is nearer."""
        kinds = [step.kind for step in self.steps]
        asked = sum(kind in (StepKind.ANSWER, StepKind.REVIEW) for kind in kinds)
        efforts = sum(effort(step.fact) for step in self.steps if step.fact and step.kind in _DONE)
        return kinds.count(StepKind.FIXED), len(kinds) - asked, asked, efforts


_DONE: Final = (StepKind.CHANGE, StepKind.MOVE)


def nearest_way(explained: Explained, facts: Mapping[str, Any], as_of: date) -> Way | None:
    """The way with the fewest changes that makes the tree true; None where no way was found.

    Exact where no fact occurs twice in the tree; else the best of the cheapest sixteen that hold together.
    """
    if explained.truth is True:
        return Way(())
    found = [way for route in routes(explained) if (way := _walk(route, explained, facts, as_of))]
    return min(found, key=lambda way: way.weight, default=None)


def _walk(route: Route, explained: Explained, facts: Mapping[str, Any], as_of: date) -> Way | None:
    changed, taken, until = dict(facts), list[Step](), as_of
    for fact, demands in _by_lever(route, facts).items():
        unmet = [demand for demand in demands if not demand.is_met]
        if fact == "" or (unmet and all(demand.is_waiting for demand in unmet)):
            taken += [steps.wait(demand) if fact else steps.review(demand) for demand in unmet]
        elif effort(fact) == FIXED and facts.get(fact) is not None:
            taken += [steps.fixed(unmet)] if unmet else []
        else:
            step = _step(fact, demands, changed, as_of)
            if step is None:
                return None
            taken += step
    until = max([as_of, *(step.until for step in taken if step.until)])
    way = Way(tuple(sorted(taken, key=_easiest)), until if until > as_of else None)
    return way if not way.possible or _holds(explained, changed, until) else None


def _easiest(step: Step) -> tuple[int, int]:
    order = list(StepKind)
    return order.index(step.kind), effort(step.fact or "")


def _by_lever(route: Route, facts: Mapping[str, Any]) -> dict[str, list[Demand]]:
    """Demands by the fact that is to be changed for them; those that a person decides under ''."""
    grouped: dict[str, list[Demand]] = {}
    for demand in route.demands:
        grouped.setdefault(_lever(demand.leaf.fact, facts), []).append(demand)
    last = len(_ORDER)
    place = {fact: number for number, fact in enumerate(_ORDER)}
    return dict(sorted(grouped.items(), key=lambda pair: place.get(pair[0], last)))


def _lever(fact: str | None, facts: Mapping[str, Any]) -> str:
    if fact in _LEVERS and facts.get(fact) is None:
        numerator, divisor = _LEVERS[fact]
        if facts.get(numerator) is not None and facts.get(divisor):
            return numerator
    return fact or ""


def _step(fact: str, demands: list[Demand], changed: dict[str, Any], as_of: date) -> list[Step] | None:
    """The step that meets all demands on one fact, written into `changed`; none where they hold already."""
    if _all_hold(demands, changed, as_of):
        return []
    now = derive(changed).values.get(fact)
    unmet = [demand for demand in demands if not demand.is_met] or demands
    for value in _values(fact, demands, changed, now, as_of):
        if _all_hold(demands, {**changed, fact: value}, as_of):
            changed[fact] = value
            unknown = now is None or all(demand.leaf.truth is None for demand in unmet)
            return [steps.answer(fact, unmet) if unknown else steps.change(fact, now, value, unmet)]
    return None


def _values(
    fact: str,
    demands: list[Demand],
    changed: Mapping[str, Any],
    now: Any,  # noqa: ANN401 (of any fact)
    as_of: date,
) -> list[Any]:
    own = [demand for demand in demands if demand.leaf.fact == fact]
    found = list(candidates(fact, own, now, as_of))
    for ratio, (numerator, divisor) in _LEVERS.items():
        derived = [demand for demand in demands if demand.leaf.fact == ratio != fact]
        if derived and numerator == fact:
            growth = ratio == "revenue_growth"
            found += ratio_inputs(bounds_of(derived), changed[divisor], growth=growth)
            found.sort(key=lambda number: abs(number - (now or 0)))
    return found


def _all_hold(demands: list[Demand], facts: Mapping[str, Any], as_of: date) -> bool:
    known = derive(facts)
    return all(
        holds(demand.leaf.node, known, as_of) is demand.wanted for demand in demands if not demand.is_waiting
    )


def _holds(explained: Explained, facts: Mapping[str, Any], as_of: date) -> bool:
    """Whether nothing but a person's decision is left."""
    again = evaluate(explained.node, derive(facts), as_of)
    return again.truth is True or (again.truth is None and _only_reviews(again))


def _only_reviews(explained: Explained) -> bool:
    if explained.truth is not None:
        return True
    if not explained.children:
        return explained.is_manual
    return all(_only_reviews(child) for child in explained.children)
