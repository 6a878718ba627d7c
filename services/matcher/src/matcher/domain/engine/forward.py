"""One tree against every profile."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
from pyroaring import BitMap

from matcher.domain.deriving import Known
from matcher.domain.engine.coded import CodedColumn
from matcher.domain.engine.columns import Column, Saved, Want
from matcher.domain.engine.narrowing import Narrowing, open_leaves
from matcher.domain.engine.numbers import NumberColumn
from matcher.domain.engine.rows import Budget
from matcher.domain.engine.words import WIDTH, Words, bitmap_of, words_of
from shared.criteria.catalogue import FACTS, NUMBERS, FactType

MOST_KEPT: Final = 700
"""Answers to conditions that are kept; at three million profiles an answer takes 375 kB."""

_LEAST_ROOM: Final = 1024
_GROWTH: Final = 1.03
"""Little at a time: room that is not used yet is memory, too."""


class StaleVerdictsError(RuntimeError):
    """The engine changed between the verdicts and the question what is missing."""


class Verdicts:
    """Who is eligible and who undetermined; everybody else is not. The bitmaps are the caller's own.

    `missing` and `manual_review` are worked out when first asked for, and must be before the engine changes:
    afterwards they raise `StaleVerdictsError`.
    """

    def __init__(self, engine: "Engine", tree: dict[str, Any], as_of: date) -> None:
        self._engine, self._tree = engine, tree
        self._version = engine.version
        self._narrowing = engine.narrowing(as_of)
        possible = engine.everyone_words()
        self._narrowing.keep(tree, possible, Want.POSSIBLE)
        true = possible.copy()
        self._narrowing.settle(tree, true)
        self._unknown: Words = np.bitwise_xor(possible, true, out=possible)
        self.eligible: BitMap = bitmap_of(true)
        self.undetermined: BitMap = bitmap_of(self._unknown)

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
        missing: dict[str, Words] = {}
        manual = np.zeros_like(self._unknown)
        open_leaves(self._narrowing, self._tree, self._unknown, missing, manual)
        return {fact: bitmap_of(words) for fact, words in missing.items()}, bitmap_of(manual)


class Engine:
    """Profiles in columns, by dense number. Not safe for use from several threads at once."""

    def __init__(self) -> None:
        self.everyone = BitMap()
        self.version = 0
        self.budget = Budget(MOST_KEPT)
        self.columns: dict[str, Column] = {}
        for name, fact in FACTS.items():
            is_number = fact.type in NUMBERS or fact.type is FactType.DATE
            self.columns[name] = (NumberColumn if is_number else CodedColumn)(fact, self.budget)
        self._room = 0
        self._words: Words | None = None

    @classmethod
    def of_columns(cls, everyone: BitMap, columns: Mapping[str, Saved]) -> "Engine":
        """An engine of the profiles with these numbers, whose columns are as `Column.save` tells them."""
        engine = cls()
        engine.everyone = everyone
        engine._room = max((len(rows) for _, rows in columns.values()), default=0)
        engine._room += -engine._room % WIDTH
        for name, column in engine.columns.items():
            if name in columns:
                column.load(columns[name])
            else:
                column.grow(engine._room)
        return engine

    def save(self) -> dict[str, Saved]:
        """The columns by fact; with `everyone` what `of_columns` takes."""
        return {name: column.save() for name, column in self.columns.items()}

    def put(self, number: int, known: Known) -> None:
        """Add a profile, or put it in the place of the one that had this number."""
        self._changed()
        self.everyone.add(number)
        if number >= self._room:
            self._grow(number)
        for name, column in self.columns.items():
            column.put(number, known.sizes if name == "size" else known.values.get(name))

    def put_all(self, profiles: Sequence[tuple[int, Known]]) -> None:
        """Put many at once, column by column; each number is named once."""
        if not profiles:
            return
        self._changed()
        numbers = np.array([number for number, _ in profiles], dtype=np.uint32)
        self.everyone.update(numbers)
        if (last := int(numbers.max())) >= self._room:
            self._grow(last)
        for name, column in self.columns.items():
            if name == "size":
                column.put_all(numbers, [known.sizes for _, known in profiles])
            else:
                column.put_all(numbers, [known.values.get(name) for _, known in profiles])

    def drop(self, number: int) -> None:
        """Forget a profile."""
        if number in self.everyone:
            self._changed()
            self.everyone.discard(number)
            for column in self.columns.values():
                column.put(number, None)

    def known(self, number: int) -> Known:
        """A profile as it was put: equal values, spelled as they were stated."""
        values = {name: column.get(number) for name, column in self.columns.items()}
        sizes: frozenset[str] = values.pop("size") or frozenset()
        if len(sizes) == 1:
            values["size"] = next(iter(sizes))
        return Known({name: value for name, value in values.items() if value is not None}, sizes)

    def judge(self, tree: dict[str, Any], as_of: date) -> Verdicts:
        """Evaluate a validated tree for every profile; `as_of` is the day that is asked for."""
        return Verdicts(self, tree, as_of)

    def narrowing(self, as_of: date) -> Narrowing:
        """The evaluator over these columns."""
        return Narrowing(self.columns, as_of, len(self.everyone))

    def everyone_words(self) -> Words:
        """Everybody, as words of the caller's own."""
        if self._words is None:
            self._words = words_of(self.everyone, self._room)
        return self._words.copy()

    @property
    def used_bytes(self) -> int:
        """What columns and kept answers take."""
        answers = len(self.budget) * self._room // 8
        return answers + sum(rows.nbytes for _, rows in self.save().values())

    def _changed(self) -> None:
        self.version += 1
        self._words = None

    def _grow(self, number: int) -> None:
        wanted = max(_LEAST_ROOM, int((number + 1) * _GROWTH))
        self._room = wanted + -wanted % WIDTH
        for column in self.columns.values():
            column.grow(self._room)
