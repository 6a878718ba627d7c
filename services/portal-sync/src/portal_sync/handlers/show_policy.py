"""Bring channels to what the source records say. Consumers and the reconciler both end here."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from portal_sync.domain.change import Change
from portal_sync.domain.entry import Entry, Shown
from portal_sync.domain.parity import Difference
from portal_sync.domain.routing import ChannelRule
from portal_sync.domain.source import SourceRecord
from portal_sync.handlers.ports import Channel
from portal_sync.handlers.site import Site
from shared.events import ChannelMirrored, ChannelWithdrawn
from shared.telemetry import tracer
from shared.telemetry.attributes import BATCH_SIZE, CHANNEL, POLICY_ID, REVISION
from shared.telemetry.metrics import CHANNEL_WRITES

Told = ChannelMirrored | ChannelWithdrawn


async def show_changes(site: Site, channels: Mapping[str, Channel], changes: Sequence[Change]) -> list[Told]:
    """Bring every channel along; return the events that tell what is shown now, in the order of the changes.

    A channel outside only takes note, and tells once it shows it.
    """
    records = {change.policy_id: change.after for change in changes}
    said: dict[UUID, list[Told]] = {change.policy_id: [] for change in changes}
    for rule in site.rules:
        differing = differing_in(rule, changes)
        await show(site, channels[rule.name], rule, differing, records)
        for each in () if rule.outside else differing:
            said[each.policy_id].append(told(site, rule, records[each.policy_id], each.expected))
    return [event for events in said.values() for event in events]


async def show(
    site: Site,
    channel: Channel,
    rule: ChannelRule,
    differing: Sequence[Difference],
    records: Mapping[UUID, SourceRecord],
) -> None:
    """Make a channel show what is expected of the policies that differ."""
    if not differing:
        return
    now = site.clock.now()
    entries = [
        entry_of(rule, records[each.policy_id], each.expected, now)
        for each in differing
        if each.expected is not None
    ]
    hidden = [each.policy_id for each in differing if each.expected is None]
    with _span(channel.name, [records[each.policy_id] for each in differing]):
        if entries:
            await channel.put(entries)
        if hidden:
            await channel.remove(hidden)
    CHANNEL_WRITES.labels(channel.name, "put").inc(len(entries))
    CHANNEL_WRITES.labels(channel.name, "remove").inc(len(hidden))


def differing_in(rule: ChannelRule, changes: Sequence[Change]) -> list[Difference]:
    """Return what a channel must show otherwise than before."""
    pairs = ((change.policy_id, *change.in_channel(rule)) for change in changes)
    return [Difference(policy_id, after, before) for policy_id, before, after in pairs if before != after]


def entry_of(rule: ChannelRule, record: SourceRecord, expected: Shown, now: datetime) -> Entry:
    """Return what a channel must show of a record."""
    return Entry(
        channel=rule.name,
        policy_id=record.policy_id,
        revision=expected.revision,
        # A channel that must not show the text any more is not given it.
        said=record.publication.said if record.publication and expected.content_hash else None,
        content_hash=expected.content_hash,
        withdrawal=record.standing_withdrawal,
        mirrored_at=now,
    )


def told(site: Site, rule: ChannelRule, record: SourceRecord, expected: Shown | None) -> Told:
    """Return the event that says what a channel shows now."""
    now, address = site.clock.now(), site.address(rule, record.policy_id)
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


def _span(channel: str, records: Sequence[SourceRecord]) -> AbstractContextManager[object]:
    named: dict[str, str | int] = {CHANNEL: channel, BATCH_SIZE: len(records)}
    if len(records) == 1:
        named |= {POLICY_ID: str(records[0].policy_id), REVISION: records[0].revision}
    return tracer("portal-sync").start_as_current_span(f"write {channel}", attributes=named)
