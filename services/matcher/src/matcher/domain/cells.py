"""Facts as people write them in a spreadsheet or a form: 500万元, 是, 高新技术企业、专精特新."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from shared.criteria import FACTS, Fact, FactType
from shared.criteria.catalogue import HIERARCHIES, NUMBERS
from shared.criteria.names import code_named
from shared.criteria.values import value_problem

CREDIT_CODE: Final = "统一社会信用代码"
NAME: Final = "企业名称"

COLUMNS: Final = {
    **{name: name for name in ("credit_code", "name", *FACTS)},
    CREDIT_CODE: "credit_code",
    NAME: "name",
    **{fact.label: fact.name for fact in FACTS.values()},
}
"""Column by header: a Chinese label, or the name in the catalogue."""

_NUMBER: Final = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)(%|亿元?|万元?|元|人|件)?")
_FACTORS: Final = {"%": Decimal("0.01"), "亿": Decimal(10**8), "万": Decimal(10**4)}
_DATE: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_SEPARATORS: Final = re.compile(r"[、,，;；|\n]+")
_YES_NO: Final = {"是": True, "否": False, "true": True, "false": False, "1": True, "0": False}
_NOTHING: Final = frozenset({"无", "没有", "[]"})


class UnreadableCellError(ValueError):
    """A cell that says nothing that the fact could be; the message says what is allowed."""


def read_fact(fact: Fact, cell: object) -> Any:  # noqa: ANN401 (a value of the fact's type)
    """The value that a cell states, None where it is empty; raises `UnreadableCellError`."""
    text = cell_text(cell)
    if not text:
        return None
    if fact.type in NUMBERS:
        return _checked(fact, _read_number(fact, text))
    value = _read_again(fact.name, text)
    return list(value) if isinstance(value, tuple) else value


@lru_cache(maxsize=65536)
def _read_again(name: str, text: str) -> Any:  # noqa: ANN401
    """Of words the same few come again in every row of a table."""
    fact = FACTS[name]
    value = _checked(fact, _READERS.get(fact.type, _read_code)(fact, text))
    return tuple(value) if isinstance(value, list) else value


def _checked(fact: Fact, value: Any) -> Any:  # noqa: ANN401
    if problem := value_problem(fact, value):
        raise UnreadableCellError(problem)
    return value


def write_fact(fact: Fact, value: Any) -> str:  # noqa: ANN401
    """The text that `read_fact` takes back to the value."""
    if value is None:
        return ""
    if fact.type is FactType.SET:
        return "、".join(map(fact.label_of, value)) or "无"
    if fact.type is FactType.BOOLEAN:
        return "是" if value else "否"
    return f"{Decimal(str(value)):f}" if fact.type in NUMBERS else str(value)


def cell_text(cell: object) -> str:
    """A cell of a spreadsheet as text: whole numbers without a fraction, days as YYYY-MM-DD."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float):
        return f"{Decimal(str(cell)):f}".removesuffix(".0") if abs(cell) < 1e300 else str(cell)
    return str(cell).strip()


def _read_number(fact: Fact, text: str) -> int | float | str:
    found = _NUMBER.fullmatch(re.sub(r"[,，\s]", "", text))
    if not found:
        return text
    number = Decimal(found[1]) * _FACTORS.get((found[2] or "")[:1], Decimal(1))
    return int(number) if number == number.to_integral_value() else float(number)


def _read_date(fact: Fact, text: str) -> str:
    found = _DATE.fullmatch(text.split(" ", maxsplit=1)[0])
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text


def _read_boolean(fact: Fact, text: str) -> bool | str:
    return _YES_NO.get(text.lower(), text)


def _read_set(fact: Fact, text: str) -> list[str]:
    if text in _NOTHING:
        return []
    codes = {label: code for code, label in fact.codes.items()}
    parts = [part.strip() for part in _SEPARATORS.split(text)]
    return sorted({codes.get(part, part) for part in parts if part})


def _read_code(fact: Fact, text: str) -> str:
    if fact.type in HIERARCHIES:
        return code_named(fact.type, text) or text
    return next((code for code, label in fact.codes.items() if label == text), text)


_READERS: Final[dict[FactType, Callable[[Fact, str], Any]]] = {
    FactType.DATE: _read_date,
    FactType.BOOLEAN: _read_boolean,
    FactType.SET: _read_set,
}
