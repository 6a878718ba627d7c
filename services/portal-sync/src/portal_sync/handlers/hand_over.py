"""Hand over to a channel outside what is due there, many at a time, outside of any transaction."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from portal_sync.domain.entry import Shown
from portal_sync.domain.handover import Due, Handover, Outcome
from portal_sync.domain.neighbours import Neighbours
from portal_sync.domain.parity import Difference
from portal_sync.domain.routing import ChannelRule, expected_in
from portal_sync.domain.source import SourceRecord
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.outside_ports import OutsideChannel
from portal_sync.handlers.ports import Outside
from portal_sync.handlers.rebuilding import sources_are_coming_again
from portal_sync.handlers.reconcile_channels import drifted, note
from portal_sync.handlers.show_policy import Told, entry_of, told
from portal_sync.handlers.site import Site
from shared.db import Database
from shared.events import ChannelDrifted
from shared.messaging import emit
from shared.telemetry import span_from
from shared.telemetry.attributes import CHANNEL, POLICY_ID, REVISION
from shared.telemetry.metrics import CHANNEL_WRITES

TOGETHER: Final = 50
# Longer than any request may take: nobody else hands over the same meanwhile.
_LEASE: Final = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is due of one policy: as it is known, and as it must be."""

    due: Due
    record: SourceRecord
    expected: Shown | None
    handover: Handover


async def hand_over(tools: Tools, database: Database, rule: ChannelRule, channel: OutsideChannel) -> int:
    """Hand over what is due; return how many were tried, 0 where nothing is due."""
    async with database.transaction() as session:
        if await sources_are_coming_again(session):
            return 0
        until = tools.site.clock.now() + _LEASE
        dues = await tools.ledger(session).claim(rule.name, TOGETHER, until)
    if not dues:
        return 0
    parcels = await packed(tools, database, rule, dues)
    outcomes = await _sent(channel, parcels)
    async with database.transaction() as session:
        await tools.ledger(session).settle(rule.name, dues, outcomes)
        for parcel, outcome in zip(parcels, outcomes, strict=True):
            for event in _said(tools.site, rule, parcel, outcome):
                with _span(rule, parcel):
                    await emit(session, event)
    return len(dues)


async def packed(tools: Tools, database: Database, rule: ChannelRule, dues: Sequence[Due]) -> list[Parcel]:
    """Read what must be shown of what is due, with what stands beside it."""
    async with database.transaction() as session:
        sources = tools.sources(session)
        records = {record.policy_id: record for record in await sources.of([due.policy_id for due in dues])}
        near = await sources.beside(list(records.values())) if records else ()
    beside = Neighbours([*near, *records.values()])
    return [_parcel(tools.site, rule, due, records.get(due.policy_id), beside) for due in dues]


def _parcel(
    site: Site, rule: ChannelRule, due: Due, record: SourceRecord | None, beside: Neighbours
) -> Parcel:
    record = record or SourceRecord(due.policy_id)
    expected = expected_in(record.outline, rule)
    entry = None
    if expected is not None:
        plain = entry_of(rule, record, expected, site.clock.now())
        entry = replace(plain, related=beside.beside(record, rule))
    over = due.known.held.etag if due.known.held is not None else None
    return Parcel(due, record, expected, Handover(due.policy_id, entry, over))


async def _sent(channel: OutsideChannel, parcels: Sequence[Parcel]) -> list[Outcome]:
    """Put and remove; return the outcomes in the order of the parcels."""
    handovers = [parcel.handover for parcel in parcels]
    # What is not there and need not be is done.
    outcomes = {each.policy_id: Outcome(each.policy_id) for each in handovers}
    puts = [each for each in handovers if each.entry is not None]
    removals = [each for each in handovers if each.entry is None and each.over is not None]
    for act, chosen in ((channel.put, puts), (channel.remove, removals)):
        try:
            done = await act(chosen) if chosen else ()
        except Outside as problem:
            done = [Outcome(each.policy_id, problem=str(problem)) for each in chosen]
        outcomes |= {outcome.policy_id: outcome for outcome in done}
    CHANNEL_WRITES.labels(channel.name, "put").inc(len(puts))
    CHANNEL_WRITES.labels(channel.name, "remove").inc(len(removals))
    return [_checked(parcel, outcomes[parcel.due.policy_id]) for parcel in parcels]


def _checked(parcel: Parcel, outcome: Outcome) -> Outcome:
    """What the other system says that it shows now must be what it was given."""
    if outcome.done and (outcome.held.shown if outcome.held else None) != parcel.expected:
        return Outcome(outcome.policy_id, problem="对方系统收到后显示的内容与发布的不一致。")
    return outcome


def _said(site: Site, rule: ChannelRule, parcel: Parcel, outcome: Outcome) -> Iterator[Told | ChannelDrifted]:
    if not outcome.done:
        return
    before = parcel.due.known.held.shown if parcel.due.known.held is not None else None
    if (found := parcel.due.known.drift) is not None:
        shown = Shown(found["revision"], found["content_hash"], None) if found["revision"] else None
        difference = Difference(parcel.due.policy_id, parcel.expected, shown)
        note(rule, difference)
        yield drifted(site, rule, difference, repaired=True)
    elif before != parcel.expected and parcel.record.revision:
        yield told(site, rule, parcel.record, parcel.expected)


def _span(rule: ChannelRule, parcel: Parcel) -> AbstractContextManager[object]:
    named: dict[str, str | int] = {
        CHANNEL: rule.name,
        POLICY_ID: str(parcel.due.policy_id),
        REVISION: parcel.record.revision,
    }
    return span_from("portal-sync", f"write {rule.name}", parcel.due.traceparent, attributes=named)
