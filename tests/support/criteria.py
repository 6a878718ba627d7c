"""Criteria and profiles for tests: the cases of the contract, and random ones."""

import json
import random
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from shared.criteria import FACTS, Fact, FactType
from shared.criteria.catalogue import NUMBERS

CASES: Final = Path(__file__).parents[1] / "contracts" / "data" / "criteria-cases.jsonl"

_NUMBERS: Final = (
    -0.5,
    0,
    0.03,
    0.05,
    0.3,
    0.5,
    1,
    9,
    10,
    20,
    100,
    300,
    1000,
    500_000,
    3_000_000,
    2e7,
    4e8,
    1e9,
)
_COUNTS: Final = (0, 1, 5, 9, 10, 19, 20, 49, 99, 100, 199, 200, 299, 300, 999, 1000, 2000)
_DAYS: Final = (
    "2015-02-28",
    "2016-02-29",
    "2020-12-31",
    "2024-02-29",
    "2025-02-28",
    "2026-01-31",
    "2026-03-01",
)
_PERIODS: Final = ("P0Y", "P1M", "P3M", "P12M", "P1Y6M", "P18M", "P10Y", "P9999Y")
_REGIONS: Final = ("31", "3101", "310000", "310100", "310107", "310107102", "310115", "32", "3201", "320500")
_INDUSTRIES: Final = (
    "A", "C", "E", "F", "G", "H", "I", "J", "K", "L", "M", "05", "0111", "39", "391", "3911", "44", "47",
    "51", "5162", "52", "53", "54", "59", "60", "61", "6110", "63", "65", "6513", "70", "701", "7010",
    "702", "703", "72", "7512", "83", "84", "85", "8510", "R", "97",
)  # fmt: skip
AS_OF: Final = tuple(
    map(date.fromisoformat, ("2026-02-28", "2024-02-29", "2026-03-01", "2026-03-31", "2026-08-31"))
)


@cache
def contract_cases() -> list[dict[str, Any]]:
    """The 180 cases of the public contract."""
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def random_profile(choose: random.Random) -> dict[str, Any]:
    """Facts of which many are missing, some null."""
    known = choose.choice((0.2, 0.6, 0.95))
    facts = {name: _value(fact, choose) for name, fact in FACTS.items() if choose.random() < known}
    if choose.random() < 0.3:
        facts[choose.choice(tuple(FACTS))] = None
    if choose.random() < 0.7:  # so that what is derived is seen more often than what is stated
        for name in ("size", "rd_intensity", "revenue_growth", "rd_staff_ratio"):
            facts.pop(name, None)
    return facts


def trees(max_leaves: int = 12) -> st.SearchStrategy[dict[str, Any]]:
    """Valid criteria of at most eight levels."""
    # Ages and sizes twice: their rules have the most corners.
    facts = [*FACTS.values(), FACTS["founded_on"], FACTS["founded_on"], FACTS["size"]]
    leaf = st.one_of(*map(_leaves, facts), st.just({"manual": "经专家评审"}))
    return st.recursive(leaf, _branches, max_leaves=max_leaves).filter(lambda tree: levels(tree) <= 8)


def levels(tree: dict[str, Any]) -> int:
    """Levels of a tree, its root included."""
    children = (
        [tree["not"]] if "not" in tree else next((tree[k] for k in ("all", "any", "of") if k in tree), [])
    )
    return 1 + max(map(levels, children), default=0)


def _branches(children: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(children, min_size=1, max_size=4)
    at_least = several.flatmap(
        lambda nodes: st.integers(1, len(nodes)).map(lambda least: {"at_least": least, "of": nodes})
    )
    plain = st.one_of(*(several.map(lambda nodes, kind=kind: {kind: nodes}) for kind in ("all", "any")))  # type: ignore[misc]
    return st.one_of(plain, at_least, children.map(lambda node: {"not": node}))


def _leaves(fact: Fact) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(fact.operators).flatmap(
        lambda op: _operands(fact, op).map(lambda value: {"fact": fact.name, "op": op, "value": value})
    )


def _operands(fact: Fact, op: str) -> st.SearchStrategy[Any]:
    if op.startswith("age_"):
        return st.sampled_from(_PERIODS)
    one = st.sampled_from(_values(fact))
    if op == "between":
        return st.tuples(one, one).map(sorted)
    many = op in {"in", "not_in", "within", "not_within"} or op.startswith("has_")
    return st.lists(one, min_size=1, max_size=3) if many else one


def _values(fact: Fact) -> tuple[Any, ...]:
    if fact.type in NUMBERS:
        return _COUNTS if fact.type is FactType.COUNT else _NUMBERS
    by_type: dict[FactType, tuple[Any, ...]] = {
        FactType.DATE: _DAYS,
        FactType.REGION: _REGIONS,
        FactType.INDUSTRY: _INDUSTRIES,
        FactType.BOOLEAN: (True, False),
    }
    return by_type.get(fact.type) or tuple(fact.codes)


def _value(fact: Fact, choose: random.Random) -> Any:
    values = _values(fact)
    if fact.type is FactType.SET:
        return choose.sample(values, choose.randint(0, min(3, len(values))))
    return choose.choice(values)
