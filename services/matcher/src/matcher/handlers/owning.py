"""Which shards of the enterprises this process matches."""

from collections.abc import Collection, Mapping
from typing import Final

from shared.messaging.partitioning import SHARDS
from shared.telemetry import get_logger

_ALL: Final = frozenset(range(SHARDS))


class Ownership:
    """Implements `PartitionOwner`: the shards of the partitions of `huiqi.enterprises` that we read.

    A shard's fence counts who took it over. An assignment entitles to take a shard over once; whoever finds
    another's fence later was overtaken and may not write. Without a broker, and where the partitions do not
    fit the shards, every process matches all of them and takes them over from the others as it goes.
    """

    def __init__(self) -> None:
        self.shards: frozenset[int] = _ALL
        self.assignment = 0
        self._shared = True
        self._fences: dict[int, int] = {}

    def assigned(self, partitions: Collection[int], count: int) -> None:
        """These of `count` partitions are ours from now on."""
        self._begin()
        self._shared = count == 0 or SHARDS % count != 0
        if self._shared:
            get_logger("matcher").warning("shards are not spread by partition", partitions=count)
        self.shards = _ALL if self._shared else frozenset(s for s in _ALL if s % count in partitions)

    def revoked(self) -> None:
        """None is ours until the next assignment."""
        self._begin()
        self._shared = False
        self.shards = frozenset()

    def overtaken(self, fences: Mapping[int, int]) -> set[int]:
        """Shards that somebody else took over since we did, given the fences that they have now."""
        if self._shared:
            return set()
        return {shard for shard, fence in fences.items() if self._fences.get(shard, fence) != fence}

    def unclaimed(self, fences: Mapping[int, int]) -> set[int]:
        """Shards that we have to take over first."""
        return {shard for shard, fence in fences.items() if self._fences.get(shard) != fence}

    def claimed(self, assignment: int, fences: Mapping[int, int]) -> None:
        """Keep the fences that were committed, unless the shards were assigned anew meanwhile."""
        if assignment == self.assignment:
            self._fences |= fences

    def _begin(self) -> None:
        self.assignment += 1
        self._fences = {}
