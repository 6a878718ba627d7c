"""A typed array with a value for each dense number, and what was ever asked about it."""

from collections.abc import Callable, Hashable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.domain.engine.words import WIDTH, Mask, Numbers, Words, change, pack

Predicate = Callable[[NDArray[Any]], Mask]
"""Says of every value of an array whether it is meant."""

_LOG_SHARE: Final = 16
"""Changes of more than one in sixteen rows make it cheaper to ask anew than to repair."""


class Budget:
    """How many answers all columns of an engine may keep; the one used longest ago goes first.

    Counted, not weighed: the memory is then in proportion to the profiles, in however many engines they are.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[tuple[int, Hashable], dict[Hashable, Any]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def use(self, answers: dict[Hashable, Any], key: Hashable) -> None:
        """An answer was used; forget another where it is new and there is no more room."""
        place = (id(answers), key)
        self._kept.pop(place, None)
        self._kept[place] = answers
        if len(self._kept) > self._most:
            (_, oldest), of = next(iter(self._kept.items()))
            del self._kept[id(of), oldest]
            of.pop(oldest, None)

    def forget(self, answers: dict[Hashable, Any]) -> None:
        """All answers of one column are gone."""
        for key in answers:
            self._kept.pop((id(answers), key), None)
        answers.clear()


class Rows:
    """The values of one fact.

    An answer is the words of those whose value a predicate means. It is kept, and when it is asked for again
    only the numbers whose value changed since are looked at, so that a change costs the same however many
    answers are kept.
    """

    def __init__(self, dtype: str, empty: float, budget: Budget) -> None:
        self.values: NDArray[Any] = np.full(0, empty, dtype=dtype)
        self._empty = empty
        self._budget = budget
        self._answers: dict[Hashable, Any] = {}
        self._changed: list[int] = []

    def grow(self, capacity: int) -> None:
        """Make room for so many; a multiple of 64."""
        grown = np.full(capacity, self._empty, dtype=self.values.dtype)
        grown[: len(self.values)] = self.values
        self.fill(grown)

    def fill(self, values: NDArray[Any]) -> None:
        """Take the values of an array, as it is where its length is a multiple of 64."""
        self.values = values
        if len(values) % WIDTH:
            self.grow(len(values) + -len(values) % WIDTH)
        self._forget()

    def widen(self, dtype: str) -> None:
        """Go on with a type that holds more."""
        self.values = self.values.astype(dtype)

    def put(self, number: int, value: float) -> None:
        """Set a value; a kept answer is repaired when it is next asked for."""
        self.values[number] = value
        if self._answers:
            self._changed.append(number)
            if len(self._changed) > self._most_changes:
                self._forget()

    def put_all(self, numbers: Numbers, values: NDArray[Any]) -> None:
        """Set the values of many numbers, each of which is named once."""
        if self._answers:
            held, new = self.values[numbers], values.astype(self.values.dtype)
            # What is not a number differs from itself.
            differ = (held != new) & ((held == held) | (new == new))  # noqa: PLR0124
            self._changed += numbers[differ].tolist()
        self.values[numbers] = values
        if len(self._changed) > self._most_changes:
            self._forget()

    def where(self, key: Hashable, predicate: Predicate) -> Words:
        """Whose value is meant. Two predicates never share a key; the words are not the caller's."""
        held = self._answers.get(key)
        if held is None or held[1] < len(self._changed):
            words = self._repaired(held[0], held[1], predicate) if held else pack(predicate(self.values))
            held = (words, len(self._changed), int(np.bitwise_count(words).sum()))
            self._answers[key] = held
        answer: Words = held[0]
        self._budget.use(self._answers, key)
        return answer

    def count(self, key: Hashable) -> int | None:
        """How many were meant when last asked; None where that was not kept."""
        held = self._answers.get(key)
        return int(held[2]) if held else None

    @property
    def _most_changes(self) -> int:
        return 1024 + len(self.values) // _LOG_SHARE

    def _repaired(self, words: Words, until: int, predicate: Predicate) -> Words:
        changed = np.unique(np.array(self._changed[until:], dtype=np.uint32))
        change(words, changed, predicate(self.values[changed]))
        return words

    def _forget(self) -> None:
        self._budget.forget(self._answers)
        self._changed.clear()
