"""One profile against every policy."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

import numpy as np

from matcher.domain.deriving import Known
from matcher.domain.engine.reverse.facts import FactInPlanes
from matcher.domain.engine.reverse.groups import Group, grouped
from matcher.domain.engine.reverse.lanes import numbers_of
from matcher.domain.engine.reverse.planes import AGE, Plane
from shared.criteria.catalogue import FACTS, FactType

Key = TypeVar("Key", bound=Hashable)

_DAYS: Final = tuple(name for name, fact in FACTS.items() if fact.type is FactType.DATE)


class ReverseVerdicts(Generic[Key]):
    """The policies by verdict; every other is ineligible. In no order that means anything."""

    def __init__(self, lanes: int, keys: "np.ndarray[Any, np.dtype[np.object_]]") -> None:
        self._lanes = lanes
        self._keys = keys

    @property
    def eligible(self) -> list[Key]:
        """Policies whose criteria are true."""
        return self._split[0]

    @property
    def undetermined(self) -> list[Key]:
        """Policies whose criteria are unknown."""
        return self._split[1]

    @cached_property
    def _split(self) -> tuple[list[Key], list[Key]]:
        true, unknown = numbers_of(self._lanes)
        return self._keys[true].tolist(), self._keys[unknown].tolist()


class ReverseIndex(Generic[Key]):
    """Trees by key, turned around. Not safe for use from several threads at once."""

    def __init__(self) -> None:
        self._root = Plane("all")
        self._groups: dict[Key, tuple[int, Group]] = {}
        self._facts: dict[str, FactInPlanes] = {}
        self._free: list[int] = []
        self._keys = np.full(64, None, dtype=np.object_)

    def __len__(self) -> int:
        return len(self._groups)

    def put(self, key: Key, tree: Mapping[str, Any]) -> None:
        """Add a validated tree, or put it in the place of the one that has this key."""
        self.drop(key)
        number = self._free.pop() if self._free else len(self._groups)
        if number == len(self._keys):
            self._keys = np.concatenate([self._keys, np.full(number, None, dtype=np.object_)])
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
        values = _values_of(known, as_of)
        hits: defaultdict[Plane, int] = defaultdict(int)
        for name in values:
            for plane, lanes in self._fact(name).hits(values[name]):
                hits[plane] |= lanes
        return ReverseVerdicts(self._root.value(hits), self._keys)

    def _fact(self, name: str) -> FactInPlanes:
        found = self._facts.get(name)
        if found is None:
            planes = self._root.planes()
            tables = {plane: plane.tables[name] for plane in planes if name in plane.tables}
            found = self._facts[name] = FactInPlanes(tables)
        return found

    def _forget(self, group: Group) -> None:
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
