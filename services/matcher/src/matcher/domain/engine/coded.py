"""Codes, yes or no, regions, industries and sets in memory: each value that occurs has a number.

The plain evaluator judges each of them once; everybody is then looked up in its answers.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.domain.deriving import Known
from matcher.domain.engine.columns import Saved, Want
from matcher.domain.engine.dictionary import Dictionary
from matcher.domain.engine.rows import Budget, Rows
from matcher.domain.engine.words import Mask, Numbers, Words, clear
from matcher.domain.leaves import holds
from shared.criteria.catalogue import Fact

_PIECE: Final = 16384
_NOBODY: Final = Known({}, frozenset())
_PLAIN: Final = {"not_within": "within", "has_none": "has_any", "ne": "eq", "not_in": "in"}
_Asked = tuple[str, Any]


class CodedColumn:
    """A small number for each profile, 0 where the fact is missing. A size is the set of those possible."""

    def __init__(self, fact: Fact, budget: Budget) -> None:
        self._fact = fact
        self._dictionary = Dictionary()
        self._rows = Rows("u2", 0, budget)
        self._judged: dict[tuple[str, Any], list[int]] = {}

    def grow(self, capacity: int) -> None:
        self._rows.grow(capacity)

    def put(self, number: int, value: Any) -> None:  # noqa: ANN401
        code = self._dictionary.id_of(value)
        self._make_room()
        if code != self._rows.values[number]:
            self._rows.put(number, code)

    def put_all(self, numbers: Numbers, values: Sequence[Any]) -> None:
        codes = np.array([self._dictionary.id_of(value) for value in values], dtype=np.uint32)
        self._make_room()
        self._rows.put_all(numbers, codes)

    def get(self, number: int) -> Any:  # noqa: ANN401
        return self._dictionary.value_of(self._rows.values[number])

    def get_all(self, numbers: Numbers) -> list[Any]:
        return [self._dictionary.value_of(code) for code in self._rows.values[numbers].tolist()]

    def keep(self, some: Words, op: str, operand: Any, as_of: date, want: Want) -> None:  # noqa: ANN401
        parts, want = self._parts(op, operand, want)
        if op == "has_all":
            self._keep_all(some, parts, want)
        elif want.holding:
            words = [self._where(part, want) for part in parts]
            np.bitwise_and(some, reduce(np.bitwise_or, words), out=some)
        else:
            for part in parts:
                clear(some, self._where(part, want.others))

    def _keep_all(self, some: Words, parts: list[_Asked], want: Want) -> None:
        if want.holding:
            for part in parts:
                np.bitwise_and(some, self._where(part, want), out=some)
        else:
            clear(some, reduce(np.bitwise_and, [self._where(part, want.others) for part in parts]))

    def kept(self, op: str, operand: Any, as_of: date, want: Want) -> int | None:  # noqa: ANN401
        parts, want = self._parts(op, operand, want)
        looked_up = want if want.holding else want.others
        counts = [self._rows.count((part, looked_up)) for part in parts]
        known = [count for count in counts if count is not None]
        if len(known) < len(counts):
            return None
        held = min(known) if op == "has_all" else min(len(self._rows.values), sum(known))
        return held if want.holding else len(self._rows.values) - held

    def settle(self, some: Words, op: str, operand: Any, as_of: date) -> None:  # noqa: ANN401
        self.keep(some, op, operand, as_of, Want.TRUE)

    def save(self) -> Saved:
        values = [sorted(value) if isinstance(value, frozenset) else value for value in self._dictionary]
        return {"values": values}, self._rows.values

    def load(self, saved: Saved) -> None:
        said, rows = saved
        self._dictionary, self._judged = Dictionary(), {}
        for value in said["values"]:
            self._dictionary.id_of(frozenset(value) if isinstance(value, list) else value)
        self._rows.fill(rows)

    def _make_room(self) -> None:
        if len(self._dictionary) > np.iinfo(self._rows.values.dtype).max + 1:
            self._rows.widen("u4")

    def _parts(self, op: str, operand: Any, want: Want) -> tuple[list[_Asked], Want]:  # noqa: ANN401
        """The condition as several, one for each code that it names, joined by any, or by all for `has_all`.

        Policies name codes in ever new combinations; a code alone was often asked about before.
        """
        if op in _PLAIN:
            op, want = _PLAIN[op], want.negated
        if op in ("eq", "in"):
            return [("in", tuple(sorted(operand)) if op == "in" else (operand,))], want
        return [("within" if op == "within" else "has_any", (code,)) for code in dict.fromkeys(operand)], want

    def _where(self, asked: _Asked, want: Want) -> Words:
        return self._rows.where((asked, want), self._predicate(asked, want))

    def _predicate(self, asked: _Asked, want: Want) -> Callable[[NDArray[Any]], Mask]:
        def meant(codes: NDArray[Any]) -> Mask:
            table = self._table(asked, want)
            answers = np.empty(len(codes), dtype=np.bool_)
            # In pieces: taking makes wide indexes of the codes first, which should not leave the cache.
            for start in range(0, len(codes), _PIECE):
                piece = slice(start, start + _PIECE)
                table.take(codes[piece], out=answers[piece], mode="clip")
            return answers

        return meant

    def _table(self, asked: _Asked, want: Want) -> Mask:
        """For each value that occurs, and for none, whether it is as wanted."""
        judged = self._judged.setdefault(asked, [])
        judged.extend(self._judge(asked, len(judged)))
        truths = np.array(judged, dtype=np.int8)
        table: Mask = truths == (1 if want.holding else 0)
        return table | (truths == _UNKNOWN) if want.or_unknown else table

    def _judge(self, asked: _Asked, start: int) -> Iterator[int]:
        op, codes = asked
        leaf = {"fact": self._fact.name, "op": op, "value": list(codes)}
        for value in self._dictionary.values_from(start):
            truth = holds(leaf, self._known(value), date.min)
            yield _UNKNOWN if truth is None else int(truth)

    def _known(self, value: Any) -> Known:  # noqa: ANN401
        if value is None:
            return _NOBODY
        return Known({}, value) if self._fact.name == "size" else Known({self._fact.name: value}, frozenset())


_UNKNOWN: Final = 2
