"""A city of enterprises as arrays: the same for every engine, made in a second a million.

Facts hang together as in life (revenue, staff, research), many are missing, and industries are now and then
known only coarsely. Derived facts are worked out here in arrays; `tests` of the benchmark hold a sample of
them equal to `matcher.domain.deriving`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from benchmarks.matching.sizes import possible_sizes
from matcher.domain.engine import Engine, Saved
from shared.criteria.catalogue import FACTS

AS_OF: Final = date(2026, 11, 23)
_LAST_FOUNDED: Final = date(2026, 10, 31).toordinal()

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Coded:
    """A column of codes: `rows` index `values` from 1, 0 where the fact is missing."""

    values: Sequence[Any]
    rows: NDArray[Any]


@dataclass(frozen=True)
class City:
    """Enterprises in columns; numbers and days (as ordinals) are doubles, not a number where missing."""

    count: int
    numbers: dict[str, Floats]
    codes: dict[str, Coded]

    def engine(self) -> Engine:
        """All of them in the matcher's own engine."""
        columns: dict[str, Saved] = {name: ({}, rows) for name, rows in self.numbers.items()}
        columns["founded_on"] = ({}, self.numbers["founded_on"].astype("f4"))
        for name, coded in self.codes.items():
            values = [sorted(value) if isinstance(value, frozenset) else value for value in coded.values]
            columns[name] = ({"values": values}, coded.rows)
        return Engine.of_columns(BitMap(range(self.count)), columns)


_REGIONS: Final = {
    "310107": 80,
    "310107005": 6,
    "310106": 4,
    "310115": 4,
    "310000": 2,
    "320500": 2,
    "330100": 2,
}
_CODES: Final[Mapping[str, Mapping[str, float]]] = {
    "entity_type": {"company": 84, "individual_business": 7, "partnership": 4, "sole_proprietorship": 3,
                    "non_profit": 1, "cooperative": 1},
    "ownership": {"private": 78, "foreign": 6, "hmt": 4, "mixed": 6, "state": 4, "collective": 2},
    "listing": {"unlisted": 96, "neeq": 1.5, "main_board": 1, "star": 0.5, "chinext": 0.5, "bse": 0.5},
    "credit_status": {"normal": 94, "abnormal_operations": 4, "serious_dishonesty": 2},
}  # fmt: skip
_SETS: Final[Mapping[str, tuple[float, int]]] = {
    "qualifications": (0.07, 3),
    "parks": (0.1, 1),
    "tags": (0.12, 3),
}
_INDUSTRIES: Final = (
    "C", "39", "3911", "3912", "3921", "3971", "35", "3521", "2710", "2720", "I", "65", "6511", "6513",
    "6520", "6531", "6540", "6550", "64", "6420", "7310", "7320", "7350", "7511", "7520", "51", "5151",
    "5162", "5174", "52", "5211", "5252", "5292", "61", "6110", "6120", "62", "6210", "7010", "702", "72",
    "7211", "7251", "E", "4710", "4813", "54", "5431", "59", "5960", "83", "8391", "8511", "90", "8810",
    "0111", "4411", "66", "6713",
)  # fmt: skip
_MISSING: Final = {
    "tax_region": 5, "entity_type": 3, "ownership": 12, "listing": 6, "credit_status": 4, "founded_on": 3,
    "above_scale": 12, "qualifications": 10, "parks": 25, "tags": 35, "revenue": 12, "total_assets": 25,
    "revenue_previous": 22, "registered_capital": 8, "rd_spend": 28, "rd_staff": 35, "tax_paid": 24,
    "employees": 10, "invention_patents": 22, "debt_ratio": 40,
}  # fmt: skip


