"""Compare this site's channels with the source, continuously, and put right what differs (invariant 4)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal_sync.domain.entry import Shown
from portal_sync.domain.parity import Difference, differences
from portal_sync.domain.routing import ChannelRule, expected_in
from portal_sync.domain.rule_change import is_moved
from portal_sync.handlers.follow_rules import rule_before, settle_rule
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.show_policy import show, told
from portal_sync.handlers.site import Site
from shared.db import Database, see_one_moment
from shared.events import ChannelDrifted
from shared.messaging import emit
from shared.service import wait_or_stop
from shared.telemetry import get_logger, log_context
from shared.telemetry.metrics import CHANNEL_DRIFTS

log = get_logger("portal-sync")

# Unless it is quieter before. With the pause between two comparisons it has to stay below a minute.
_WAIT_FOR_CALM_SECONDS: Final = 20
# So many are repaired in one transaction: events that arrive meanwhile wait no longer than for a batch.
_TOGETHER: Final = 100


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was put right: what had drifted, and what another rule moved."""

    drifts: Sequence[Difference]
    moved: Sequence[Difference]


async def keep_reconciling(
    tools: Tools, database: Database, every_seconds: float, stop: asyncio.Event
) -> None:
    """Reconcile until stopped; a backlog goes first, which would be compared again and again meanwhile."""
    while not stop.is_set():
        await tools.calm.wait(stop, _WAIT_FOR_CALM_SECONDS)
        await reconcile_channels(tools, database)
        await wait_or_stop(stop, every_seconds)


async def reconcile_channels(tools: Tools, database: Database) -> list[Difference]:
    """Find what differs and repair it; return what had drifted.

    The comparison takes no locks, so suspects are looked at again under their records' locks: a revision that
    arrives meanwhile is no drift. Nor is what a rule that became another moves.
    """
    drifts: list[Difference] = []
    for rule in tools.site.rules:
        if not rule.outside:
            drifts += await _reconcile(tools, database, rule)
    return drifts


async def _reconcile(tools: Tools, database: Database, rule: ChannelRule) -> list[Difference]:
    suspects, before = await _suspects(tools, database, rule)
    drifts: list[Difference] = []
    moved: list[Difference] = []
    for start in range(0, len(suspects), _TOGETHER):
        some = await _repair(tools, database, rule, suspects[start : start + _TOGETHER], before)
        drifts += some.drifts
        moved += some.moved
    async with database.transaction() as session:
        await settle_rule(tools.rules(session), rule, moved)
    return drifts


async def _suspects(
    tools: Tools, database: Database, rule: ChannelRule
) -> tuple[Sequence[Difference], ChannelRule | None]:
    """Return what differs, and the rule that the channel followed until now where that is another.

    Only parts whose fingerprint is not that of an equal one are read: comparing a hundred thousand policies
    that are as they were would keep visitors waiting for seconds, twice a minute.
    """
    suspects: list[Difference] = []
    async with database.transaction() as session:
        # What is committed between two looks is no drift.
        await see_one_moment(session)
        prints, channel = tools.fingerprints(session), tools.channels(session)[rule.name]
        now = await prints.of(rule.name)
        for part, policies in (await prints.policies(rule.name, tools.parts.others(rule, now))).items():
            expected = (await tools.sources(session).expected(policies)).get(rule.name, {})
            differing = differences(expected, await channel.list(policies))
            if not differing:
                tools.parts.note_equal(rule, part, now[part])
            suspects += differing
        return suspects, await rule_before(tools.rules(session), rule)


async def _repair(
    tools: Tools,
    database: Database,
    rule: ChannelRule,
    suspects: Sequence[Difference],
    before: ChannelRule | None,
) -> Repaired:
    policies = [suspect.policy_id for suspect in suspects]
    async with database.transaction() as session:
        records = await tools.sources(session).locked(policies)
        channel = tools.channels(session)[rule.name]
        expected = {key: expected_in(record.outline, rule) for key, record in records.items()}
        differing = differences(
            {key: shown for key, shown in expected.items() if shown is not None},
            await channel.list(policies),
        )
        if not differing:
            return Repaired((), ())
        await show(tools.site, channel, rule, differing, records)
        await tools.version(session).bump()
        moved = [each for each in differing if is_moved(each, records[each.policy_id].outline, before)]
        drifts = [each for each in differing if each not in moved]
        await emit(session, *(drifted(tools.site, rule, each, repaired=True) for each in drifts))
        await emit(
            session, *(told(tools.site, rule, records[each.policy_id], each.expected) for each in moved)
        )
    for each in drifts:
        note(rule, each)
    return Repaired(drifts, moved)


def drifted(site: Site, rule: ChannelRule, difference: Difference, *, repaired: bool) -> ChannelDrifted:
    """Return the event that says what a channel showed and what it had to."""
    expected, found = difference.expected, difference.found
    # An entry of no known policy has no revision but the one it claims.
    revision = expected.revision if expected else found.revision if found else 1
    return ChannelDrifted(
        policy_id=difference.policy_id,
        revision=max(1, revision),
        channel=rule.name,
        address=site.address(rule, difference.policy_id),
        expected_hash=_hash(expected) or "",
        found_hash=_hash(found),
        found_at=site.clock.now(),
        repaired=repaired,
    )


def note(rule: ChannelRule, difference: Difference) -> None:
    """Count and log a drift."""
    CHANNEL_DRIFTS.labels(rule.name).inc()
    with log_context(policy_id=difference.policy_id):
        found, expected = _hash(difference.found), _hash(difference.expected)
        log.warning("channel drifted", channel=rule.name, found=found, expected=expected)


def _hash(shown: Shown | None) -> str | None:
    return shown.content_hash if shown is not None else None
