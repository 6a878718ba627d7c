"""What an event changed of what is known of a policy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from portal_sync.domain.entry import Shown
from portal_sync.domain.routing import ChannelRule, expected_in
from portal_sync.domain.source import Outline, SourceRecord


@dataclass(frozen=True, slots=True)
class Change:
    """A record before and after. Outlines are made once: hashing a withdrawal is not for free."""

    before: SourceRecord
    after: SourceRecord
    outline_before: Outline = field(init=False)
    outline_after: Outline = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "outline_before", self.before.outline)
        object.__setattr__(self, "outline_after", self.after.outline)

    @property
    def policy_id(self) -> UUID:
        return self.after.policy_id

    def in_channel(self, rule: ChannelRule) -> tuple[Shown | None, Shown | None]:
        """Return what the channel had to show before, and has to now."""
        return expected_in(self.outline_before, rule), expected_in(self.outline_after, rule)

    @property
    def both(self) -> Iterator[SourceRecord]:
        """Yield both records, for what depends on either."""
        yield self.before
        yield self.after
