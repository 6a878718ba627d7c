"""Where the channels' pages are, and the clock that dates their entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from portal_sync.domain.routing import BUILT_IN, ChannelRule
from shared.clock import Clock


@dataclass(frozen=True, slots=True)
class Site:
    """`rules` are of every channel, `labels` what people call them.

    `pages` has for those elsewhere an address with {policy_id} in it.
    """

    public_url: str
    clock: Clock
    rules: Sequence[ChannelRule] = BUILT_IN
    pages: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def address(self, rule: ChannelRule, policy_id: UUID) -> str:
        """Return the policy's address in a channel; it never changes."""
        if rule.name in self.pages:
            return self.pages[rule.name].replace("{policy_id}", str(policy_id))
        return f"{self.public_url.rstrip('/')}/{rule.folder}/policies/{policy_id}"
