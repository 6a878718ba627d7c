"""`validate`: every rule that a criteria tree must keep."""

from collections.abc import Callable
from typing import Any, Final

from shared.criteria.catalogue import FACTS, LIST_OPERATORS, NUMBERS, PERIOD_OPERATORS, Fact, FactType
from shared.criteria.errors import CriteriaError
from shared.criteria.values import (
    Json,
    code_value_problem,
    number_problem,
    parse_day,
    parse_period,
    text_problem,
    value_problem,
)

MOST_LEVELS: Final = 8
MOST_NODES: Final = 200

KINDS: Final[dict[str, frozenset[str]]] = {
    "all": frozenset({"all"}),
    "any": frozenset({"any"}),
    "not": frozenset({"not"}),
    "at_least": frozenset({"at_least", "of"}),
    "manual": frozenset({"manual"}),
    "fact": frozenset({"fact", "op", "value"}),
}
"""Each kind of node by the key that tells it, with the keys it needs."""

_NOTES: Final = frozenset({"label", "clause"})
_SHAPES: Final = (
    '每个条件应为以下之一：{"all": […]}、{"any": […]}、{"not": …}、{"at_least": k, "of": […]}、'
    '{"manual": "…"}、{"fact": …, "op": …, "value": …}，并可带 label 与 clause。'
)


def validate(tree: object) -> dict[str, Any]:
    """The tree as given; raises `CriteriaError` with the pointer of the first node that breaks a rule."""
    _Validation().node(tree, "", 1)
    assert isinstance(tree, dict)
    return tree


class _Validation:
    def __init__(self) -> None:
        self._nodes = 0

    def node(self, node: object, pointer: str, level: int) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise CriteriaError(pointer, f"申报条件最多 {MOST_NODES} 个节点。")
        if level > MOST_LEVELS:
            raise CriteriaError(pointer, f"申报条件最多 {MOST_LEVELS} 层。")
        if not isinstance(node, dict):
            raise CriteriaError(pointer, _SHAPES)
        kind = _kind(node, pointer)
        if kind == "fact":
            _leaf(node, pointer)
        elif kind == "manual":
            _manual(node, pointer)
        elif kind == "not":
            self.node(node["not"], f"{pointer}/not", level + 1)
        else:
            self._list(node, kind, pointer, level)

    def _list(self, node: dict[str, Any], kind: str, pointer: str, level: int) -> None:
        key = "of" if kind == "at_least" else kind
        children = node[key]
        if not isinstance(children, list) or not children:
            raise CriteriaError(pointer, f"{key} 应为不空的条件列表。")
        if kind == "at_least":
            least = node["at_least"]
            if isinstance(least, bool) or not isinstance(least, int) or not 1 <= least <= len(children):
                raise CriteriaError(
                    pointer, f"at_least 应为 1 至 {len(children)} 的整数（of 中条件的个数）。"
                )
        for index, child in enumerate(children):
            self.node(child, f"{pointer}/{key}/{index}", level + 1)


def _kind(node: dict[str, Any], pointer: str) -> str:
    kinds = [kind for kind in KINDS if kind in node]
    if len(kinds) != 1:
        raise CriteriaError(pointer, _SHAPES)
    needed = KINDS[kinds[0]]
    if missing := needed - node.keys():
        raise CriteriaError(pointer, f"{kinds[0]} 条件还应写明 {'、'.join(sorted(missing))}。")
    if unknown := node.keys() - needed - _NOTES:
        named = "、".join(sorted(map(str, unknown)))
        raise CriteriaError(pointer, f"不认识 {named}；这里允许的键是 {'、'.join(sorted(needed | _NOTES))}。")
    for note in _NOTES & node.keys():
        if problem := text_problem(node[note]):
            raise CriteriaError(pointer, f"{note}：{problem}")
    return kinds[0]


def _manual(node: dict[str, Any], pointer: str) -> None:
    problem = text_problem(node["manual"])
    if problem or not node["manual"].strip():
        raise CriteriaError(pointer, "manual 应为一段文字，说明由人判断什么，例如“经专家评审”。")


def _leaf(node: dict[str, Any], pointer: str) -> None:
    name, op = node["fact"], node["op"]
    fact = FACTS.get(name) if isinstance(name, str) else None
    if fact is None:
        named = f"“{name}”" if isinstance(name, str) and not text_problem(name, longest=64) else ""
        raise CriteriaError(pointer, f"没有{named}这项指标；可用的有：{'、'.join(FACTS)}。")
    if not isinstance(op, str) or op not in fact.operators:
        raise CriteriaError(pointer, f"“{fact.label}”可用的比较是：{'、'.join(fact.operators)}。")
    if problem := _operand_problem(fact, op, node["value"]):
        raise CriteriaError(pointer, problem)


def _operand_problem(fact: Fact, op: str, value: Json) -> str | None:
    if op in LIST_OPERATORS:
        return _list_problem(fact, op, value)
    if op in PERIOD_OPERATORS:
        return None if parse_period(value) else f"{op} 的值应为若干年、月的期间，写作 P1Y6M、P3Y 或 P18M。"
    if op == "between":
        return _between_problem(fact, value)
    if fact.type in NUMBERS:
        return number_problem(fact, value)
    return value_problem(fact, value) if value is not None else f"{op} 的值不能为空。"


def _list_problem(fact: Fact, op: str, value: Json) -> str | None:
    if not isinstance(value, list) or not value:
        return f"{op} 的值应为不空的代码列表。"
    if len(value) > 1000:
        return f"{op} 的列表最多 1000 项。"
    return next((problem for item in value if (problem := code_value_problem(fact, item))), None)


def _between_problem(fact: Fact, value: Json) -> str | None:
    wanted = "[最早, 最晚] 两天，写作 YYYY-MM-DD" if fact.type is FactType.DATE else "[最低, 最高] 两个数字"
    if not isinstance(value, list) or len(value) != 2:
        return f"between 的值应为{wanted}，两端都包含。"
    check: Callable[[Json], str | None] = (
        (lambda item: None if parse_day(item) else f"between 的值应为{wanted}。")
        if fact.type is FactType.DATE
        else (lambda item: number_problem(fact, item))
    )
    if problem := check(value[0]) or check(value[1]):
        return problem
    return None if value[0] <= value[1] else f"between 的值应为{wanted}，前者不大于后者。"
