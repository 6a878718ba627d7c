"""One fact in every plane: a value is looked up once for all of them."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, Final

from matcher.domain.engine.reverse.planes import Plane
from matcher.domain.engine.reverse.tables import NumberTable, Table

_MOST_REMEMBERED: Final = 4096
_Hits = tuple[tuple[Plane, int], ...]


class FactInPlanes:
    """What a value of the fact hits, plane by plane. Made anew when a policy with the fact comes or goes."""

    def __init__(self, tables: Mapping[Plane, Table]) -> None:
        self._tables = tables
        self._cuts: list[float] | None = None
        if any(isinstance(table, NumberTable) for table in tables.values()):
            cuts = (table.cuts for table in tables.values() if isinstance(table, NumberTable))
            self._cuts = sorted(set().union(*cuts))
        self._remembered: dict[Any, _Hits] = {}

    def hits(self, value: Any) -> _Hits:  # noqa: ANN401 (a value of the fact's type, None if missing)
        """The lanes that the value hits in each plane; planes where it hits nothing are left out."""
        key = value if self._cuts is None or value is None else bisect_right(self._cuts, value)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            each = ((plane, table.hits(value)) for plane, table in self._tables.items())
            found = self._remembered[key] = tuple((plane, lanes) for plane, lanes in each if lanes)
        return found
