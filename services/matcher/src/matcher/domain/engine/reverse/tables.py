"""For one fact and one place in the trees: which policies a value hits.

In an `all` a leaf hits where it is not true (the true bit) or false (the possible bit, too), so that whoever
is not hit holds. In an `any` it hits where it is true (both bits) or unknown (the possible bit). What is
missing hits all alike.
"""

from bisect import bisect_right, insort
from collections.abc import Hashable, Sequence
from datetime import date
from math import inf
from typing import Any, Final, Protocol

from matcher.domain.deriving import Known
from matcher.domain.engine.numbers import bounds_of
from matcher.domain.engine.reverse.groups import Leaf
from matcher.domain.engine.reverse.lanes import BOTH, POSSIBLE, TRUE, lane
from matcher.domain.leaves import holds
from matcher.domain.truth import Truth, none_of
from shared.criteria.values import parse_period

_MOST_REMEMBERED: Final = 4096
_STRIDE: Final = 32
_HITS_ALL: Final[dict[Truth, int]] = {True: 0, None: TRUE, False: BOTH}
_HITS_ANY: Final[dict[Truth, int]] = {True: BOTH, None: POSSIBLE, False: 0}


class Table(Protocol):
    """The leaves of many policies about one fact."""

    def put(self, number: int, leaves: Sequence[Leaf]) -> None: ...
    def drop(self, number: int) -> None: ...
    def hits(self, value: Any) -> int:  # noqa: ANN401 (a value of the fact's type, None if missing)
        """The lanes that a value hits."""
        ...


class ValueTable:
    """Codes, hierarchies and sets: what a value hits is worked out once and remembered."""

    def __init__(self, fact: str, is_all: bool) -> None:
        self._fact = fact
        self._codes = _HITS_ALL if is_all else _HITS_ANY
        self._asked: dict[Hashable, tuple[Sequence[Leaf], int]] = {}
        self._key_of: dict[int, Hashable] = {}
        self._remembered: dict[Any, int] = {}

    def put(self, number: int, leaves: Sequence[Leaf]) -> None:
        key = tuple((leaf.node["op"], repr(leaf.node["value"]), leaf.negated) for leaf in leaves)
        self._key_of[number] = key
        self._asked[key] = (leaves, self._asked.get(key, (leaves, 0))[1] | lane(number, 1))
        for value in self._remembered:
            self._remembered[value] |= lane(number, self._code(leaves, value))

    def drop(self, number: int) -> None:
        key = self._key_of.pop(number)
        leaves, lanes = self._asked.pop(key)
        if remaining := lanes & ~lane(number):
            self._asked[key] = (leaves, remaining)
        for value in self._remembered:
            self._remembered[value] &= ~lane(number)

    def hits(self, value: Any) -> int:  # noqa: ANN401
        found = self._remembered.get(value)
        if found is None:
            found = 0
            for leaves, lanes in self._asked.values():
                if code := self._code(leaves, value):
                    found |= lanes * code
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[value] = found
        return found

    def _code(self, leaves: Sequence[Leaf], value: Any) -> int:  # noqa: ANN401
        """A group's leaves about one fact hit as one: any of them does."""
        known = Known({}, value) if self._fact == "size" else Known({self._fact: value}, frozenset())
        code = 0
        for leaf in leaves:
            truth = holds(dict(leaf.node), known, date.min)
            code |= self._codes[none_of(truth) if leaf.negated else truth]
        return code


class NumberTable:
    """Numbers, days and ages: the values are cut where a policy changes between being hit and not.

    Between two cuts every value hits the same policies. Every 32nd of these sets is kept; the others are made
    from the one before by turning the policies around that change there, and the ones in use are remembered.
    """

    def __init__(self, is_all: bool) -> None:
        self._is_all = is_all
        self.cuts: list[float] = []
        self._turning: dict[float, list[int]] = {}
        self._of: dict[int, list[float]] = {}
        self._lowest = 0
        self._missing = 0
        self._kept: list[int] = []
        self._remembered: dict[int, int] = {}

    def put(self, number: int, leaves: Sequence[Leaf]) -> None:
        ranges = [_range_of(leaf) for leaf in leaves]
        cuts = sorted({cut for low, high, _ in ranges for cut in (low, high) if abs(cut) != inf})
        hit = self._is_hit(ranges, -inf)
        self._lowest |= lane(number, BOTH * hit)
        self._missing |= lane(number, TRUE if self._is_all else POSSIBLE)
        self._of[number] = []
        for cut in cuts:
            before, hit = hit, self._is_hit(ranges, cut)
            if hit is not before:
                self._of[number].append(cut)
                if cut not in self._turning:
                    insort(self.cuts, cut)
                self._turning.setdefault(cut, []).append(number)
        self._forget()

    def drop(self, number: int) -> None:
        for cut in self._of.pop(number):
            self._turning[cut].remove(number)
            if not self._turning[cut]:
                del self._turning[cut]
                self.cuts.pop(bisect_right(self.cuts, cut) - 1)
        self._lowest &= ~lane(number)
        self._missing &= ~lane(number)
        self._forget()

    def hits(self, value: float | None) -> int:
        if value is None:
            return self._missing
        place = bisect_right(self.cuts, value)
        found = self._remembered.get(place)
        if found is None:
            found = self._remembered[place] = self._made(place)
        return found

    def _is_hit(self, ranges: Sequence[tuple[float, float, bool]], value: float) -> bool:
        holding = [(low <= value < high) is not negated for low, high, negated in ranges]
        return not all(holding) if self._is_all else any(holding)

    def _made(self, place: int) -> int:
        if not self._kept:
            self._keep()
        if len(self._remembered) > _MOST_REMEMBERED // 4:
            self._remembered.clear()
        start = place // _STRIDE
        return self._turned(self._kept[start], start * _STRIDE, place)

    def _keep(self) -> None:
        lanes = self._lowest
        self._kept = [lanes]
        for start in range(0, len(self.cuts) - _STRIDE + 1, _STRIDE):
            lanes = self._turned(lanes, start, start + _STRIDE)
            self._kept.append(lanes)

    def _turned(self, lanes: int, start: int, stop: int) -> int:
        numbers = [number for cut in self.cuts[start:stop] for number in self._turning[cut]]
        if not numbers:
            return lanes
        octets = bytearray((max(lanes.bit_length(), 2 * max(numbers) + 2) + 7) // 8)
        for number in numbers:
            octets[number >> 2] ^= BOTH << 2 * (number & 3)
        return lanes ^ int.from_bytes(octets, "little")

    def _forget(self) -> None:
        self._kept.clear()
        self._remembered.clear()


def _range_of(leaf: Leaf) -> tuple[float, float, bool]:
    op, operand = leaf.node["op"], leaf.node["value"]
    if op in ("age_gte", "age_lt"):
        years, months = parse_period(operand) or (0, 0)
        return 12 * years + months, inf, (op == "age_lt") is not leaf.negated
    low, high, negated = bounds_of(op, operand, date.min)
    return low, high, negated is not leaf.negated
