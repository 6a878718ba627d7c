"""A channel as a folder of files, once: everything that it shows now."""

from typing import Final

from portal_sync.domain.handover import Due, Handover, Known
from portal_sync.domain.routing import ChannelRule
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.hand_over import packed
from portal_sync.handlers.outside_ports import OutsideChannel
from shared.db import Database

_TOGETHER: Final = 200


async def export_site(tools: Tools, database: Database, rule: ChannelRule, channel: OutsideChannel) -> int:
    """Put every entry of a channel into an empty one elsewhere; return how many there are."""
    async with database.transaction() as session:
        policies = sorted((await tools.sources(session).expected()).get(rule.name, {}))
    for start in range(0, len(policies), _TOGETHER):
        nothing = Known(None, due=True)
        dues = [Due(each, 0, 0, nothing, None) for each in policies[start : start + _TOGETHER]]
        parcels = await packed(tools, database, rule, dues)
        handovers: list[Handover] = [each.handover for each in parcels if each.handover.entry is not None]
        await channel.put(handovers)
    if not policies:
        await channel.put([])
    return len(policies)
