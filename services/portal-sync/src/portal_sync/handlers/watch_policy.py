"""What operators see of one policy: the source, and what each channel shows of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal_sync.domain.entry import Shown
from portal_sync.domain.routing import ChannelRule, expected_in
from portal_sync.domain.source import SourceRecord
from portal_sync.handlers.desk import Desk


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What a channel shows of a policy and what it must."""

    rule: ChannelRule
    expected: Shown | None
    found: Shown | None

    @property
    def equal(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class PolicyWatch:
    """A policy for operators."""

    record: SourceRecord
    title: str
    document_number: str
    channels: Sequence[ChannelState]


async def watch_policy(desk: Desk, policy_id: UUID) -> PolicyWatch | None:
    """Look at a policy; None where this service never heard of it."""
    async with desk.database.transaction() as session:
        record = await desk.tools.sources(session).get(policy_id)
        if record is None:
            return None
        channels = desk.tools.channels(session)
        states = [
            ChannelState(
                rule,
                expected_in(record.outline, rule),
                (await channels[rule.name].list([policy_id])).get(policy_id),
            )
            for rule in desk.tools.site.rules
        ]
    return PolicyWatch(record, record.title, record.document_number, states)
