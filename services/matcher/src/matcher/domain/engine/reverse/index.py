"""One profile against every policy."""

from collections.abc import Hashable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import numpy as np

from matcher.domain.deriving import Known
from matcher.domain.engine.reverse.facts import FactInPlanes
from matcher.domain.engine.reverse.groups import Group, grouped
from matcher.domain.engine.reverse.lanes import possible_in, true_in
from matcher.domain.engine.reverse.layout import Layout, Words
from matcher.domain.engine.reverse.planes import AGE, Plane
from shared.criteria.catalogue import FACTS, FactType

_GROWTH: Final = 512
"""Policies for which room is made at a time."""

Key = TypeVar("Key", bound=Hashable)

_DAYS: Final = tuple(name for name, fact in FACTS.items() if fact.type is FactType.DATE)


class ReverseVerdicts(Generic[Key]):
    """The policies by verdict; every other is ineligible. In no order that means anything."""

    def __init__(self, words: Words, keys: "np.ndarray[Any, np.dtype[np.object_]]") -> None:
        self._words = words
        self._keys = keys

    @cached_property
    def eligible(self) -> list[Key]:
        """Policies whose criteria are true."""
        found: list[Key] = self._keys[true_in(self._words)].tolist()
        return found

    @cached_property
    def undetermined(self) -> list[Key]:
        """Policies whose criteria are unknown."""
        found: list[Key] = self._keys[possible_in(self._words)].tolist()
        return found


class ReverseIndex(Generic[Key]):
    """Trees by key, turned around. Not safe for use from several threads at once."""

    def __init__(self) -> None:
        self._root = Plane("all")
        self._groups: dict[Key, tuple[int, Group]] = {}
        self._facts: dict[str, FactInPlanes] = {}
        self._free: list[int] = []
        self._keys = np.full(_GROWTH, None, dtype=np.object_)
        self._layout: Layout | None = None
        self._last_layout: Layout | None = None

    def __len__(self) -> int:
        return len(self._groups)

    def put(self, key: Key, tree: Mapping[str, Any]) -> None:
        """Add a validated tree, or put it in the place of the one that has this key."""
        self.drop(key)
        number = self._free.pop() if self._free else len(self._groups)
        if number == len(self._keys):
            self._keys = np.concatenate([self._keys, np.full(_GROWTH, None, dtype=np.object_)])
        group = grouped(tree)
        self._root.put(number, group)
        self._forget(group)
        self._groups[key] = (number, group)
        self._keys[number] = key

    def drop(self, key: Key) -> None:
        """Forget a tree, if it is here."""
        if found := self._groups.pop(key, None):
            number, group = found
            self._root.drop(number, group)
            self._forget(group)
            self._free.append(number)
            self._keys[number] = None

    def verdicts(self, known: Known, as_of: date) -> ReverseVerdicts[Key]:
        """Judge a profile under every tree; `as_of` is the day that is asked for."""
        if self._layout is None:
            self._lay_out()
        assert self._layout is not None
        values = _values_of(known, as_of)
        rows = [fact.hits(values[name]) for name, fact in self._facts.items()]
        return ReverseVerdicts(self._layout.value(rows), self._keys)

    def _lay_out(self) -> None:
        """After policies came or went: what is known of facts that none of them asks about stays."""
        layout = Layout(self._root, len(self._keys))
        if not (self._last_layout and layout.fits(self._last_layout)):
            self._facts.clear()
        asked = {name for plane in layout.planes for name in plane.tables}
        for name in asked - self._facts.keys():
            self._facts[name] = FactInPlanes(name, layout)
        self._layout = self._last_layout = layout

    def _forget(self, group: Group) -> None:
        self._layout = None
        for name in group.by_fact():
            self._facts.pop(name, None)
        for each in group.groups:
            self._forget(each)


def _values_of(known: Known, as_of: date) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(FACTS) | dict(known.values)
    values["size"] = known.sizes
    for name in _DAYS:
        day = date.fromisoformat(values[name]) if values[name] else None
        values[name] = day.toordinal() if day else None
        values[AGE + name] = _months(day, as_of) if day else None
    return values


def _months(born: date, as_of: date) -> int:
    """The greatest number of months after which the day is not after `as_of`; see `ages.has_age`."""
    months = (as_of.year - born.year) * 12 + as_of.month - born.month
    return months if as_of.day >= born.day or _is_last(as_of) else months - 1


def _is_last(day: date) -> bool:
    return day == date.max or date.fromordinal(day.toordinal() + 1).day == 1
