"""Look at what a channel outside shows, and have put right what somebody changed behind our back."""

from portal_sync.domain.handover import Held
from portal_sync.domain.parity import differences
from portal_sync.domain.routing import ChannelRule
from portal_sync.handlers.follow_rules import settle_rule
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.outside_ports import OutsideChannel
from portal_sync.handlers.ports import Outside
from portal_sync.handlers.rebuilding import sources_are_coming_again
from shared.db import Database
from shared.telemetry import get_logger

log = get_logger("portal-sync")


async def compare_outside(
    tools: Tools, database: Database, rule: ChannelRule, channel: OutsideChannel
) -> int:
    """Compare a channel with its ledger, and the ledger with the source; return how many are to be repaired.

    A channel that was added, or whose rule was changed, is filled from the beginning in this way: the source
    records are what a replay of the topic leaves.
    """
    began = tools.site.clock.now()
    try:
        found = await channel.list()
    except Outside as problem:
        log.warning("channel out of reach", channel=rule.name, problem=str(problem))
        async with database.transaction() as session:
            await tools.ledger(session).note_look(rule.name, str(problem))
        return 0
    async with database.transaction() as session:
        if await sources_are_coming_again(session):
            return 0
        ledger = tools.ledger(session)
        known = await ledger.known(rule.name)
        held = {key: each.held for key, each in known.items() if each.held is not None}
        changed = {
            policy_id: found.get(policy_id)
            for policy_id in found.keys() | held.keys()
            if _etag(held.get(policy_id)) != _etag(found.get(policy_id))
        }
        corrected = await ledger.correct(rule.name, changed, began)
        expected = (await tools.sources(session).expected()).get(rule.name, {})
        shown = {key: each.held.shown for key, each in (await ledger.known(rule.name)).items() if each.held}
        missing = differences(expected, shown)
        waiting = {key for key, each in known.items() if each.due} | changed.keys()
        if asked := [each for each in missing if each.policy_id not in waiting]:
            await ledger.ask(rule.name, [each.policy_id for each in asked])
        await settle_rule(tools.rules(session), rule, asked)
        await ledger.note_look(rule.name, None)
    return corrected


def _etag(held: Held | None) -> str | None:
    return held.etag if held is not None else None
