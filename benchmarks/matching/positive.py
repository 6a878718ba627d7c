"""Trees and profiles for engines of two values: who is eligible, without negation.

Every leaf is turned into one that is true exactly where it, or its opposite, is; a missing fact matches none.
Numbers become 64-bit integers in the same order, codes become words, and a hierarchical code all words above.
"""

import struct
from math import inf
from typing import Any

from benchmarks.matching.data import AS_OF
from benchmarks.matching.policies import Tree
from matcher.domain.deriving import Known
from matcher.domain.engine.numbers import bounds_of
from matcher.domain.leaves import holds
from shared.criteria.catalogue import FACTS, HIERARCHIES, NUMBERS, SIZES, FactType
from shared.criteria.codes import chain

_SIZE_SETS = [frozenset(SIZES[low : high + 1]) for low in range(4) for high in range(low, 4)]


def formula(tree: Tree, wanted: bool = True) -> dict[str, Any]:
    """`and`, `or`, and leaves: a range of a number, any of some words, or none of them and known."""
    if "not" in tree:
        return formula(tree["not"], not wanted)
    if "fact" not in tree:
        joined = "and" if ("all" in tree) is wanted else "or"
        return {joined: [formula(child, wanted) for child in tree.get("all") or tree["any"]]}
    return _leaf(tree, wanted)


def words_of(name: str, known: Known) -> list[str] | int | None:
    """A profile's value as the leaves ask for it."""
    fact = FACTS[name]
    if name == "size":
        return ["_".join(sorted(known.sizes))]
    value = known.values.get(name)
    if value is None:
        return None
    if fact.type in NUMBERS:
        return in_order(value)
    if fact.type is FactType.DATE:
        return in_order(AS_OF.fromisoformat(value).toordinal())
    if fact.type in HIERARCHIES:
        links = chain(fact.type, value)
        return [*(f"c{link}" for link in links), f"x{links[-1]}"]
    return sorted(value) if fact.type is FactType.SET else [str(value).lower()]


def in_order(number: float) -> int:
    """The bits of a double as an integer that is in the order of doubles."""
    bits: int = struct.unpack("<q", struct.pack("<d", number + 0.0))[0]
    return bits if bits >= 0 else bits ^ 0x7FFF_FFFF_FFFF_FFFF


def is_number(name: str) -> bool:
    return FACTS[name].type in NUMBERS or FACTS[name].type is FactType.DATE


def _leaf(leaf: Tree, wanted: bool) -> dict[str, Any]:
    name, op, value = leaf["fact"], leaf["op"], leaf["value"]
    fact = FACTS[name]
    if is_number(name):
        return _number(name, *bounds_of(op, value, AS_OF), wanted=wanted)
    codes = value if isinstance(value, list) else [value]
    if name == "size":
        fitting = [each for each in _SIZE_SETS if holds(leaf, Known({}, each), AS_OF) is wanted]
        return {"any": name, "words": ["_".join(sorted(each)) for each in fitting]}
    if fact.type in HIERARCHIES:
        return _hierarchy(leaf, [chain(fact.type, code) for code in codes], (op == "within") is wanted)
    positive = (op not in ("ne", "not_in", "has_none")) is wanted
    words = [str(code).lower() for code in codes]
    if op == "has_all":
        return {"and" if wanted else "or": [_words(name, [word], positive) for word in words]}
    return _words(name, words, positive)


def _words(name: str, words: list[str], positive: bool) -> dict[str, Any]:
    return {"any" if positive else "none": name, "words": words}


def _hierarchy(leaf: Tree, chains: list[tuple[str, ...]], inside: bool) -> dict[str, Any]:
    codes = [f"c{links[-1]}" for links in chains]
    if inside:
        return _words(leaf["fact"], codes, positive=True)
    # Whoever is known only above one of the codes may still be under it.
    above = sorted({f"x{link}" for links in chains for link in links[:-1]})
    return _words(leaf["fact"], codes + above, positive=False)


def _number(name: str, low: float, high: float, negated: bool, *, wanted: bool) -> dict[str, Any]:
    if negated is not wanted:
        return _range(name, low, high)
    parts = [_range(name, *ends) for ends in ((-inf, low), (high, inf)) if ends[0] != ends[1]]
    return {"or": parts} if len(parts) > 1 else parts[0]


def _range(name: str, low: float, high: float) -> dict[str, Any]:
    found: dict[str, Any] = {"range": name}
    if low != -inf:
        found["from"] = in_order(low)
    if high != inf:
        found["below"] = in_order(high)
    return found
