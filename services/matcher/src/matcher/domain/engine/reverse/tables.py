"""For one fact and one place in the trees: which policies a value hits. Numbers, days and ages.

In an `all` a leaf hits where it is not true (the true bit) or false (the possible bit, too), so that whoever
is not hit holds. In an `any` it hits where it is true (both bits) or unknown (the possible bit). What is
missing hits all alike.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from datetime import date
from math import inf
from typing import Any, Final, Protocol

from matcher.domain.engine.numbers import bounds_of
from matcher.domain.engine.reverse.groups import Leaf
from matcher.domain.engine.reverse.lanes import BOTH, POSSIBLE, TRUE, lane
from shared.criteria.values import parse_period

_MOST_TURNED: Final = 16


class Table(Protocol):
    """The leaves of many policies about one fact."""

    def put(self, number: int, leaves: Sequence[Leaf]) -> None: ...
    def drop(self, number: int) -> None: ...
    def hits(self, value: Any) -> int:  # noqa: ANN401 (a value of the fact's type, None if missing)
        """The lanes that a value hits."""
        ...


class NumberTable:
    """Numbers, days and ages: the values are cut where a policy changes between being hit and not.

    Between two cuts every value hits the same policies. Some of these sets are kept; the others are made from
    the one before by turning the policies around that change there, which are never many.
    """

    def __init__(self, is_all: bool) -> None:
        self._is_all = is_all
        self.cuts: list[float] = []
        self._turning: dict[float, list[int]] = {}
        self._of: dict[int, list[float]] = {}
        self._lowest = 0
        self._missing = 0
        self._kept: list[tuple[int, int]] = []
        """At how many cuts, and what is hit beyond these."""

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
        self._kept.clear()

    def drop(self, number: int) -> None:
        for cut in self._of.pop(number):
            self._turning[cut].remove(number)
            if not self._turning[cut]:
                del self._turning[cut]
                self.cuts.pop(bisect_right(self.cuts, cut) - 1)
        self._lowest &= ~lane(number)
        self._missing &= ~lane(number)
        self._kept.clear()

    def hits(self, value: float | None) -> int:
        if value is None:
            return self._missing
        if not self._kept:
            self._keep()
        place = bisect_right(self.cuts, value)
        start, lanes = self._kept[bisect_right(self._kept, place, key=_place_of) - 1]
        return self._turned(lanes, start, place)

    def _is_hit(self, ranges: Sequence[tuple[float, float, bool]], value: float) -> bool:
        holding = [(low <= value < high) is not negated for low, high, negated in ranges]
        return not all(holding) if self._is_all else any(holding)

    def _keep(self) -> None:
        lanes, start, turned = self._lowest, 0, 0
        self._kept = [(0, lanes)]
        for place, cut in enumerate(self.cuts, start=1):
            turned += len(self._turning[cut])
            if turned >= _MOST_TURNED:
                lanes = self._turned(lanes, start, place)
                self._kept.append((place, lanes))
                start, turned = place, 0

    def _turned(self, lanes: int, start: int, stop: int) -> int:
        numbers = [number for cut in self.cuts[start:stop] for number in self._turning[cut]]
        if not numbers:
            return lanes
        octets = bytearray((max(lanes.bit_length(), 2 * max(numbers) + 2) + 7) // 8)
        for number in numbers:
            octets[number >> 2] ^= BOTH << 2 * (number & 3)
        return lanes ^ int.from_bytes(octets, "little")


def _place_of(kept: tuple[int, int]) -> int:
    return kept[0]


def _range_of(leaf: Leaf) -> tuple[float, float, bool]:
    op, operand = leaf.node["op"], leaf.node["value"]
    if op in ("age_gte", "age_lt"):
        years, months = parse_period(operand) or (0, 0)
        return 12 * years + months, inf, (op == "age_lt") is not leaf.negated
    low, high, negated = bounds_of(op, operand, date.min)
    return low, high, negated is not leaf.negated
