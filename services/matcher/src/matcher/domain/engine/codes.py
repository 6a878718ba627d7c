"""Codes and yes or no in memory: a bitmap for each value."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pyroaring import BitMap

from matcher.domain.engine.columns import Arrays
from matcher.domain.engine.dictionary import Dictionary
from matcher.domain.engine.packing import bitmaps_by_code
from matcher.domain.engine.pairs import Terms, union
from matcher.domain.engine.rows import Rows

_NEGATED = frozenset({"ne", "not_in"})


class CodeColumn:
    """A value may be a set of those that remain possible, as a size can; bitmaps are of such sets.

    There are few: codes are closed lists, and only neighbouring sizes remain possible together.
    """

    def __init__(self, several: bool = False) -> None:
        self._several = several
        self._dictionary = Dictionary()
        self._rows = Rows("u2")
        self._holding: list[BitMap] = [BitMap()]

    def put(self, number: int, value: Any) -> None:  # noqa: ANN401
        if value is not None and not isinstance(value, frozenset):
            value = frozenset((value,))
        self._move(number, self._dictionary.id_of(value))

    def drop(self, number: int) -> None:
        self._move(number, 0)
        self._holding[0].discard(number)

    def get(self, number: int) -> Any:  # noqa: ANN401
        possible = self._dictionary.value_of(self._rows[number])
        return possible if self._several or possible is None else next(iter(possible))

    def terms(self, op: str, operand: Any, as_of: date) -> Terms:  # noqa: ANN401
        inside, unknown = self._answers(operand)
        return Terms(union(inside), union(unknown), op in _NEGATED)

    def most(self, op: str, operand: Any, as_of: date, everyone: int) -> tuple[int, int]:  # noqa: ANN401
        inside, unknown = (sum(map(len, bitmaps)) for bitmaps in self._answers(operand))
        return (everyone - inside - unknown if op in _NEGATED else inside), unknown

    def bitmaps(self) -> list[BitMap]:
        return self._holding

    def save(self) -> tuple[dict[str, Any], Arrays]:
        values = [sorted(value) for _, value in self._dictionary.values()]
        return {"values": values}, {"rows": self._rows.all}

    def load(self, said: Mapping[str, Any], arrays: Arrays, everyone: BitMap) -> None:
        for value in said["values"]:
            self._dictionary.id_of(frozenset(value))
        self._rows.fill(arrays["rows"])
        self._holding += [BitMap() for _ in said["values"]]
        for code, numbers in bitmaps_by_code(arrays["rows"]):
            self._holding[code] = numbers & everyone

    def _move(self, number: int, code: int) -> None:
        if code == len(self._holding):
            self._holding.append(BitMap())
        self._holding[self._rows[number]].discard(number)
        self._holding[code].add(number)
        self._rows[number] = code

    def _answers(self, operand: Any) -> tuple[list[BitMap], list[BitMap]]:  # noqa: ANN401
        """Bitmaps of those who are surely among the codes, and of those who may be."""
        wanted = frozenset(operand if isinstance(operand, list) else (operand,))
        inside, unknown = [], [self._holding[0]]
        for code, possible in self._dictionary.values():
            if possible <= wanted:
                inside.append(self._holding[code])
            elif not possible.isdisjoint(wanted):
                unknown.append(self._holding[code])
        return inside, unknown
