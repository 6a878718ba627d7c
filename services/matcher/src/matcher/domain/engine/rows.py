"""Typed arrays that grow."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_LEAST: Final = 1024
_GROWTH: Final = 1.125
"""Little at a time: at three million rows the room that is not used yet is part of the memory bar."""


class Rows:
    """A value for each dense number; `empty` where there is none."""

    def __init__(self, dtype: str, empty: float = 0) -> None:
        self._empty = empty
        self.all: NDArray[Any] = np.full(0, empty, dtype=dtype)

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, number: int) -> Any:  # noqa: ANN401 (a scalar of the array's type)
        return self.all[number] if number < len(self.all) else self._empty

    def __setitem__(self, number: int, value: float) -> None:
        if number >= len(self.all):
            grown = np.full(max(_LEAST, int((number + 1) * _GROWTH)), self._empty, dtype=self.all.dtype)
            grown[: len(self.all)] = self.all
            self.all = grown
        self.all[number] = value

    def fill(self, values: NDArray[Any]) -> None:
        """Take an array as it is."""
        self.all = values
