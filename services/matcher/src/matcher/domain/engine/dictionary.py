"""Values by small number: a column of codes is an array of these."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any


class Dictionary:
    """Every value that was seen, numbered from 1 in the order of coming; 0 stands for none."""

    def __init__(self) -> None:
        self._ids: dict[Hashable, int] = {None: 0}
        self._values: list[Any] = [None]

    def __len__(self) -> int:
        """How many numbers are given, that of none among them."""
        return len(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values[1:])

    def id_of(self, value: Hashable) -> int:
        """The number of a value, which it gets here if it has none."""
        found = self._ids.get(value)
        if found is None:
            found = self._ids[value] = len(self._values)
            self._values.append(value)
        return found

    def value_of(self, number: int) -> Any:  # noqa: ANN401 (whatever was put in)
        return self._values[number]

    def values_from(self, number: int) -> Sequence[Any]:
        """The values from a number on; at 0 is None."""
        return self._values[number:]
