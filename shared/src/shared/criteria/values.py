"""What a value of each fact looks like; criteria and profiles are held to the same rules."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

from shared.criteria.catalogue import HIERARCHIES, Fact, FactType
from shared.criteria.codes import code_problem

Json: TypeAlias = Any
"""A JSON value; checked by hand here, which a recursive type would only get in the way of."""

LARGEST_NUMBER: Final = 10**15
"""Above it a double no longer holds every whole yuan."""

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERIOD: Final = re.compile(r"P(?=[0-9])(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?")
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def text_problem(value: object, *, longest: int = 2000) -> str | None:
    """Text that can be stored and shown: no control characters, no lone surrogates, not endless."""
    if not isinstance(value, str):
        return "这里应为一段文字。"
    if _UNSTORABLE.search(value):
        return "文字中不能有控制字符。"
    return f"文字不能超过 {longest} 个字。" if len(value) > longest else None


def parse_day(value: object) -> date | None:
    """A real day written YYYY-MM-DD, or None."""
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def parse_period(value: object) -> tuple[int, int] | None:
    """(years, months) of an ISO 8601 period such as P1Y6M, or None."""
    found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    return (int(found[1] or 0), int(found[2] or 0)) if found else None


def is_number(value: object) -> bool:
    """A finite number that a double can hold; a boolean is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) if isinstance(value, float) else True


def number_problem(fact: Fact, value: object) -> str | None:
    """For thresholds: any number of reasonable magnitude."""
    if not is_number(value):
        return f"“{fact.label}”应为数字{f'，单位{fact.unit}' if fact.unit else ''}。"
    assert isinstance(value, int | float)
    return f"“{fact.label}”的数值过大，应不超过 10 的 15 次方。" if abs(value) > LARGEST_NUMBER else None


def code_value_problem(fact: Fact, value: object) -> str | None:
    """One code of the fact: closed lists name what they hold, open lists take any short word."""
    if fact.type in HIERARCHIES:
        return code_problem(fact.type, value)
    if fact.type is FactType.SET:
        if isinstance(value, str) and value.strip() == value != "" and not text_problem(value, longest=64):
            return None
        return f"“{fact.label}”的每一项应为代码，例如 {'、'.join(list(fact.codes)[:3])}。"
    if isinstance(value, str) and value in fact.codes:
        return None
    return f"“{fact.label}”应为以下代码之一：{'、'.join(fact.codes)}。"


def _set_problem(fact: Fact, value: object) -> str | None:
    if not isinstance(value, list | tuple):
        return f"“{fact.label}”应为代码的列表，例如 {list(fact.codes)[:2]}；没有则写 []。".replace("'", '"')
    if len(value) > 1000:
        return f"“{fact.label}”最多 1000 项。"
    return next((problem for item in value if (problem := code_value_problem(fact, item))), None)


def _count_problem(fact: Fact, value: Json) -> str | None:
    if problem := number_problem(fact, value):
        return problem
    return (
        None
        if value >= 0 and value == int(value)
        else f"“{fact.label}”应为不小于 0 的整数，单位{fact.unit}。"
    )


def _boolean_problem(fact: Fact, value: object) -> str | None:
    return None if isinstance(value, bool) else f"“{fact.label}”应为 true 或 false。"


def _date_problem(fact: Fact, value: object) -> str | None:
    return None if parse_day(value) else f"“{fact.label}”应为真实的日期，写作 YYYY-MM-DD。"


_CHECKS: Final[Mapping[FactType, Callable[[Fact, object], str | None]]] = {
    FactType.YUAN: number_problem,
    FactType.RATIO: number_problem,
    FactType.COUNT: _count_problem,
    FactType.SET: _set_problem,
    FactType.BOOLEAN: _boolean_problem,
    FactType.DATE: _date_problem,
}


def value_problem(fact: Fact, value: object) -> str | None:
    """What is wrong with a value that a profile states for a fact, or None. Missing (None) is never wrong."""
    return None if value is None else _CHECKS.get(fact.type, code_value_problem)(fact, value)
