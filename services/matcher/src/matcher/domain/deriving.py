"""What a profile implies beyond what it states: ratios, and the size of the enterprise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from sys import float_info
from typing import Any, Final

from matcher.domain.sizing import possible_sizes

Number = int | float


@dataclass(frozen=True, slots=True)
class Known:
    """A profile as evaluators see it: `values` has no null; `sizes` are the classes that remain possible."""

    values: Mapping[str, Any]
    sizes: frozenset[str]


def derive(facts: Mapping[str, Any]) -> Known:
    """Complete the facts of a profile; a stated value wins over a derived one."""
    values: dict[str, Any] = {name: _frozen(value) for name, value in facts.items() if value is not None}
    for name, (numerator, divisor) in _RATIOS.items():
        if name not in values and (ratio := _ratio(numerator(values), values.get(divisor))) is not None:
            values[name] = ratio
    sizes = possible_sizes(values)
    if len(sizes) == 1:
        values["size"] = next(iter(sizes))
    return Known(values, sizes)


def _frozen(value: object) -> object:
    return frozenset(value) if isinstance(value, list) else value


def _growth(values: Mapping[str, Any]) -> Number | Fraction | None:
    revenue, previous = values.get("revenue"), values.get("revenue_previous")
    if revenue is None or previous is None:
        return None
    if isinstance(revenue, int) and isinstance(previous, int):
        return revenue - previous
    return _exact(revenue) - _exact(previous)


_RATIOS: Final[dict[str, tuple[Callable[[Mapping[str, Any]], Number | Fraction | None], str]]] = {
    "rd_intensity": (lambda values: values.get("rd_spend"), "revenue"),
    "revenue_growth": (_growth, "revenue_previous"),
    "rd_staff_ratio": (lambda values: values.get("rd_staff"), "employees"),
}

RATIO_INPUTS: Final = {
    "rd_intensity": frozenset({"rd_spend", "revenue"}),
    "revenue_growth": frozenset({"revenue", "revenue_previous"}),
    "rd_staff_ratio": frozenset({"rd_staff", "employees"}),
}
"""The stated facts that each ratio is made of."""

SIZE_INPUTS: Final = frozenset({"industry", "employees", "revenue", "total_assets"})
"""The stated facts that the size is made of."""


def _exact(number: Number | Fraction) -> Fraction:
    # A float stands for the decimal that was written, so that 1.1 − 1.0 is exactly 0.1.
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def _ratio(numerator: Number | Fraction | None, divisor: Number | None) -> float | None:
    """The double nearest to the exact quotient, so that 3 of 100 equals a threshold written 0.03."""
    if numerator is None or divisor is None or divisor == 0:
        return None
    try:
        if isinstance(numerator, int) and isinstance(divisor, int):
            # Python divides whole numbers to the nearest double, and twenty times faster.
            return numerator / divisor
        return float(_exact(numerator) / _exact(divisor))
    except OverflowError:
        return float_info.max if (numerator > 0) is (divisor > 0) else -float_info.max
