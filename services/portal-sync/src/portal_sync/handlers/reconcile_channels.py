"""Compare every channel with the source, continuously, and put right what differs (invariant 4)."""

import asyncio
from collections.abc import Sequence

from portal_sync.domain.entry import Shown
from portal_sync.domain.parity import Difference, differences
from portal_sync.domain.routing import ChannelRule
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.show_policy import show_in_channel
from shared.db import Database
from shared.events import ChannelDrifted
from shared.messaging import emit
from shared.service import wait_or_stop
from shared.telemetry import get_logger, log_context
from shared.telemetry.metrics import CHANNEL_DRIFTS

log = get_logger("portal-sync")


async def keep_reconciling(
    tools: Tools, database: Database, every_seconds: float, stop: asyncio.Event
) -> None:
    """Reconcile until stopped."""
    while not stop.is_set():
        await reconcile_channels(tools, database)
        await wait_or_stop(stop, every_seconds)


async def reconcile_channels(tools: Tools, database: Database) -> list[Difference]:
    """Find what differs and repair it; return what was repaired.

    The comparison takes no locks, so each suspect is looked at again under its record's lock: a revision that
    arrives meanwhile is no drift.
    """
    repaired = []
    for rule in tools.site.rules:
        for suspect in await _suspects(tools, database, rule):
            difference = await _repair(tools, database, rule, suspect)
            if difference is not None:
                repaired.append(difference)
    return repaired


async def _suspects(tools: Tools, database: Database, rule: ChannelRule) -> Sequence[Difference]:
    async with database.transaction() as session:
        expected = (await tools.sources(session).expected()).get(rule.name, {})
        return differences(expected, await tools.channels(session)[rule.name].list())


async def _repair(
    tools: Tools, database: Database, rule: ChannelRule, suspect: Difference
) -> Difference | None:
    async with database.transaction() as session:
        record = await tools.sources(session).locked(suspect.policy_id)
        difference = await show_in_channel(tools.site, tools.channels(session)[rule.name], rule, record)
        if difference is None:
            return None
        await tools.version(session).bump()
        found = difference.found
        await emit(
            session,
            ChannelDrifted(
                policy_id=record.policy_id,
                # An entry of no known policy has no revision but the one it claims.
                revision=max(1, record.revision or (found.revision if found else 1)),
                channel=rule.name,
                address=tools.site.address(rule, record),
                expected_hash=_hash(difference.expected) or "",
                found_hash=_hash(found),
                found_at=tools.site.clock.now(),
                repaired=True,
            ),
        )
    CHANNEL_DRIFTS.labels(rule.name).inc()
    with log_context(policy_id=suspect.policy_id):
        log.warning(
            "channel drifted", channel=rule.name, found=_hash(found), expected=_hash(difference.expected)
        )
    return difference


def _hash(shown: Shown | None) -> str | None:
    return shown.content_hash if shown is not None else None
