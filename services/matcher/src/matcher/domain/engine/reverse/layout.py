"""The planes side by side in one array of words, so that a fact is laid over all of them in one stroke."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.domain.engine.reverse.groups import Kind
from matcher.domain.engine.reverse.lanes import in_at_least
from matcher.domain.engine.reverse.planes import Plane

Words = NDArray[np.uint64]

_OCTETS: Final = 8
"""In a word."""


class _Child(NamedTuple):
    value: Words
    outside: Words
    """Policies that have nothing at this place."""


class _Place(NamedTuple):
    kind: Kind
    plane: Plane
    value: Words
    children: list[_Child]


class Layout:
    """Which plane is where, for as long as no policy comes or goes. Not safe for several threads at once."""

    def __init__(self, root: Plane, policies: int) -> None:
        self.planes = tuple(root.planes())
        self.width = -(-2 * policies // (_OCTETS * _OCTETS)) * _OCTETS
        """Octets of a plane."""
        self._manual = self.row(plane.manual for plane in self.planes)
        self._flipped = self.row(plane.members if plane.kind == "all" else 0 for plane in self.planes)
        self._outside = ~self.row(plane.members for plane in self.planes)
        self._work = np.empty_like(self._manual)
        of = {plane: self._place(number, plane) for number, plane in enumerate(self.planes)}
        outside = {plane: self._of(self._outside, number) for number, plane in enumerate(self.planes)}
        for plane, place in of.items():
            place.children.extend(_Child(of[child].value, outside[child]) for child in plane.children)
        # What lies within comes first. A place without anything within has its value from the start.
        self._places = [place for place in reversed(of.values()) if place.children]
        self._root = of[root].value

    def fits(self, other: "Layout") -> bool:
        """Whether rows that were made for the other are right for this one, too."""
        return self.width == other.width and self.planes == other.planes

    def row(self, each: Iterable[int]) -> Words:
        """Lanes of every plane, side by side."""
        return np.frombuffer(b"".join(lanes.to_bytes(self.width, "little") for lanes in each), np.uint64)

    def value(self, rows: Iterable[Words]) -> Words:
        """The lanes of the policies that are true or possible, from the rows of what each fact hits."""
        work = self._work
        np.copyto(work, self._manual)
        for row in rows:
            np.bitwise_or(work, row, out=work)
        # In an `all` holds what is not hit.
        np.bitwise_xor(work, self._flipped, out=work)
        for place in self._places:
            self._join(place)
        return self._root.copy()

    def _join(self, place: _Place) -> None:
        value = place.value
        if place.kind == "all":
            for child in place.children:
                np.bitwise_and(value, child.value | child.outside, out=value)
        elif place.kind == "any":
            for child in place.children:
                np.bitwise_or(value, child.value, out=value)
        else:
            several = [int.from_bytes(child.value.tobytes(), "little") for child in place.children]
            enough = place.plane.members & in_at_least(place.plane.least, several)
            value[:] = np.frombuffer(enough.to_bytes(self.width, "little"), np.uint64)

    def _place(self, number: int, plane: Plane) -> _Place:
        return _Place(plane.kind, plane, self._of(self._work, number), [])

    def _of(self, row: Words, number: int) -> "np.ndarray[Any, np.dtype[np.uint64]]":
        words = self.width // _OCTETS
        return row[number * words : (number + 1) * words]
