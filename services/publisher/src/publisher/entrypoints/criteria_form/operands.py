"""The operand of one condition, from the fields of its kind."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from publisher.entrypoints.criteria_form.nodes import EditNode
from publisher.entrypoints.criteria_form.taking_apart import UNITS
from shared.criteria import FACTS, Fact, FactType
from shared.criteria.catalogue import LIST_OPERATORS, NUMBERS, PERIOD_OPERATORS
from shared.criteria.values import LARGEST_NUMBER, code_value_problem

_THOUSANDS: Final = str.maketrans("", "", ",\uff0c \u3000")


class Unfinished(Exception):  # noqa: N818 (a state of typing, not a fault)
    """A field is empty or wrong; `str()` is the sentence that stands beside it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def operand(node: EditNode) -> Any:  # noqa: ANN401 (as the operator wants it)
    """The operand as the language wants it. Raises Unfinished."""
    fact = FACTS[node.fact]
    if node.op not in fact.operators:
        raise Unfinished("op", "请选择怎样比较。")
    if node.op in PERIOD_OPERATORS:
        return _period(node)
    if fact.type in NUMBERS:
        return _span(node, [_number(fact, node, name) for name in _names(node)])
    if fact.type is FactType.DATE:
        return _span(node, [_day(node, name) for name in _names(node)])
    if fact.type is FactType.BOOLEAN:
        if node.value not in ("true", "false"):
            raise Unfinished("value", "请选择是或否。")
        return node.value == "true"
    return _codes(fact, node)


def _names(node: EditNode) -> tuple[str, ...]:
    return ("value", "value2") if node.op == "between" else ("value",)


def _span(node: EditNode, ends: list[Any]) -> Any:  # noqa: ANN401 (numbers or days)
    if node.op != "between":
        return ends[0]
    if ends[1] < ends[0]:
        raise Unfinished("value2", "后一个值不能小于前一个值。")
    return ends


def _number(fact: Fact, node: EditNode, name: str) -> int | float:
    text = getattr(node, name).translate(_THOUSANDS).rstrip("%\uff05")
    if not text:
        raise Unfinished(name, "请填写数字。")
    units = UNITS.get(fact.type, {"1": ""})
    try:
        amount = Decimal(text) if len(text) <= 40 else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount.adjusted()) > 30:
        raise Unfinished(name, f"“{text[:20]}”不是数字，请用阿拉伯数字填写。")
    exact = amount * Decimal(node.unit if node.unit in units else next(iter(units)))
    if abs(exact) > LARGEST_NUMBER:
        raise Unfinished(name, "数值过大，应不超过 10 的 15 次方。")
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _day(node: EditNode, name: str) -> str:
    try:
        return date.fromisoformat(getattr(node, name)).isoformat()
    except ValueError:
        raise Unfinished(name, "请填写日期，例如 2026-04-17。") from None


def _period(node: EditNode) -> str:
    parts = []
    for name, letter, longest in (("value", "Y", 4), ("value2", "M", 5)):
        text = getattr(node, name)
        if text and not (text.isascii() and text.isdecimal() and len(text) <= longest):
            raise Unfinished(name, "请填写整数的年数和月数。")
        if text:
            parts.append(f"{int(text)}{letter}")
    if not parts:
        raise Unfinished("value", "请填写多少年、多少个月。")
    return "P" + "".join(parts)


def _codes(fact: Fact, node: EditNode) -> Any:  # noqa: ANN401 (one code or several)
    if not node.values:
        raise Unfinished("values", "请至少选择一项。")
    for code in node.values:
        if problem := code_value_problem(fact, code):
            raise Unfinished("values", problem)
    if node.op in LIST_OPERATORS:
        return list(node.values)
    if len(node.values) > 1:
        raise Unfinished("values", "这里只能选一项；要选几项，请把比较方式改为“属于以下之一”。")
    return node.values[0]
