"""Values that a fact could be changed to: those at the edge of what conditions ask for."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final

from matcher.domain.ages import latest_birth
from matcher.domain.ways.routes import Demand
from shared.criteria import FACTS, FactType
from shared.criteria.catalogue import HIERARCHIES, NUMBERS
from shared.criteria.code_tables import code_table

_STEPS: Final = {FactType.YUAN: Decimal(1), FactType.COUNT: Decimal(1), FactType.RATIO: Decimal("0.0001")}
_Numbers = Iterator[int | float]


def candidates(
    fact: str,
    demands: Sequence[Demand],
    now: Any,  # noqa: ANN401 (of any fact)
    as_of: date,
) -> Iterable[Any]:
    """Values worth trying for demands on a fact, nearest to the present one first."""
    kind = FACTS[fact].type
    if kind in NUMBERS:
        found = set(_numbers(kind, demands))
        return sorted(found, key=lambda number: (abs(number - (now or 0)), number))
    if kind is FactType.SET:
        return _sets(demands, frozenset(now or ()))
    if kind in HIERARCHIES:
        return _codes_in(kind, demands)
    if kind is FactType.DATE:
        return _days(demands, as_of)
    return (True, False) if kind is FactType.BOOLEAN else tuple(FACTS[fact].codes)


def ratio_inputs(bounds: Iterable[float], divisor: float, *, growth: bool) -> _Numbers:
    """Numerators in whole units at the edge of a ratio; of a growth, the sum that has grown."""
    for bound in bounds:
        exact = Decimal(str(bound)) * Decimal(str(divisor)) + (Decimal(str(divisor)) if growth else 0)
        for rounding in (ROUND_FLOOR, ROUND_CEILING):
            whole = exact.quantize(Decimal(1), rounding)
            yield from (int(whole) - 1, int(whole), int(whole) + 1)


def bounds_of(demands: Iterable[Demand]) -> list[float]:
    """The numbers that conditions name."""
    values = [demand.leaf.node["value"] for demand in demands]
    return [number for value in values for number in (value if isinstance(value, list) else [value])]


def _numbers(kind: FactType, demands: Iterable[Demand]) -> _Numbers:
    whole = kind is FactType.COUNT
    for bound in bounds_of(demands):
        exact = Decimal(str(bound))
        for number in (exact, exact - _STEPS[kind], exact + _STEPS[kind]):
            yield _plain(max(Decimal(0), number.to_integral_value(ROUND_CEILING)) if whole else number)


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _sets(demands: Sequence[Demand], now: frozenset[str]) -> Iterator[list[str]]:
    """Fewest additions first: what must be there, then one of what may be, without what must not."""
    gained, lost = set(now), set[str]()
    choices: list[list[str]] = [[]]
    for demand in demands:
        codes, op = demand.leaf.node["value"], demand.leaf.node["op"]
        if (op == "has_all") and demand.wanted:
            gained |= set(codes)
        elif op == "has_all":
            choices = [[*before, f"-{code}"] for before in choices for code in codes][:50]
        elif (op == "has_any") == demand.wanted:
            held = [code for code in codes if code in gained]
            choices = [[*before, code] for before in choices for code in (held or codes)][:50]
        else:
            lost |= set(codes)
    for choice in choices:
        added = {code for code in choice if not code.startswith("-")}
        removed = {code[1:] for code in choice if code.startswith("-")}
        yield sorted((gained | added) - lost - removed)


def _days(demands: Iterable[Demand], as_of: date) -> Iterator[str]:
    for demand in demands:
        value = demand.leaf.node["value"]
        if demand.leaf.node["op"].startswith("age_"):
            days = [latest_birth(value, as_of)]
        else:
            days = [date.fromisoformat(day) for day in (value if isinstance(value, list) else [value])]
        for day in days:
            if day is not None and date.min < day < date.max:
                yield from ((day + timedelta(days=shift)).isoformat() for shift in (0, -1, 1))


def _codes_in(kind: FactType, demands: Sequence[Demand]) -> Iterator[str]:
    """Codes that conditions name, then every other of the highest level."""
    for demand in demands:
        yield from demand.leaf.node["value"]
    top = 1 if kind is FactType.INDUSTRY else 2
    yield from (code for code in code_table(kind).entries if len(code) == top)
