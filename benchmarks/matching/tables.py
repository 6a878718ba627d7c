"""The city as plain columns for SQL engines and data frames: numbers, codes, a column for each level."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.data import City
from benchmarks.matching.sql import LEVELS, number_of
from shared.criteria.catalogue import FACTS, HIERARCHIES, FactType
from shared.criteria.codes import chain

Masked = tuple[NDArray[Any], NDArray[np.bool_]]
"""Values, and where they are missing."""


def columns(city: City) -> dict[str, Masked]:
    """Each column with its mask of missing values."""
    found: dict[str, Masked] = {name: (rows, np.isnan(rows)) for name, rows in city.numbers.items()}
    for name, coded in city.codes.items():
        fact = FACTS[name]
        if fact.type in HIERARCHIES:
            found |= _levels(name, fact.type, list(coded.values), coded.rows)
        elif fact.type is FactType.SET:
            codes = list(fact.codes)
            masks = np.array(
                [0, *(sum(1 << codes.index(code) for code in held) for held in coded.values)], "i4"
            )
            found[name] = (masks[coded.rows], coded.rows == 0)
        else:
            found[name] = (coded.rows.astype("i4"), coded.rows == 0)
    return found


def _levels(name: str, fact_type: FactType, values: list[str], rows: NDArray[Any]) -> dict[str, Masked]:
    found = {}
    for level in range(LEVELS):
        links = [chain(fact_type, value) for value in values]
        numbers = np.array([0, *(number_of(each[level]) if level < len(each) else 0 for each in links)], "i8")
        if numbers.any():
            found[f"{name}_{level}"] = (numbers[rows], numbers[rows] == 0)
    return found
