"""Whether two trees mean the same: their verdicts on random profiles around their own thresholds."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from matcher.domain.deriving import derive
from matcher.domain.evaluating import evaluate
from matcher.domain.verdicts import judge
from shared.criteria import FACTS, FactType
from shared.criteria.catalogue import NUMBERS

AS_OF: Final = date(2026, 4, 7)
_OTHER: Final[dict[FactType, list[Any]]] = {
    FactType.REGION: ["310107", "310115", "320500", "31", "330903", "310107103"],
    FactType.INDUSTRY: ["65", "73", "3911", "66", "F", "51", "6210", "7010", "C", "27"],
    FactType.DATE: ["2015-01-01", "2021-04-07", "2024-01-01", "2025-04-07", "2025-06-30", "2026-01-01"],
    FactType.BOOLEAN: [True, False],
}


def agreement(one: dict[str, Any], other: dict[str, Any], count: int, seed: int = 1) -> float:
    """The share of profiles on which both trees give the same verdict."""
    same = 0
    for profile in profiles_about([one, other], count, seed):
        known = derive(profile)
        same += judge(evaluate(one, known, AS_OF)).verdict is judge(evaluate(other, known, AS_OF)).verdict
    return same / count


def profiles_about(trees: list[dict[str, Any]], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Profiles whose facts lie on, just beside and far from the thresholds of the trees; some are missing."""
    choose = random.Random(seed)
    asked: dict[str, list[Any]] = {}
    for tree in trees:
        for leaf in _leaves(tree):
            asked.setdefault(leaf["fact"], []).extend(_around(leaf))
    met = {name: [*values, *_others(name)] for name, values in asked.items()}
    for _ in range(count):
        missing = choose.choice((0.0, 0.05, 0.4))
        yield {name: choose.choice(values) for name, values in met.items() if choose.random() >= missing}


def _leaves(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "fact" in node:
        yield node
    for key in ("all", "any", "of"):
        for child in node.get(key, ()):
            yield from _leaves(child)
    if "not" in node:
        yield from _leaves(node["not"])


def _around(leaf: dict[str, Any]) -> list[Any]:
    kind, value = FACTS[leaf["fact"]].type, leaf["value"]
    values = value if isinstance(value, list) else [value]
    if kind in NUMBERS:
        step = 1 if kind is FactType.COUNT else 0.001 if kind is FactType.RATIO else 1000
        return [each + by for each in values for by in (-step, 0, step)]
    if kind is FactType.DATE and not str(value).startswith("P"):
        days = [date.fromisoformat(each) for each in values]
        return [str(day + timedelta(days=by)) for day in days for by in (-1, 0, 1)]
    if kind is FactType.SET:
        return [[], values, *([each] for each in values)]
    return [each for each in values if not str(each).startswith("P")]


def _others(name: str) -> list[Any]:
    fact = FACTS[name]
    if fact.type in NUMBERS:
        return (
            [0, 1, 10, 10**4, 10**6, 10**8, 10**10]
            if fact.type is not FactType.RATIO
            else [0, 0.02, 0.5, 0.99]
        )
    if fact.type is FactType.SET:
        return [list(fact.codes)[:1], list(fact.codes), []]
    if fact.type is FactType.CODE:
        return list(fact.codes)
    return _OTHER[fact.type]
