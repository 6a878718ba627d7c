"""Sizes of many enterprises at once, by the matcher's own table."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.sizing import possible_sizes as possible_sizes_of_one
from shared.criteria.catalogue import SIZES

_INPUTS = ("employees", "revenue", "total_assets")


def possible_sizes(
    industries: Sequence[str], rows: NDArray[Any], numbers: Mapping[str, NDArray[np.float64]]
) -> tuple[list[frozenset[str]], NDArray[Any]]:
    """Sets of classes that remain possible, and for each enterprise which of them, from 1."""
    sets = [frozenset(SIZES[low : high + 1]) for low in range(4) for high in range(low, 4)]
    of = {each: index for index, each in enumerate(sets, start=1)}
    found = np.zeros(len(rows), dtype="u2")
    for code, industry in enumerate(["", *industries]):
        # One enterprise stands for all of an industry that lie between the same bounds of the table.
        whom = np.flatnonzero(rows == code)
        steps = [_steps(numbers[name][whom]) for name in _INPUTS]
        cells, back = np.unique(np.stack(steps), axis=1, return_inverse=True)
        answers = [_one(industry, cell) for cell in cells.T]
        found[whom] = np.array([of[answer] for answer in answers], dtype="u2")[back.ravel()]
    return sets, found


_BOUNDS = np.array(
    sorted(
        {5, 10, 20, 50, 100, 200, 300, 1000, 2000}
        | {
            wan * 10_000
            for wan in (
                50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 6000, 8000, 10000, 20000, 30000, 40000, 80000,
                100000, 120000, 200000,
            )
        }
    ),
    dtype="f8",
)  # fmt: skip
"""Every bound in the table, of any fact."""

_MISSING = -1


def _steps(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.where(np.isnan(values), _MISSING, np.searchsorted(_BOUNDS, values, side="right"))


def _one(industry: str, cell: NDArray[Any]) -> frozenset[str]:
    values: dict[str, Any] = {"industry": industry} if industry else {}
    for name, step in zip(_INPUTS, cell, strict=True):
        if step != _MISSING:
            values[name] = _BOUNDS[step - 1] if step else 0
    return possible_sizes_of_one(values)
