"""Size of an enterprise by 国统字〔2017〕213号, three-valued: the set of classes that remain possible."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from shared.criteria.catalogue import SIZES, FactType
from shared.criteria.codes import chain

ALL_SIZES: Final = frozenset(SIZES)
_WAN: Final = 10_000

_Bounds = tuple[int, int, int]
_Row = Mapping[str, _Bounds]


def _row(x: _Bounds | None = None, y: _Bounds | None = None, z: _Bounds | None = None) -> _Row:
    """Lower bounds of large, medium and small: X employees, Y revenue and Z total assets in 万元."""
    row: dict[str, _Bounds] = {}
    if x:
        row["employees"] = x
    for name, bounds in (("revenue", y), ("total_assets", z)):
        if bounds:
            row[name] = (bounds[0] * _WAN, bounds[1] * _WAN, bounds[2] * _WAN)
    return row


_AGRICULTURE: Final = _row(y=(20000, 500, 50))
_INDUSTRY: Final = _row((1000, 300, 20), (40000, 2000, 300))
_CONSTRUCTION: Final = _row(y=(80000, 6000, 300), z=(80000, 5000, 300))
_TRANSPORT: Final = _row((1000, 300, 20), (30000, 3000, 200))
_HOSPITALITY: Final = _row((300, 100, 10), (10000, 2000, 100))
_TELECOMS: Final = _row((2000, 100, 10), (100000, 1000, 100))
_OTHERS: Final = _row((300, 100, 10))

_ROWS: Final[Mapping[str, _Row]] = {
    "A": _AGRICULTURE,
    **dict.fromkeys(("B", "C", "D"), _INDUSTRY),
    "E": _CONSTRUCTION,
    "51": _row((200, 20, 5), (40000, 5000, 1000)),
    "52": _row((300, 50, 10), (20000, 500, 100)),
    **dict.fromkeys(("54", "55", "56", "57", "58"), _TRANSPORT),
    "59": _row((200, 100, 20), (30000, 1000, 100)),
    "60": _row((1000, 300, 20), (30000, 2000, 100)),
    **dict.fromkeys(("61", "62"), _HOSPITALITY),
    **dict.fromkeys(("63", "64"), _TELECOMS),
    "65": _row((300, 100, 10), (10000, 1000, 50)),
    "701": _row(y=(200000, 1000, 100), z=(10000, 5000, 2000)),
    "702": _row((1000, 300, 100), (5000, 1000, 500)),
    "L": _row((300, 100, 10), z=(120000, 8000, 100)),
    **dict.fromkeys(("M", "N", "O", "R", "85"), _OTHERS),
}


@lru_cache(maxsize=4096)
def _row_of(industry: str | None) -> _Row | None:
    """The row that an industry falls under; None where it has none or is too coarse to choose one."""
    if industry is None:
        return None
    links = chain(FactType.INDUSTRY, industry)
    found = next((_ROWS[link] for link in links if link in _ROWS), None)
    if found is None and links[0] == "K" and len(links) > 2:
        return _OTHERS
    return found


_RANGES: Final = {
    (lowest, highest): frozenset(SIZES[lowest : highest + 1])
    for highest in range(len(SIZES))
    for lowest in range(highest + 1)
}


def possible_sizes(values: Mapping[str, Any]) -> frozenset[str]:
    """The classes that remain possible; a stated size is the only one.

    Known inputs bound the class from above; while any input is missing every lower class stays possible.
    """
    if (stated := values.get("size")) is not None:
        return frozenset({stated})
    row = _row_of(values.get("industry"))
    if row is None:
        return ALL_SIZES
    known = {name: value for name in row if (value := values.get(name)) is not None}
    highest = min((_class_of(value, row[name]) for name, value in known.items()), default=len(SIZES) - 1)
    lowest = highest if len(known) == len(row) else 0
    return _RANGES[lowest, highest]


def _class_of(value: float, bounds: _Bounds) -> int:
    """3 for large down to 0 for micro."""
    return sum(value >= bound for bound in bounds)
