"""Regions and industries in memory: a bitmap for each node of the tree."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from pyroaring import BitMap

from matcher.domain.engine.columns import Arrays
from matcher.domain.engine.dictionary import Dictionary
from matcher.domain.engine.packing import bitmaps_by_code
from matcher.domain.engine.pairs import Terms, union
from matcher.domain.engine.rows import Rows
from shared.criteria.catalogue import Fact
from shared.criteria.codes import chain

_NOBODY = BitMap()


class HierarchyColumn:
    """For each node those at or under it, and those known no further than it; codes as they were stated."""

    def __init__(self, fact: Fact) -> None:
        self._type = fact.type
        self._dictionary = Dictionary()
        self._rows = Rows("u4")
        self._missing = BitMap()
        self._under: defaultdict[str, BitMap] = defaultdict(BitMap)
        self._exactly: defaultdict[str, BitMap] = defaultdict(BitMap)

    def put(self, number: int, value: str | None) -> None:
        before, after = self._rows[number], self._dictionary.id_of(value)
        if not after:
            self._missing.add(number)
        if before != after:
            self._take_out(number, before)
            self._take_in(number, value)
            self._rows[number] = after

    def drop(self, number: int) -> None:
        self.put(number, None)
        self._missing.discard(number)

    def get(self, number: int) -> Any:  # noqa: ANN401
        return self._dictionary.value_of(self._rows[number])

    def terms(self, op: str, operand: list[str], as_of: date) -> Terms:
        inside, coarse = self._answers(operand)
        within = union(inside)
        unknown = union(coarse) - within | self._missing if coarse else self._missing
        return Terms(within, unknown, op == "not_within")

    def most(self, op: str, operand: Any, as_of: date, everyone: int) -> tuple[int, int]:  # noqa: ANN401
        inside, coarse = (min(everyone, sum(map(len, bitmaps))) for bitmaps in self._answers(operand))
        unknown = len(self._missing) + coarse
        return (everyone - inside if op == "not_within" else inside), unknown

    def bitmaps(self) -> list[BitMap]:
        return [self._missing, *self._under.values(), *self._exactly.values()]

    def save(self) -> tuple[dict[str, Any], Arrays]:
        return {"values": [value for _, value in self._dictionary.values()]}, {"rows": self._rows.all}

    def load(self, said: Mapping[str, Any], arrays: Arrays, everyone: BitMap) -> None:
        for value in said["values"]:
            self._dictionary.id_of(value)
        self._rows.fill(arrays["rows"])
        for code, numbers in bitmaps_by_code(arrays["rows"]):
            if code == 0:
                self._missing = numbers & everyone
                continue
            links = chain(self._type, self._dictionary.value_of(code))
            self._exactly[links[-1]] |= numbers
            for link in links:
                self._under[link] |= numbers

    def _take_out(self, number: int, code: int) -> None:
        if not code:
            self._missing.discard(number)
            return
        links = chain(self._type, self._dictionary.value_of(code))
        self._exactly[links[-1]].discard(number)
        for link in links:
            self._under[link].discard(number)

    def _take_in(self, number: int, value: str | None) -> None:
        if value is None:
            return
        links = chain(self._type, value)
        self._exactly[links[-1]].add(number)
        for link in links:
            self._under[link].add(number)

    def _answers(self, operand: list[str]) -> tuple[list[BitMap], list[BitMap]]:
        """Bitmaps of those at or under a wanted code, and of those known only above one."""
        chains = [chain(self._type, code) for code in operand]
        inside = [self._under.get(links[-1], _NOBODY) for links in chains]
        above = {link for links in chains for link in links[:-1]}
        return inside, [bitmap for link in above if (bitmap := self._exactly.get(link))]
