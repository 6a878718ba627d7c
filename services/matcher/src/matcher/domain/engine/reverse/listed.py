"""Codes, hierarchies and sets at one place in the trees: who lists a code, turned around.

Every condition on a fact of codes asks whether the value has any of the codes that a policy lists, or lacks
any of them, or the opposite of that. So for each code there is a set of the policies that list it, and what a
value hits is put together from the few codes that it has.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from matcher.domain.engine.reverse.groups import Leaf
from matcher.domain.engine.reverse.lanes import BOTH, POSSIBLE, TRUE, lane
from shared.criteria.catalogue import FACTS, HIERARCHIES
from shared.criteria.codes import chain

_OPPOSITES: Final = frozenset({"ne", "not_in", "not_within", "has_none", "has_all"})
"""Not to lack any is to have all."""


class ListedTable:
    """The leaves of many policies about one fact; a policy's second leaf about it is on a second layer."""

    def __init__(self, fact: str, is_all: bool) -> None:
        self._fact = fact
        self._is_all = is_all
        self._layers: list[dict[tuple[bool, bool], _Lists]] = []
        self._leaves: dict[int, Sequence[Leaf]] = {}

    def put(self, number: int, leaves: Sequence[Leaf]) -> None:
        self._leaves[number] = leaves
        while len(self._layers) < len(leaves):
            self._layers.append({})
        for layer, leaf in zip(self._layers, leaves, strict=False):
            lacking = leaf.node["op"] == "has_all"
            opposite = (leaf.node["op"] in _OPPOSITES) is not leaf.negated
            lists = layer.setdefault((lacking, opposite), _Lists(self._fact, lacking))
            lists.put(number, _codes_of(leaf))

    def drop(self, number: int) -> None:
        for layer, leaf in zip(self._layers, self._leaves.pop(number), strict=False):
            for lists in layer.values():
                lists.drop(number, _codes_of(leaf))

    def hits(self, value: Any) -> int:  # noqa: ANN401 (a value of the fact's type, None if missing)
        found = 0
        for layer in self._layers:
            for (_, opposite), lists in layer.items():
                true, unknown = lists.having(value)
                meant = true if opposite is self._is_all else lists.members ^ true ^ unknown
                # In an `all` the false are hit, in an `any` the true.
                found |= meant * BOTH | unknown * (TRUE if self._is_all else POSSIBLE)
        return found


class _Lists:
    """Who lists each code: the lower bit of each policy."""

    def __init__(self, fact: str, lacking: bool) -> None:
        self._type = FACTS[fact].type
        self._is_size = fact == "size"
        self._lacking = lacking
        self.members = 0
        self._listing: dict[Any, int] = {}
        self._above: dict[str, int] = {}
        """Who lists a code that lies under this one."""

    def put(self, number: int, codes: Iterable[Any]) -> None:
        one = lane(number, TRUE)
        self.members |= one
        for code in codes:
            if self._type in HIERARCHIES:
                *above, code = chain(self._type, code)  # noqa: PLW2901 (in its normal form)
                for link in above:
                    self._above[link] = self._above.get(link, 0) | one
            self._listing[code] = self._listing.get(code, 0) | one

    def drop(self, number: int, codes: Iterable[Any]) -> None:
        others = ~lane(number)
        self.members &= others
        for code in codes:
            links = chain(self._type, code) if self._type in HIERARCHIES else (code,)
            for held in (self._above, self._listing):
                for link in links:
                    if link in held:
                        held[link] &= others

    def having(self, value: Any) -> tuple[int, int]:  # noqa: ANN401
        """Of whose codes the value has any, or lacks any; and of whom that is unknown."""
        if value is None:
            return 0, self.members
        if self._is_size:
            return self._possible(value)
        if self._lacking:
            return self._any_of(code for code in self._listing if code not in value), 0
        if self._type in HIERARCHIES:
            links = chain(self._type, value)
            true = self._any_of(links)
            return true, self._above.get(links[-1], 0) & ~true
        return self._any_of(value if isinstance(value, frozenset) else (value,)), 0

    def _possible(self, sizes: frozenset[str]) -> tuple[int, int]:
        """True where every class that remains possible is listed."""
        true = self.members if sizes else 0
        for size in sizes:
            true &= self._listing.get(size, 0)
        any_of = self._any_of(sizes) if sizes else self.members
        return true, any_of & ~true

    def _any_of(self, codes: Iterable[Any]) -> int:
        found = 0
        for code in codes:
            found |= self._listing.get(code, 0)
        return found


def _codes_of(leaf: Leaf) -> Sequence[Any]:
    value = leaf.node["value"]
    return value if isinstance(value, list) else (value,)
