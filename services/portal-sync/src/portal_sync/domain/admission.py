"""What a policy's criteria ask of a firm, as sets of codes and ranges, read off the tree.

An abstraction of the tree that errs on the side of showing: whatever cannot be read off admits everybody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from shared.criteria.catalogue import FACTS, HIERARCHIES, FactType
from shared.criteria.codes import chain, normal
from shared.criteria.values import parse_period

Json = dict[str, Any]
Codes = frozenset[str]
NO_END: Final = 10**15
_TAKEN: Final = frozenset({"eq", "in", "within", "has_any", "has_all"})
_REFUSED: Final = frozenset({"ne", "not_in"})
_FROM: Final = frozenset({"gte", "gt", "age_gte"})
_UP_TO: Final = frozenset({"lte", "lt", "age_lt"})


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends included; from 0 to NO_END where nothing is asked. Ages are in months."""

    least: int = 0
    most: int = NO_END

    @property
    def asks(self) -> bool:
        return self.least > 0 or self.most < NO_END


def admitted(tree: Json | None, fact: str) -> Codes | None:
    """Return the codes of which a firm must have one; None where the criteria do not ask."""
    if tree is None:
        return None
    if "all" in tree:
        asked = [codes for node in tree["all"] if (codes := admitted(node, fact)) is not None]
        return reduce(lambda one, other: _common(fact, one, other), asked) if asked else None
    if "any" in tree:
        branches = [admitted(node, fact) for node in tree["any"]]
        known = [codes for codes in branches if codes is not None]
        return frozenset().union(*known) if len(known) == len(branches) else None
    return _codes_of(tree, fact)


def mentioned(tree: Json | None, fact: str) -> Codes:
    """Return every code of a fact that counts in a firm's favour anywhere in the tree."""
    return mentioned_of(leaves(tree), fact)


def mentioned_of(conditions: Iterable[Json], fact: str) -> Codes:
    """Return the same of conditions about facts."""
    found = (_values(leaf) for leaf in conditions if leaf["fact"] == fact and leaf["op"] in _TAKEN)
    return frozenset().union(*found)


def allowed(tree: Json | None, fact: str) -> Range:
    """Return the range that a number, or an age in months, has to be in."""
    if tree is None:
        return Range()
    if "all" in tree:
        ranges = [allowed(node, fact) for node in tree["all"]]
        return Range(
            max((one.least for one in ranges), default=0), min((one.most for one in ranges), default=NO_END)
        )
    if "any" in tree:
        ranges = [allowed(node, fact) for node in tree["any"]]
        return Range(
            min((one.least for one in ranges), default=0), max((one.most for one in ranges), default=NO_END)
        )
    return _range_of(tree) if tree.get("fact") == fact else Range()


def leaves(tree: Json | None) -> Iterator[Json]:
    """Yield the conditions about facts that are not negated; nothing of what is no tree."""
    if not isinstance(tree, dict):
        return
    if "fact" in tree:
        yield tree
    for key in ("all", "any", "of"):
        nodes = tree.get(key)
        for node in nodes if isinstance(nodes, list) else ():
            yield from leaves(node)


def _codes_of(leaf: Json, fact: str) -> Codes | None:
    if leaf.get("fact") != fact:
        return None
    if leaf["op"] in _TAKEN:
        return _values(leaf)
    codes = FACTS[fact].codes
    return frozenset(codes) - _values(leaf) if leaf["op"] in _REFUSED and codes else None


def _values(leaf: Json) -> Codes:
    value, kind = leaf["value"], FACTS[leaf["fact"]].type
    values = [str(one) for one in (value if isinstance(value, list) else [value])]
    return frozenset(normal(kind, one) if kind in HIERARCHIES else one for one in values)


def _common(fact: str, one: Codes, other: Codes) -> Codes:
    kind = FACTS[fact].type
    if kind is FactType.SET:
        return one | other
    if kind not in HIERARCHIES:
        return one & other
    return _finer(kind, one, other) | _finer(kind, other, one)


def _finer(kind: FactType, low: Codes, high: Codes) -> Codes:
    """Return those of `low` that lie under one of `high`."""
    return frozenset(code for code in low if high.intersection(chain(kind, code)))


def _range_of(leaf: Json) -> Range:
    operator, value = leaf["op"], leaf["value"]
    if operator in _FROM:
        return Range(least=_number(operator, value))
    if operator in _UP_TO:
        return Range(most=_number(operator, value))
    if operator == "between" and not isinstance(value[0], str):
        return Range(int(value[0]), int(value[1]))
    return Range()


def _number(operator: str, value: Any) -> int:  # noqa: ANN401 (a criterion's value)
    if not operator.startswith("age"):
        return int(float(value))
    years, months = parse_period(value) or (0, 0)
    return 12 * years + months
