"""What people choose from: facts in groups, and ways to compare in words."""

from collections.abc import Mapping
from typing import Final

from shared.criteria import FACTS, Fact, FactType
from shared.criteria.catalogue import NUMBERS

_SECTIONS: Final = {
    FactType.SET: "资质、园区和产业",
    FactType.YUAN: "金额",
    FactType.COUNT: "人数和件数",
    FactType.RATIO: "比率",
}
_NUMBERS: Final = {
    "gte": "不低于",
    "lte": "不高于",
    "gt": "高于",
    "lt": "低于",
    "between": "在两者之间（含两端）",
    "eq": "等于",
    "ne": "不等于",
}
_CODES: Final = {"in": "属于以下之一", "not_in": "不属于以下任何一项", "eq": "是", "ne": "不是"}
_WITHIN: Final = {"within": "属于", "not_within": "不属于"}
_WORDS: Final[Mapping[FactType, Mapping[str, str]]] = {
    **dict.fromkeys(NUMBERS, _NUMBERS),
    FactType.CODE: _CODES,
    FactType.BOOLEAN: {"eq": "是", "ne": "不是"},
    FactType.DATE: {
        "age_gte": "至今已满",
        "age_lt": "至今未满",
        "on_or_before": "在这一天或以前",
        "on_or_after": "在这一天或以后",
        "between": "在两天之间（含两天）",
    },
    FactType.REGION: _WITHIN,
    FactType.INDUSTRY: _WITHIN,
    FactType.SET: {"has_any": "具有以下任一项", "has_all": "具有以下全部", "has_none": "不具有以下任何一项"},
}


def operators(fact: Fact) -> dict[str, str]:
    """The ways to compare a fact, the usual one first."""
    return {op: words for op, words in _WORDS[fact.type].items() if op in fact.operators}


def usual_operator(fact: Fact) -> str:
    """The way to compare that is asked for most."""
    return next(iter(operators(fact)))


def sections() -> dict[str, dict[str, str]]:
    """Every fact's label by its name, in sections that people look in."""
    found: dict[str, dict[str, str]] = {}
    for fact in FACTS.values():
        found.setdefault(_SECTIONS.get(fact.type, "基本情况"), {})[fact.name] = fact.label
    return found
