"""A channel's rule that became another: what it moves is no drift."""

import json
from dataclasses import asdict, fields
from typing import Any, Final

from portal_sync.domain.parity import Difference
from portal_sync.domain.routing import ChannelKind, ChannelRule, expected_in
from portal_sync.domain.source import Outline

_SETS: Final = ("themes", "departments", "genres", "benefits")


def write_rule(rule: ChannelRule) -> str:
    """Return a rule as text; equal rules have equal texts."""
    values: dict[str, Any] = asdict(rule)
    plain = {name: sorted(values[name]) for name in _SETS} | {"named_as": sorted(rule.named_as)}
    return json.dumps(values | plain, sort_keys=True)


def read_rule(text: str) -> ChannelRule | None:
    """Return the rule of a text; None where there is none, or one of another version of the program."""
    try:
        values = json.loads(text)
        if set(values) != {field.name for field in fields(ChannelRule)}:
            return None
        sets: dict[str, Any] = {name: frozenset(values[name]) for name in _SETS}
        plain = {"named_as": tuple(values["named_as"]), "kind": ChannelKind(values["kind"])}
        return ChannelRule(**values | sets | plain)
    except (TypeError, ValueError):
        return None


def is_moved(difference: Difference, outline: Outline, before: ChannelRule | None) -> bool:
    """Tell whether a difference is the rule's change alone: what is found was right by the one before."""
    return before is not None and difference.found == expected_in(outline, before)
