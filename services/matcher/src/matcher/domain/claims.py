"""Who says what of an enterprise, and whose word stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from shared.criteria import FACTS

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {"registry": "登记机关", "department": "主管部门", "self": "企业填报"}
)
"""Sources by name, highest first: what a higher one states stands, whatever a lower one says."""

NAME: Final = "name"
"""The enterprise's name is claimed like a fact."""

EVERYTHING: Final = frozenset({NAME, *FACTS})

Claims = Mapping[str, Mapping[str, tuple[Any, str]]]
"""By source and fact: the value and the day (YYYY-MM-DD) since which the source states it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's word on a fact, since a day in Asia/Shanghai."""

    source: str
    value: Any
    day: date

    @property
    def source_label(self) -> str:
        """The source as people call it."""
        return SOURCES.get(self.source, self.source)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says now. Of `about`, what is not in `facts` it no longer states."""

    source: str
    facts: Mapping[str, Any]
    about: Collection[str]


def standing(claims: Claims) -> dict[str, Claim]:
    """The word that stands on each fact."""
    found: dict[str, Claim] = {}
    for source in SOURCES:
        for fact, (value, day) in claims.get(source, {}).items():
            found.setdefault(fact, Claim(source, value, date.fromisoformat(day)))
    return found


def overruled(claims: Claims) -> dict[str, Claim]:
    """What an enterprise states itself and a higher source states otherwise."""
    stands = standing(claims)
    own = {
        fact: Claim("self", value, date.fromisoformat(day))
        for fact, (value, day) in claims.get("self", {}).items()
    }
    return {
        fact: claim
        for fact, claim in own.items()
        if stands[fact].source != "self" and stands[fact].value != claim.value
    }


def state(claims: Claims, statement: Statement, day: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """The claims after a statement, and what it changed of its source's word: null where taken back.

    Repeating what a higher source states is no claim: nobody asserts what a form showed them.
    """
    mine = dict(claims.get(statement.source, {}))
    higher = standing({source: claims[source] for source in _above(statement.source) if source in claims})
    changed: dict[str, Any] = {}
    for fact in statement.about:
        value = statement.facts.get(fact)
        held = mine.get(fact)
        if value is None:
            if held is not None:
                del mine[fact]
                changed[fact] = None
        elif held is None or held[0] != value:
            if held is None and fact in higher and higher[fact].value == value:
                continue
            mine[fact] = (value, day.isoformat())
            changed[fact] = value
    return {**claims, statement.source: mine} if changed else dict(claims), changed


def _above(source: str) -> list[str]:
    names = list(SOURCES)
    return names[: names.index(source)]
