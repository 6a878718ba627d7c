"""Keep the channels outside what the source says: hand over what is due, and look at them again and again."""

import asyncio
from typing import Final

from portal_sync.domain.routing import ChannelRule
from portal_sync.handlers.compare_outside import compare_outside
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.hand_over import hand_over
from shared.db import Database
from shared.service import wait_or_stop

# What another instance was told of, or what is to be tried again, is found this late at most.
_POLL_SECONDS: Final = 1.0


async def keep_handing_over(tools: Tools, database: Database, rule: ChannelRule, stop: asyncio.Event) -> None:
    """Hand over until stopped."""
    while not stop.is_set():
        if not await hand_over(tools, database, rule, tools.outside[rule.name]):
            await tools.wakes.wait(rule.name, stop, _POLL_SECONDS)


async def keep_comparing(
    tools: Tools, database: Database, every_seconds: float, rule: ChannelRule, stop: asyncio.Event
) -> None:
    """Look again and again until stopped."""
    while not stop.is_set():
        await compare_outside(tools, database, rule, tools.outside[rule.name])
        await wait_or_stop(stop, every_seconds)
