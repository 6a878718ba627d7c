"""Sets of codes in memory: a bitmap for each code."""

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

_NOBODY = BitMap()


class SetColumn:
    """For each code those who hold it; an empty set is known, and holds none."""

    def __init__(self) -> None:
        self._dictionary = Dictionary()
        self._rows = Rows("u4")
        self._missing = BitMap()
        self._holding: defaultdict[str, BitMap] = defaultdict(BitMap)

    def put(self, number: int, value: frozenset[str] | None) -> None:
        before, after = self._rows[number], self._dictionary.id_of(value)
        if not after:
            self._missing.add(number)
        if before == after:
            return
        if not before:
            self._missing.discard(number)
        for code in self._dictionary.value_of(before) or ():
            self._holding[code].discard(number)
        for code in value or ():
            self._holding[code].add(number)
        self._rows[number] = after

    def drop(self, number: int) -> None:
        self.put(number, None)
        self._missing.discard(number)

    def get(self, number: int) -> Any:  # noqa: ANN401
        return self._dictionary.value_of(self._rows[number])

    def terms(self, op: str, operand: list[str], as_of: date) -> Terms:
        holding = [self._holding.get(code, _NOBODY) for code in operand]
        inside = BitMap.intersection(*holding) if op == "has_all" else union(holding)
        return Terms(inside, self._missing, op == "has_none")

    def most(self, op: str, operand: Any, as_of: date, everyone: int) -> tuple[int, int]:  # noqa: ANN401
        counts = [len(self._holding.get(code, _NOBODY)) for code in operand]
        inside = min(counts) if op == "has_all" else min(everyone, sum(counts))
        return (everyone - inside if op == "has_none" else inside), len(self._missing)

    def bitmaps(self) -> list[BitMap]:
        return [self._missing, *self._holding.values()]

    def save(self) -> tuple[dict[str, Any], Arrays]:
        return {"values": [sorted(value) for _, value in self._dictionary.values()]}, {"rows": self._rows.all}

    def load(self, said: Mapping[str, Any], arrays: Arrays, everyone: BitMap) -> None:
        for value in said["values"]:
            self._dictionary.id_of(frozenset(value))
        self._rows.fill(arrays["rows"])
        for code, numbers in bitmaps_by_code(arrays["rows"]):
            if code == 0:
                self._missing = numbers & everyone
            for held in self._dictionary.value_of(code) or ():
                self._holding[held] |= numbers
