"""What facts are used for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matcher.domain.population import Policy
from shared.criteria import FACTS


def facts_of(criteria: Mapping[str, Any]) -> Iterator[str]:
    """The facts that a tree asks about."""
    if "fact" in criteria:
        yield str(criteria["fact"])
    for key in ("all", "any", "of"):
        for child in criteria.get(key, ()):
            yield from facts_of(child)
    if "not" in criteria:
        yield from facts_of(criteria["not"])


def uses_of(policies: Iterable[Policy]) -> dict[str, list[str]]:
    """Titles of the policies that ask about a fact, or about one that is derived from it."""
    uses: dict[str, dict[str, None]] = defaultdict(dict)
    for policy in policies:
        for fact in dict.fromkeys(facts_of(policy.criteria or {})):
            for name in (fact, *FACTS[fact].derived_from):
                uses[name][policy.brief.title] = None
    return {name: list(titles) for name, titles in uses.items()}
