"""Hierarchical codes: regions (GB/T 2260) and industries (GB/T 4754-2017).

A code is known by its chain: itself and everything above it, coarsest first. `391` has the chain
`("C", "39", "391")`, `310107102` has `("31", "3101", "310107", "310107102")`.
"""

import re
from functools import lru_cache
from typing import Final

from shared.criteria.catalogue import FactType

_SECTION_ENDS: Final = {
    "A": 5, "B": 12, "C": 43, "D": 46, "E": 50, "F": 52, "G": 60, "H": 62, "I": 65, "J": 69,
    "K": 70, "L": 72, "M": 75, "N": 79, "O": 82, "P": 83, "Q": 85, "R": 90, "S": 96, "T": 97,
}  # fmt: skip
"""The last division of each section; a section begins after the one before it ends."""

_REGION: Final = re.compile(r"[1-9][0-9](?:[0-9]{2}){0,2}|[1-9][0-9]{5}(?:[0-9]{3}){1,2}")
_REGION_LEVELS: Final = (2, 4, 6, 9, 12)
_INDUSTRY: Final = re.compile(r"[A-T]|[0-9]{2,4}")

_REGION_HELP: Final = "地区代码应为 GB/T 2260 的 2、4 或 6 位数字（街镇为 9 或 12 位），例如 310107。"
_INDUSTRY_HELP: Final = "行业代码应为 GB/T 4754-2017 的门类字母（A 至 T）或 2 至 4 位数字，例如 I、65、6513。"


def section_of(division: int) -> str | None:
    """The section letter that holds a two-digit division, None where there is no such division."""
    if division < 1:
        return None
    return next((letter for letter, last in _SECTION_ENDS.items() if division <= last), None)


def code_problem(fact_type: FactType, code: object) -> str | None:
    """A sentence that says what is allowed, or None where the code is well-formed."""
    if fact_type is FactType.REGION:
        return None if isinstance(code, str) and _REGION.fullmatch(code) else _REGION_HELP
    if not (isinstance(code, str) and _INDUSTRY.fullmatch(code)):
        return _INDUSTRY_HELP
    return None if code.isalpha() or section_of(int(code[:2])) else _INDUSTRY_HELP


def _region_chain(code: str) -> tuple[str, ...]:
    if len(code) == 6:
        code = (
            code.removesuffix("00").removesuffix("00") if code.endswith("0000") else code.removesuffix("00")
        )
    return tuple(code[:level] for level in _REGION_LEVELS if level <= len(code))


def _industry_chain(code: str) -> tuple[str, ...]:
    if code.isalpha():
        return (code,)
    return (section_of(int(code[:2])) or "", *(code[:level] for level in range(2, len(code) + 1)))


@lru_cache(maxsize=65536)
def chain(fact_type: FactType, code: str) -> tuple[str, ...]:
    """The code in its normal form as the last element, and everything above it, coarsest first."""
    return _region_chain(code) if fact_type is FactType.REGION else _industry_chain(code)


def normal(fact_type: FactType, code: str) -> str:
    """One spelling for one place or industry: `310100` and `3101` are the same."""
    return chain(fact_type, code)[-1]
