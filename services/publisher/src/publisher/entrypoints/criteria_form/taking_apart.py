"""From a validated tree to what stands in the editor's fields."""

from decimal import Decimal
from typing import Any, Final

from publisher.entrypoints.criteria_form.nodes import EditNode
from shared.criteria import FACTS, FactType
from shared.criteria.catalogue import NUMBERS, PERIOD_OPERATORS
from shared.criteria.values import parse_period

UNITS: Final = {
    FactType.YUAN: {"100000000": "亿元", "10000": "万元", "1": "元"},
    FactType.RATIO: {"0.01": "%"},
}


def node_of(tree: dict[str, Any]) -> EditNode:
    """The node as it is edited. `not` over several alternatives is shown as one group."""
    kind, rest = _parts(tree)
    return EditNode(kind=kind, label=tree.get("label", ""), clause=tree.get("clause", ""), **rest)


def _parts(tree: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if "fact" in tree:
        return "fact", _leaf(tree["fact"], tree["op"], tree["value"])
    if "manual" in tree:
        return "manual", {"text": tree["manual"]}
    if "not" in tree:
        inner = tree["not"]
        several = set(inner) == {"any"} and len(inner["any"]) > 1
        return "not", {"children": tuple(map(node_of, inner["any"] if several else [inner]))}
    if "of" in tree:
        return "at_least", {"least": str(tree["at_least"]), "children": tuple(map(node_of, tree["of"]))}
    kind = "all" if "all" in tree else "any"
    return kind, {"children": tuple(map(node_of, tree[kind]))}


def _leaf(name: str, op: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 (any operand)
    fact = FACTS[name]
    typed: dict[str, Any] = {"fact": name, "was": name, "op": op}
    if fact.type in NUMBERS:
        return typed | _numbers(fact.type, value if isinstance(value, list) else [value])
    if op in PERIOD_OPERATORS:
        return typed | _period(value)
    if fact.type is FactType.BOOLEAN:
        return typed | {"value": "true" if value else "false"}
    if fact.type is FactType.DATE:
        first, *last = value if isinstance(value, list) else [value]
        return typed | {"value": first, "value2": last[0] if last else ""}
    return typed | {"values": tuple(value if isinstance(value, list) else [value])}


def _numbers(fact_type: FactType, numbers: list[float]) -> dict[str, str]:
    """Both ends of a span in one unit: the largest in which both are said briefly."""
    amounts = [Decimal(str(number)) for number in numbers]
    units = UNITS.get(fact_type, {"1": ""})
    unit = next((each for each in units if all(_brief(amount, Decimal(each)) for amount in amounts)), "1")
    texts = [f"{(amount / Decimal(unit)).normalize():f}" for amount in amounts]
    return {"value": texts[0], "value2": texts[1] if len(texts) > 1 else "", "unit": unit}


def _brief(amount: Decimal, unit: Decimal) -> bool:
    return unit <= 1 or (abs(amount) >= unit and amount % (unit / 10**4) == 0)


def _period(value: str) -> dict[str, str]:
    years, months = parse_period(value) or (0, 0)
    return {"value": str(years) if years or not months else "", "value2": str(months) if months else ""}
