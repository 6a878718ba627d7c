"""Comparing a channel with the source (同源校验)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from portal_sync.domain.entry import Shown


@dataclass(frozen=True, slots=True)
class Difference:
    """One policy of which a channel shows something else than it must."""

    policy_id: UUID
    expected: Shown | None
    found: Shown | None


@dataclass(frozen=True, slots=True)
class ChannelParity:
    """How a channel compares with the source. `lag_seconds` is the age of the oldest change not shown; 0 where none."""

    channel: str
    checked: int
    equal: int
    differences: tuple[Difference, ...]
    lag_seconds: float

    @property
    def in_parity(self) -> bool:
        return not self.differences


def differences(expected: Mapping[UUID, Shown], found: Mapping[UUID, Shown]) -> tuple[Difference, ...]:
    """Return every policy that a channel lacks, shows differently, or should not show at all."""
    policies = sorted(expected.keys() | found.keys())
    pairs = ((policy_id, expected.get(policy_id), found.get(policy_id)) for policy_id in policies)
    return tuple(Difference(policy_id, want, have) for policy_id, want, have in pairs if want != have)
