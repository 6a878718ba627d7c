"""One tree against every profile."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from pyroaring import BitMap

from matcher.domain.deriving import Known
from matcher.domain.engine.codes import CodeColumn
from matcher.domain.engine.columns import Column
from matcher.domain.engine.hierarchies import HierarchyColumn
from matcher.domain.engine.narrowing import Narrowing, open_leaves
from matcher.domain.engine.numbers import NumberColumn
from matcher.domain.engine.sets import SetColumn
from shared.criteria.catalogue import FACTS, HIERARCHIES, NUMBERS, Fact, FactType


class StaleVerdictsError(RuntimeError):
    """The engine changed between the verdicts and the question what is missing."""


class Verdicts:
    """Who is eligible and who undetermined; everybody else is not. The bitmaps are the caller's own.

    `missing` and `manual_review` are worked out when first asked for, and must be before the engine changes:
    afterwards they raise `StaleVerdictsError`.
    """

    def __init__(self, engine: "Engine", tree: dict[str, Any], as_of: date) -> None:
        self._engine, self._tree, self._as_of = engine, tree, as_of
        self._version = engine.version
        pair = engine.narrowing(as_of).value(tree, engine.everyone)
        # Copies where a node answered with everybody: the engine goes on using that one.
        self.eligible: BitMap = pair.true.copy() if pair.true is engine.everyone else pair.true
        self.undetermined: BitMap = pair.unknown

    @property
    def missing(self) -> dict[str, BitMap]:
        """For each fact those undetermined whose verdict it could still change."""
        return self._open[0]

    @property
    def manual_review(self) -> BitMap:
        """Those undetermined whose verdict a person could still change."""
        return self._open[1]

    @cached_property
    def _open(self) -> tuple[dict[str, BitMap], BitMap]:
        if self._version != self._engine.version:
            raise StaleVerdictsError("profiles changed since these verdicts")
        missing: dict[str, BitMap] = {}
        manual = BitMap()
        open_leaves(self._engine.narrowing(self._as_of), self._tree, self.undetermined, missing, manual)
        return missing, manual


class Engine:
    """Profiles in columns, by dense number. Not safe for use from several threads at once."""

    def __init__(self) -> None:
        self.everyone = BitMap()
        self.version = 0
        self.columns: dict[str, Column] = {name: _column_for(fact) for name, fact in FACTS.items()}

    def put(self, number: int, known: Known) -> None:
        """Add a profile, or put it in the place of the one that had this number."""
        self.version += 1
        self.everyone.add(number)
        for name, column in self.columns.items():
            column.put(number, known.sizes if name == "size" else known.values.get(name))

    def drop(self, number: int) -> None:
        """Forget a profile."""
        if number in self.everyone:
            self.version += 1
            self.everyone.discard(number)
            for column in self.columns.values():
                column.drop(number)

    def known(self, number: int) -> Known:
        """A profile as it was put: equal values, spelled as they were stated."""
        values = {name: column.get(number) for name, column in self.columns.items()}
        sizes: frozenset[str] = values.pop("size")
        if len(sizes) == 1:
            values["size"] = next(iter(sizes))
        return Known({name: value for name, value in values.items() if value is not None}, sizes)

    def judge(self, tree: dict[str, Any], as_of: date) -> Verdicts:
        """Evaluate a validated tree for every profile; `as_of` is the day that is asked for."""
        return Verdicts(self, tree, as_of)

    def narrowing(self, as_of: date) -> Narrowing:
        """The evaluator over these columns."""
        return Narrowing(self.columns, as_of, len(self.everyone))

    def bytes_of_bitmaps(self) -> int:
        """What all bitmaps take; arrays come on top."""
        return sum(_bytes_of(bitmap) for column in self.columns.values() for bitmap in column.bitmaps())


def _bytes_of(bitmap: BitMap) -> int:
    counted: Mapping[str, Any] = dict(bitmap.get_statistics())
    return sum(int(counted[f"n_bytes_{kind}_containers"]) for kind in ("array", "run", "bitset"))


_SINGLE: Final = {FactType.CODE, FactType.BOOLEAN}


def _column_for(fact: Fact) -> Column:
    """An empty column of the fact's type."""
    if fact.type in NUMBERS or fact.type is FactType.DATE:
        return NumberColumn(fact)
    if fact.type in HIERARCHIES:
        return HierarchyColumn(fact)
    return CodeColumn(several=fact.name == "size") if fact.type in _SINGLE else SetColumn()
