"""Comparing a channel with the source (同源校验)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal_sync.domain.entry import Shown


@dataclass(frozen=True, slots=True)
class RuleChange:
    """When a channel's rule became another for the last time; how many policies that brought and removed."""

    changed_at: datetime
    brought: int
    removed: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One policy of which a channel shows something else than it must."""

    policy_id: UUID
    expected: Shown | None
    found: Shown | None

    @property
    def only_late(self) -> bool:
        """Whether the channel holds the right content and only says an older state of it."""
        if self.expected is None or self.found is None:
            return False
        return self.expected.content_hash == self.found.content_hash


@dataclass(frozen=True, slots=True)
class ChannelParity:
    """A channel compared with the source; `lag_seconds` is the age of the oldest change not shown, or 0.

    Of a channel elsewhere it is known when it was last looked at, and why it cannot be now.
    """

    channel: str
    checked: int
    equal: int
    differences: tuple[Difference, ...]
    lag_seconds: float
    compared_at: datetime | None = None
    problem: str = ""
    rule_change: RuleChange | None = None

    @property
    def in_parity(self) -> bool:
        return not self.differences


def differences(expected: Mapping[UUID, Shown], found: Mapping[UUID, Shown]) -> tuple[Difference, ...]:
    """Return every policy that a channel lacks, shows differently, or should not show at all."""
    policies = sorted(expected.keys() | found.keys())
    pairs = ((policy_id, expected.get(policy_id), found.get(policy_id)) for policy_id in policies)
    return tuple(Difference(policy_id, want, have) for policy_id, want, have in pairs if want != have)