def city(count: int, seed: int = 310107) -> City:
    """Make `count` enterprises; one seed always gives the same."""
    choose = np.random.default_rng(seed)
    numbers = _money(choose, count)
    numbers["founded_on"] = np.floor(_LAST_FOUNDED - choose.beta(1.2, 3, count) * 9500)
    codes = {name: _picked(choose, count, weights) for name, weights in _CODES.items()}
    for name in ("registered_region", "tax_region"):
        codes[name] = _picked(choose, count, _REGIONS)
    weights = {code: 1 + 1 / (1 + index % 7) for index, code in enumerate(_INDUSTRIES)}
    codes["industry"] = _picked(choose, count, weights)
    codes |= {name: _sets(choose, count, name) for name in _SETS}
    above = np.where(numbers["revenue"] >= 2e7, 1, 2).astype("u2")
    codes["above_scale"] = Coded([True, False], above)
    for name, share in _MISSING.items():
        gone = choose.random(count, dtype="f4") * 100 < share
        if name in numbers:
            numbers[name][gone] = np.nan
        else:
            codes[name].rows[gone] = 0
    _derive(numbers)
    codes["size"] = Coded(*possible_sizes(codes["industry"].values, codes["industry"].rows, numbers))
    return City(count, numbers, codes)


def _money(choose: np.random.Generator, count: int) -> dict[str, Floats]:
    revenue = np.round(choose.lognormal(15.2, 1.7, count), -4)
    intensity = np.clip(choose.normal(0.03, 0.03, count), 0, None)
    employees = np.maximum(1, np.round(revenue / 600_000 * choose.uniform(0.5, 1.6, count)))
    return {
        "revenue": revenue,
        "revenue_previous": np.round(revenue / np.clip(1 + choose.normal(0.06, 0.2, count), 0.3, None), -3),
        "total_assets": np.round(revenue * choose.uniform(0.4, 1.6, count), -3),
        "registered_capital": choose.choice([5e5, 1e6, 2e6, 5e6, 1e7, 3e7], count),
        "tax_paid": np.round(revenue * choose.uniform(0.005, 0.06, count), -2),
        "debt_ratio": np.round(choose.beta(3, 3.2, count) * 1.1, 2),
        "employees": employees,
        "rd_spend": np.round(revenue * intensity, -3),
        "rd_staff": np.minimum(employees, np.round(employees * np.clip(intensity * 4, 0, 0.8))),
        "invention_patents": np.floor(choose.exponential(1 + intensity * 60)),
    }


def _derive(numbers: dict[str, Floats]) -> None:
    """Ratios of whole numbers: the double nearest to the quotient, as the matcher derives them."""
    revenue, previous = numbers["revenue"], numbers["revenue_previous"]
    pairs = {
        "rd_intensity": (numbers["rd_spend"], revenue),
        "revenue_growth": (revenue - previous, previous),
        "rd_staff_ratio": (numbers["rd_staff"], numbers["employees"]),
    }
    for name, (above, below) in pairs.items():
        with np.errstate(divide="ignore", invalid="ignore"):
            numbers[name] = np.where(below == 0, np.nan, above / below)


def _picked(choose: np.random.Generator, count: int, weights: Mapping[str, float]) -> Coded:
    edges = np.cumsum(list(weights.values())) / sum(weights.values())
    rows = np.searchsorted(edges, choose.random(count, dtype="f4"), side="right")
    return Coded(list(weights), (np.minimum(rows, len(weights) - 1) + 1).astype("u2"))


def _sets(choose: np.random.Generator, count: int, name: str) -> Coded:
    """Each code with a share of holders, at most so many codes together."""
    share, most = _SETS[name]
    held = np.zeros(count, dtype="u4")
    codes = list(FACTS[name].codes)
    for bit in range(len(codes)):
        takes = (choose.random(count, dtype="f4") < share) & (np.bitwise_count(held) < most)
        held |= takes.astype("u4") << np.uint32(bit)
    found, rows = np.unique(held, return_inverse=True)
    values = [
        frozenset(code for bit, code in enumerate(codes) if mask >> bit & 1) for mask in map(int, found)
    ]
    return Coded(values, (rows + 1).astype("u2"))
