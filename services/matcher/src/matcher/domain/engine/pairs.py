"""Three values over many at once: two bitmaps of numbers, on which every connective works."""

from collections.abc import Iterable
from typing import NamedTuple

from pyroaring import BitMap


class Pair(NamedTuple):
    """Where a node is true and where it may be: `true` lies within `possible`, the rest is false.

    With these two, unlike with (true, unknown), `all` is the intersection and `any` the union of each by
    itself. Both may be the same object where nothing is unknown; nobody changes either.
    """

    true: BitMap
    possible: BitMap

    @property
    def unknown(self) -> BitMap:
        """Possible but not true."""
        return self.possible - self.true


class Terms(NamedTuple):
    """A condition as its column answers it: where it holds and where it is unknown, the two apart.

    `negated` says that it is the opposite that was looked up: everybody else holds.
    """

    inside: BitMap
    unknown: BitMap
    negated: bool = False


def within(terms: Terms, some: BitMap, negate: bool) -> Pair:
    """The answer for some numbers, or its opposite."""
    if terms.negated is not negate:
        possible = some - terms.inside
        return Pair(possible - terms.unknown if terms.unknown else possible, possible)
    true = some & terms.inside
    unknown = some & terms.unknown if terms.unknown else terms.unknown
    return Pair(true, true | unknown if unknown else true)


def union(bitmaps: Iterable[BitMap]) -> BitMap:
    """The union of any number of bitmaps, none of them changed; one alone is answered as it is."""
    several = list(bitmaps)
    return several[0] if len(several) == 1 else BitMap.union(BitMap(), *several)


def in_at_least(least: int, bitmaps: Iterable[BitMap]) -> BitMap:
    """Who is in `least` or more of the bitmaps: `counts[i]` are those seen in more than i so far."""
    counts = [BitMap() for _ in range(least)]
    for bitmap in bitmaps:
        for index in range(least - 1, 0, -1):
            counts[index] |= counts[index - 1] & bitmap
        counts[0] |= bitmap
    return counts[-1]
