"""One fact in every plane: a value is looked up once for all of them."""

from bisect import bisect_right
from typing import Any, Final

from matcher.domain.engine.reverse.layout import Layout, Words
from matcher.domain.engine.reverse.tables import NumberTable

_OCTETS_REMEMBERED: Final = 8 << 20
"""Of one fact: four hundred values under ten thousand policies; the rest is made when it is asked for."""


class FactInPlanes:
    """What a value of the fact hits, plane by plane. Made anew when a policy with the fact comes or goes."""

    def __init__(self, name: str, layout: Layout) -> None:
        self._layout = layout
        self._tables = [plane.tables.get(name) for plane in layout.planes]
        numbers = [table for table in self._tables if isinstance(table, NumberTable)]
        self._cuts = sorted({cut for table in numbers for cut in table.cuts}) if numbers else None
        self._remembered: dict[Any, Words] = {}
        self._most = max(16, _OCTETS_REMEMBERED // (len(self._tables) * layout.width))

    def hits(self, value: Any) -> Words:  # noqa: ANN401 (a value of the fact's type, None if missing)
        """The lanes that the value hits, laid out."""
        key = value if self._cuts is None or value is None else bisect_right(self._cuts, value)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= self._most:
                del self._remembered[next(iter(self._remembered))]
            lanes = (table.hits(value) if table else 0 for table in self._tables)
            found = self._remembered[key] = self._layout.row(lanes)
        return found
