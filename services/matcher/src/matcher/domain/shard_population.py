"""The profiles of one shard in memory, by number."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from pyroaring import BitMap

from matcher.domain.deriving import Known, derive
from matcher.domain.engine import Engine
from matcher.domain.engine.forward import Verdicts
from matcher.domain.sizing import ALL_SIZES

_SHARD_BITS: Final = 28


class Numbered(NamedTuple):
    """A profile as the engine needs it; `facts` is None once the enterprise was removed."""

    number: int
    facts: Mapping[str, Any] | None


class ShardPopulation:
    """The bulk engine over a shard. Not safe for several threads at once."""

    def __init__(self, engine: Engine | None = None) -> None:
        self._engine = engine or Engine()

    @property
    def engine(self) -> Engine:
        """What is saved, and given when it is restored."""
        return self._engine

    @property
    def here(self) -> BitMap:
        """Everybody; not the caller's to change."""
        return self._engine.everyone

    def apply(self, profiles: Iterable[Numbered]) -> None:
        """Take in new revisions and removals, each number once."""
        known = []
        for number, facts in profiles:
            if facts is None:
                self._engine.drop(number)
            else:
                known.append((number, derive(facts)))
        self._engine.put_all(known)

    def judge(self, criteria: dict[str, Any], as_of: date) -> Verdicts:
        """Everybody's verdicts."""
        return self._engine.judge(criteria, as_of)

    def known(self, numbers: Sequence[int], facts: Iterable[str]) -> list[Known]:
        """As much of these profiles as some facts say, derived ones completed."""
        places = np.array(numbers, dtype=np.uint32)
        names = sorted(facts)
        if not names:
            return [Known({}, ALL_SIZES)] * len(numbers)
        columns = [self._engine.columns[name].get_all(places) for name in names]
        return [_known(names, values) for values in zip(*columns, strict=True)]


def _known(names: Sequence[str], values: Sequence[Any]) -> Known:
    held = {name: value for name, value in zip(names, values, strict=True) if value is not None}
    sizes: frozenset[str] = held.pop("size", ALL_SIZES)
    if len(sizes) == 1:
        held["size"] = next(iter(sizes))
    return Known(held, sizes)


class Together:
    """Verdicts of several shards. What is open is worked out when asked for, before profiles change."""

    def __init__(self, of: Mapping[int, Verdicts]) -> None:
        self._of = of
        self.eligible = _joined((shard, found.eligible) for shard, found in of.items())
        self.undetermined = _joined((shard, found.undetermined) for shard, found in of.items())

    @cached_property
    def missing(self) -> dict[str, BitMap]:
        """For each fact those undetermined whose verdict it could still change."""
        facts = dict.fromkeys(fact for found in self._of.values() for fact in found.missing)
        return {
            fact: _joined(
                (shard, found.missing[fact]) for shard, found in self._of.items() if fact in found.missing
            )
            for fact in facts
        }

    @cached_property
    def manual_review(self) -> BitMap:
        """Those undetermined whose verdict a person could still change."""
        return _joined((shard, found.manual_review) for shard, found in self._of.items())


def _joined(each: Iterable[tuple[int, BitMap]]) -> BitMap:
    """Numbers of different shards never meet."""
    joined = BitMap()
    for shard, numbers in each:
        joined |= numbers.shift(shard << _SHARD_BITS)
    return joined


class Everybody:
    """All shards as one."""

    def __init__(self, shards: Mapping[int, ShardPopulation]) -> None:
        self._shards = shards

    def judge(self, tree: dict[str, Any], as_of: date) -> Together:
        """Everybody's verdicts, of whatever shard."""
        return Together({shard: each.judge(tree, as_of) for shard, each in self._shards.items()})
