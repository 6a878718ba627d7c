"""Numbers and days in memory."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from math import inf, isnan, nan, nextafter
from typing import Any, Final

import numpy as np

from matcher.domain.ages import latest_birth
from matcher.domain.engine.columns import Saved, Want
from matcher.domain.engine.rows import Budget, Rows
from matcher.domain.engine.words import Numbers, Words, clear
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


@lru_cache(maxsize=65536)
def _day(value: str) -> int:
    return date.fromisoformat(value).toordinal()


@lru_cache(maxsize=65536)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


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


_KNOWN: Final = "known"
_FROM: Final = "from"


class NumberColumn:
    """A double for each profile, a day as its ordinal; not a number where it is missing.

    Of each bound in use those below it are kept, or those from it on, or both.
    """

    def __init__(self, fact: Fact, budget: Budget) -> None:
        self._type = fact.type
        self._rows = Rows("f4" if fact.type is FactType.DATE else "f8", nan, budget)

    def grow(self, capacity: int) -> None:
        self._rows.grow(capacity)

    def put(self, number: int, value: Any) -> None:  # noqa: ANN401
        if value is None:
            if not isnan(self._rows.values[number]):
                self._rows.put(number, nan)
            return
        stored = _day(value) if self._type is FactType.DATE else value
        if stored != self._rows.values[number]:
            self._rows.put(number, stored)

    def put_all(self, numbers: Numbers, values: Sequence[Any]) -> None:
        if self._type is FactType.DATE:
            values = [None if value is None else _day(value) for value in values]
        # NumPy makes of None what is not a number.
        self._rows.put_all(numbers, np.array(values, dtype=np.float64))

    def get(self, number: int) -> Any:  # noqa: ANN401
        return self._spelled(float(self._rows.values[number]))

    def get_all(self, numbers: Numbers) -> list[Any]:
        return [self._spelled(value) for value in self._rows.values[numbers].tolist()]

    def _spelled(self, value: float) -> Any:  # noqa: ANN401
        """A value as it was stated."""
        if isnan(value):
            return None
        if self._type is FactType.DATE:
            return _iso(int(value))
        return int(value) if value.is_integer() and self._type is not FactType.RATIO else value

    def keep(self, some: Words, op: str, operand: Any, as_of: date, want: Want) -> None:  # noqa: ANN401
        low, high, negated = bounds_of(op, operand, as_of)
        if low != -inf and high != inf:
            self._keep_between(some, low, high, want, inside=want.holding is not negated)
            return
        # One side of one bound. Whose value is missing is on neither, and so kept by clearing the other side.
        bound, below = (high, want.holding is not negated) if low == -inf else (low, want.holding is negated)
        if want.or_unknown:
            clear(some, self._from(bound) if below else self._below(bound))
        else:
            np.bitwise_and(some, self._below(bound) if below else self._from(bound), out=some)

    def _keep_between(self, some: Words, low: float, high: float, want: Want, *, inside: bool) -> None:
        if inside:
            clear(some, self._below(low))
            clear(some, self._from(high))
        else:
            clear(some, self._below(high) & ~self._below(low))
        if not want.or_unknown:
            np.bitwise_and(some, self._known(), out=some)

    def kept(self, op: str, operand: Any, as_of: date, want: Want) -> int | None:  # noqa: ANN401
        low, high, negated = bounds_of(op, operand, as_of)
        known = self._rows.count(_KNOWN)
        below, under = self._count(low, known), self._count(high, known)
        if below is None or under is None or known is None:
            return None
        inside = max(0, under - below)
        return (known - inside if want.holding is negated else inside) + want.or_unknown * (
            len(self._rows.values) - known
        )

    def settle(self, some: Words, op: str, operand: Any, as_of: date) -> None:  # noqa: ANN401
        np.bitwise_and(some, self._known(), out=some)

    def save(self) -> Saved:
        return {}, self._rows.values

    def load(self, saved: Saved) -> None:
        self._rows.fill(saved[1])

    def _below(self, bound: float) -> Words:
        return self._rows.where(bound, lambda values: values < bound)

    def _from(self, bound: float) -> Words:
        return self._rows.where((_FROM, bound), lambda values: values >= bound)

    def _known(self) -> Words:
        return self._rows.where(_KNOWN, lambda values: ~np.isnan(values))

    def _count(self, bound: float, known: int | None) -> int | None:
        """How many are below a bound, None where nobody asked."""
        if bound == -inf:
            return 0
        below = known if bound == inf else self._rows.count(bound)
        if below is None and known is not None:
            beyond = self._rows.count((_FROM, bound))
            return None if beyond is None else known - beyond
        return below
