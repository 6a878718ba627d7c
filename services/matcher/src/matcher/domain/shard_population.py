"""The profiles of one shard in memory, by number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pyroaring import BitMap

from matcher.domain.deriving import Known, derive
from matcher.domain.engine import Engine
from matcher.domain.engine.forward import Verdicts
from matcher.domain.sizing import ALL_SIZES


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

    def known(self, number: int, facts: Iterable[str]) -> Known:
        """As much of a profile as some facts say, derived ones completed."""
        columns = self._engine.columns
        values = {name: value for name in facts if (value := columns[name].get(number)) is not None}
        sizes: frozenset[str] = values.pop("size", ALL_SIZES)
        if len(sizes) == 1:
            values["size"] = next(iter(sizes))
        return Known(values, sizes)


@dataclass(frozen=True, slots=True)
class Together:
    """Verdicts of several shards."""

    eligible: BitMap = field(default_factory=BitMap)
    undetermined: BitMap = field(default_factory=BitMap)
    missing: dict[str, BitMap] = field(default_factory=dict)
    manual_review: BitMap = field(default_factory=BitMap)


class Everybody:
    """All shards as one: numbers of different shards never meet."""

    def __init__(self, shards: Mapping[int, ShardPopulation]) -> None:
        self._shards = shards

    def judge(self, tree: dict[str, Any], as_of: date) -> Together:
        """Everybody's verdicts, of whatever shard."""
        together = Together()
        for shard, population in self._shards.items():
            found, by = population.judge(tree, as_of), shard << 28
            together.eligible.update(found.eligible.shift(by))
            together.undetermined.update(found.undetermined.shift(by))
            together.manual_review.update(found.manual_review.shift(by))
            for fact, whom in found.missing.items():
                together.missing[fact] = together.missing.get(fact, BitMap()) | whom.shift(by)
        return together
