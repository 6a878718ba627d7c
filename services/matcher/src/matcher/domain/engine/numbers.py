"""Numbers and days in memory."""

from collections.abc import Callable, Mapping
from datetime import date
from math import inf, isnan, nan, nextafter
from typing import Any, Final

import numpy as np
from pyroaring import BitMap

from matcher.domain.ages import latest_birth
from matcher.domain.engine.columns import Arrays
from matcher.domain.engine.packing import bitmap_where
from matcher.domain.engine.pairs import Terms
from matcher.domain.engine.rows import Rows
from matcher.domain.engine.thresholds import Thresholds
from shared.criteria.catalogue import Fact, FactType

Bounds = tuple[float, float, bool]
"""From the first, up to but without the second; `True` where it is the rest that is meant."""


def bounds_of(op: str, operand: Any, as_of: date) -> Bounds:  # noqa: ANN401 (of the operator's type)
    """A condition on a number or a day as a half-open range of doubles.

    Doubles hold every whole yuan that is allowed, and what is greater than x begins at the next double.
    """
    return _BOUNDS[op](operand, as_of)


def _after(value: float) -> float:
    return nextafter(value, inf)


def _day(value: str) -> int:
    return date.fromisoformat(value).toordinal()


def _between(operand: Any, _: date) -> Bounds:  # noqa: ANN401
    low, high = operand
    if isinstance(low, str):
        return _day(low), _day(high) + 1, False
    return low, _after(high), False


def _born_before(period: str, as_of: date, *, negated: bool) -> Bounds:
    latest = latest_birth(period, as_of)
    return -inf, latest.toordinal() + 1 if latest else -inf, negated


_BOUNDS: Final[dict[str, Callable[[Any, date], Bounds]]] = {
    "eq": lambda value, _: (value, _after(value), False),
    "ne": lambda value, _: (value, _after(value), True),
    "gte": lambda value, _: (value, inf, False),
    "gt": lambda value, _: (_after(value), inf, False),
    "lt": lambda value, _: (value, inf, True),
    "lte": lambda value, _: (_after(value), inf, True),
    "between": _between,
    "on_or_after": lambda value, _: (_day(value), inf, False),
    "on_or_before": lambda value, _: (_day(value) + 1, inf, True),
    "age_gte": lambda period, as_of: _born_before(period, as_of, negated=False),
    "age_lt": lambda period, as_of: _born_before(period, as_of, negated=True),
}


class NumberColumn:
    """A double for each profile, a day as its ordinal; no number where it is missing."""

    def __init__(self, fact: Fact) -> None:
        self._type = fact.type
        self._rows = Rows("f8", nan)
        self._missing = BitMap()
        self._thresholds = Thresholds(self._rows)

    def put(self, number: int, value: Any) -> None:  # noqa: ANN401
        if value is None:
            self._missing.add(number)
            stored = nan
        else:
            self._missing.discard(number)
            stored = _day(value) if self._type is FactType.DATE else value
        before = self._rows[number]
        if stored != before and not (stored != stored and before != before):  # noqa: PLR0124 (not a number)
            self._rows[number] = stored
            self._thresholds.touch(number)

    def drop(self, number: int) -> None:
        self.put(number, None)
        self._missing.discard(number)

    def get(self, number: int) -> Any:  # noqa: ANN401
        value = float(self._rows[number])
        if isnan(value):
            return None
        if self._type is FactType.DATE:
            return date.fromordinal(int(value)).isoformat()
        return int(value) if value.is_integer() and self._type is not FactType.RATIO else value

    def terms(self, op: str, operand: Any, as_of: date) -> Terms:  # noqa: ANN401
        low, high, negated = bounds_of(op, operand, as_of)
        if low == -inf:
            return self._below(high, negated)
        inside = self._thresholds.at_or_above(low)
        if high != inf:
            inside = inside - self._thresholds.at_or_above(high)
        return Terms(inside, self._missing, negated)

    def _below(self, high: float, negated: bool) -> Terms:
        """Below `high` is everybody but those above it, which is the opposite of being above it."""
        above = self._thresholds.at_or_above(high)
        return Terms(above, self._missing, not negated)

    def most(self, op: str, operand: Any, as_of: date, everyone: int) -> tuple[int, int]:  # noqa: ANN401
        low, high, negated = bounds_of(op, operand, as_of)
        missing = len(self._missing)
        if low == -inf:
            low, high, negated = high, inf, not negated
        count = self._thresholds.count(low)
        inside = (everyone - missing) // 2 if count is None else count
        if high != inf and (beyond := self._thresholds.count(high)) is not None:
            inside = max(0, inside - beyond)
        return (everyone - missing - inside if negated else inside), missing

    def bitmaps(self) -> list[BitMap]:
        return [self._missing, *self._thresholds.bitmaps()]

    def save(self) -> tuple[dict[str, Any], Arrays]:
        return {}, {"rows": self._rows.all}

    def load(self, said: Mapping[str, Any], arrays: Arrays, everyone: BitMap) -> None:
        self._rows.fill(arrays["rows"])
        self._thresholds.clear()
        self._missing = everyone & bitmap_where(np.isnan(self._rows.all))
