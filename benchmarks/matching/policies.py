"""Policies as departments write them: three to eight conditions, some of them alternatives, some negated."""

import random
from collections.abc import Callable
from typing import Any, Final

Tree = dict[str, Any]

_ROUND: Final = {
    "revenue": (1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8, 4e8),
    "total_assets": (1e6, 5e6, 1e7, 5e7, 1e8),
    "registered_capital": (1e6, 2e6, 5e6, 1e7),
    "tax_paid": (5e4, 1e5, 3e5, 5e5, 1e6),
    "rd_spend": (1e5, 5e5, 1e6, 5e6),
    "employees": (5, 10, 20, 50, 100, 300, 1000),
    "rd_staff": (1, 3, 5, 10, 30),
    "invention_patents": (1, 2, 3, 5, 10),
    "rd_intensity": (0.02, 0.03, 0.04, 0.05, 0.06, 0.1),
    "revenue_growth": (0.05, 0.1, 0.15, 0.2, 0.3),
    "rd_staff_ratio": (0.05, 0.1, 0.2, 0.3),
    "debt_ratio": (0.5, 0.6, 0.7),
}
_INDUSTRIES: Final = (
    "C",
    "I",
    "39",
    "65",
    "651",
    "6513",
    "64",
    "73",
    "75",
    "51",
    "52",
    "61",
    "F",
    "M",
    "L",
    "72",
)
_LISTS: Final = {
    "size": ("micro", "small", "medium", "large"),
    "ownership": ("private", "foreign", "hmt", "mixed", "state"),
    "entity_type": ("company", "partnership", "sole_proprietorship", "individual_business"),
    "qualifications": ("high_tech", "tech_sme", "innovative_sme", "srdi", "little_giant", "regional_hq"),
    "parks": ("taopu", "changfeng", "zhenru"),
    "tags": ("software", "ai", "biomed", "robotics", "digital_content", "e_commerce", "design"),
}  # fmt: skip


def policies(count: int, seed: int = 1, fresh: bool = False) -> list[Tree]:
    """`count` trees; with `fresh` their thresholds are ones that nobody asked about before."""
    choose = random.Random(seed)
    return [_policy(choose, fresh) for _ in range(count)]


def _policy(choose: random.Random, fresh: bool) -> Tree:
    left = choose.randint(3, 8)
    parts: list[Tree] = []
    while left > 0:
        size = min(left, choose.choice((1, 1, 1, 2, 3)))
        parts.append(_group(choose, size, fresh) if size > 1 else _condition(choose, fresh))
        left -= size
    return {"all": parts} if len(parts) > 1 else parts[0]


def _group(choose: random.Random, size: int, fresh: bool) -> Tree:
    leaves = [_condition(choose, fresh) for _ in range(size)]
    if choose.random() < 0.25:
        return {"not": {"all" if choose.random() < 0.6 else "any": leaves}}
    if size == 3 and choose.random() < 0.5:
        return {"any": [leaves[0], {"all": leaves[1:]}]}
    return {"any": leaves}


def _condition(choose: random.Random, fresh: bool) -> Tree:
    leaf = choose.choices(_KINDS, _WEIGHTS)[0](choose, fresh)
    return {"not": leaf} if choose.random() < 0.06 else leaf


def _leaf(fact: str, op: str, value: object) -> Tree:
    return {"fact": fact, "op": op, "value": value}


def _number(choose: random.Random, fresh: bool) -> Tree:
    fact = choose.choice(tuple(_ROUND))
    value = choose.choice(_ROUND[fact])
    if fresh:
        value = round(value * choose.uniform(0.5, 1.5), 4)
    if choose.random() < 0.1:
        return _leaf(fact, "between", [value, value * 4])
    return _leaf(fact, choose.choice(("gte", "gte", "gte", "gt", "lt", "lte")), value)


def _region(choose: random.Random, _: bool) -> Tree:
    return _leaf(
        choose.choice(("registered_region", "tax_region")), "within", [choose.choice(("310107", "31"))]
    )


def _industry(choose: random.Random, _: bool) -> Tree:
    op = "within" if choose.random() < 0.85 else "not_within"
    return _leaf("industry", op, choose.sample(_INDUSTRIES, choose.randint(1, 3)))


def _listed(fact: str, *operators: str) -> Callable[[random.Random, bool], Tree]:
    def make(choose: random.Random, _: bool) -> Tree:
        return _leaf(fact, choose.choice(operators), choose.sample(_LISTS[fact], choose.randint(1, 3)))

    return make


def _good_credit(*_: object) -> Tree:
    return _leaf("credit_status", "eq", "normal")


def _founded(choose: random.Random, fresh: bool) -> Tree:
    if fresh or choose.random() < 0.5:
        months = choose.randint(1, 200) if fresh else choose.choice((12, 24, 36, 60, 120))
        return _leaf("founded_on", choose.choice(("age_gte", "age_lt")), f"P{months}M")
    return _leaf("founded_on", "on_or_after", f"{choose.choice((2016, 2020, 2022, 2024))}-01-01")


_KINDS: Final = (
    _number,
    _region,
    _industry,
    _good_credit,
    _founded,
    _listed("size", "in", "not_in"),
    _listed("ownership", "in"),
    _listed("entity_type", "in"),
    _listed("qualifications", "has_any", "has_none"),
    _listed("parks", "has_any"),
    _listed("tags", "has_any", "has_all"),
)
_WEIGHTS: Final = (40, 10, 14, 7, 7, 7, 3, 3, 9, 2, 4)
