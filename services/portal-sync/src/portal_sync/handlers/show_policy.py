"""Bring every channel to what the source record says. Consumers and the reconciler both end here."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from portal_sync.domain.entry import Entry, Shown
from portal_sync.domain.parity import Difference
from portal_sync.domain.routing import RULES, ChannelRule, expected_in
from portal_sync.domain.source import SourceRecord
from portal_sync.handlers.ports import Channel
from shared.clock import Clock
from shared.events import ChannelMirrored, ChannelWithdrawn
from shared.telemetry import tracer
from shared.telemetry.attributes import CHANNEL, POLICY_ID, REVISION
from shared.telemetry.metrics import CHANNEL_WRITES


@dataclass(frozen=True, slots=True)
class Site:
    """Where the channels' pages are, and the clock that dates their entries."""

    public_url: str
    clock: Clock
    rules: Sequence[ChannelRule] = RULES

    def address(self, rule: ChannelRule, record: SourceRecord) -> str:
        """Return the policy's address in a channel; it never changes."""
        return f"{self.public_url.rstrip('/')}/{rule.folder}/policies/{record.policy_id}"


async def show_in_channel(
    site: Site, channel: Channel, rule: ChannelRule, record: SourceRecord
) -> Difference | None:
    """Make the channel show what it must; return what differed, None where nothing did."""
    expected = expected_in(record.outline, rule)
    found = (await channel.list([record.policy_id])).get(record.policy_id)
    if expected == found:
        return None
    with _span(channel.name, record):
        if expected is None:
            await channel.remove(record.policy_id)
        else:
            await channel.put(_entry(site, rule, record, expected))
    CHANNEL_WRITES.labels(channel.name, "remove" if expected is None else "put").inc()
    return Difference(record.policy_id, expected, found)


async def show_everywhere(
    site: Site, channels: Mapping[str, Channel], record: SourceRecord
) -> list[ChannelMirrored | ChannelWithdrawn]:
    """Bring every channel up to date; return the events that tell what changed."""
    events: list[ChannelMirrored | ChannelWithdrawn] = []
    for rule in site.rules:
        difference = await show_in_channel(site, channels[rule.name], rule, record)
        if difference is not None:
            events.append(_told(site, rule, record, difference.expected))
    return events


def _entry(site: Site, rule: ChannelRule, record: SourceRecord, expected: Shown) -> Entry:
    return Entry(
        channel=rule.name,
        policy_id=record.policy_id,
        revision=expected.revision,
        content=record.publication.content if record.publication is not None else None,
        content_hash=expected.content_hash,
        withdrawal=record.standing_withdrawal,
        mirrored_at=site.clock.now(),
    )


def _told(
    site: Site, rule: ChannelRule, record: SourceRecord, expected: Shown | None
) -> ChannelMirrored | ChannelWithdrawn:
    now, address = site.clock.now(), site.address(rule, record)
    if expected is None or expected.withdrawn or expected.content_hash is None:
        return ChannelWithdrawn(
            policy_id=record.policy_id,
            revision=record.revision,
            channel=rule.name,
            address=address,
            withdrawn_at=now,
        )
    return ChannelMirrored(
        policy_id=record.policy_id,
        revision=expected.revision,
        channel=rule.name,
        address=address,
        content_hash=expected.content_hash,
        mirrored_at=now,
    )


def _span(channel: str, record: SourceRecord) -> AbstractContextManager[object]:
    named: dict[str, str | int] = {
        CHANNEL: channel,
        POLICY_ID: str(record.policy_id),
        REVISION: record.revision,
    }
    return tracer("portal-sync").start_as_current_span(f"write {channel}", attributes=named)
