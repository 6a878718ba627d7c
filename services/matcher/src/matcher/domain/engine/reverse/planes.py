"""Places in the trees: what all policies have at one place is evaluated at once."""

from collections.abc import Iterator, Mapping
from typing import Final

from matcher.domain.engine.reverse.groups import Group, Kind
from matcher.domain.engine.reverse.lanes import BOTH, POSSIBLE, TRUE, in_at_least, lane
from matcher.domain.engine.reverse.tables import NumberTable, Table, ValueTable
from shared.criteria.catalogue import FACTS, NUMBERS, FactType

AGE: Final = "age of "


class Plane:
    """The groups at one place: the first `any` of the root, say. A policy has at most one there."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self.members = 0
        self._manual = 0
        self.tables: dict[str, Table] = {}
        """The leaves that stand here, by fact."""
        self._slots: dict[tuple[Kind, int], Plane] = {}
        self._least: list[int] = []

    def put(self, number: int, group: Group) -> None:
        """Take in a policy's group."""
        self.members |= lane(number)
        if group.is_manual:
            self._manual |= lane(number, TRUE if self._kind == "all" else POSSIBLE)
        for fact, leaves in group.by_fact().items():
            if fact not in self.tables:
                self.tables[fact] = _table_for(fact, self._kind == "all")
            self.tables[fact].put(number, leaves)
        for slot, child in _slots_of(group):
            self._slots.setdefault(slot, Plane(child.kind)).put(number, child)
        for place in range(group.least.bit_length()):
            if place == len(self._least):
                self._least.append(0)
            self._least[place] |= lane(number, BOTH * (group.least >> place & 1))

    def drop(self, number: int, group: Group) -> None:
        """Forget it again."""
        others = ~lane(number)
        self.members &= others
        self._manual &= others
        self._least = [digit & others for digit in self._least]
        for fact in group.by_fact():
            self.tables[fact].drop(number)
        for slot, child in _slots_of(group):
            self._slots[slot].drop(number, child)
            if not self._slots[slot].members:
                del self._slots[slot]

    def planes(self) -> Iterator["Plane"]:
        """This one and all within it."""
        yield self
        for slot in self._slots.values():
            yield from slot.planes()

    def value(self, hits: Mapping["Plane", int]) -> int:
        """The lanes of those groups that are true or possible, from what was hit in each plane."""
        if self._kind == "at_least":
            return self.members & in_at_least(
                self._least, [slot.value(hits) for slot in self._slots.values()]
            )
        hit = hits[self] | self._manual
        return self._without(hit, hits) if self._kind == "all" else self._with(hit, hits)

    def _without(self, hit: int, hits: Mapping["Plane", int]) -> int:
        holding = self.members & ~hit
        for slot in self._slots.values():
            # Nothing to ask where every policy that has something here is out already.
            if holding & slot.members:
                holding &= ~(slot.members ^ slot.value(hits))
        return holding

    def _with(self, hit: int, hits: Mapping["Plane", int]) -> int:
        for slot in self._slots.values():
            hit |= slot.value(hits)
        return hit


def _slots_of(group: Group) -> Iterator[tuple[tuple[Kind, int], Group]]:
    """The groups within a group, numbered for each kind."""
    counts: dict[Kind, int] = {}
    for child in group.groups:
        place = counts.get(child.kind, 0)
        counts[child.kind] = place + 1
        yield (child.kind, place), child


def _table_for(fact: str, is_all: bool) -> Table:
    if fact.startswith(AGE) or FACTS[fact].type in NUMBERS or FACTS[fact].type is FactType.DATE:
        return NumberTable(is_all)
    return ValueTable(fact, is_all)
