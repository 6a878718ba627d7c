"""Places in the trees: what all policies have at one place is evaluated at once."""

from collections.abc import Collection, Iterator
from typing import Final

from matcher.domain.engine.reverse.groups import Group, Kind
from matcher.domain.engine.reverse.lanes import BOTH, POSSIBLE, TRUE, lane
from matcher.domain.engine.reverse.listed import ListedTable
from matcher.domain.engine.reverse.tables import NumberTable, Table
from shared.criteria.catalogue import FACTS, NUMBERS, FactType

AGE: Final = "age of "


class Plane:
    """The groups at one place: the first `any` of the root, say. A policy has at most one there."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.members = 0
        self.manual = 0
        """What the leaves for a person hit, whatever the profile."""
        self.tables: dict[str, Table] = {}
        """The leaves that stand here, by fact."""
        self._slots: dict[tuple[Kind, int], Plane] = {}
        self.least: list[int] = []
        """How many of what is right within each policy asks for, by binary digit."""

    def put(self, number: int, group: Group) -> None:
        """Take in a policy's group."""
        self.members |= lane(number)
        if group.is_manual:
            self.manual |= lane(number, TRUE if self.kind == "all" else POSSIBLE)
        for fact, leaves in group.by_fact().items():
            if fact not in self.tables:
                self.tables[fact] = _table_for(fact, self.kind == "all")
            self.tables[fact].put(number, leaves)
        for slot, child in _slots_of(group):
            self._slots.setdefault(slot, Plane(child.kind)).put(number, child)
        for place in range(group.least.bit_length()):
            if place == len(self.least):
                self.least.append(0)
            self.least[place] |= lane(number, BOTH * (group.least >> place & 1))

    def drop(self, number: int, group: Group) -> None:
        """Forget it again."""
        others = ~lane(number)
        self.members &= others
        self.manual &= others
        self.least = [digit & others for digit in self.least]
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

    @property
    def children(self) -> Collection["Plane"]:
        """The places right within this one."""
        return self._slots.values()


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
    return ListedTable(fact, is_all)
