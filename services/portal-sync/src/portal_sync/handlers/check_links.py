"""Follow the links to service items and attachments, politely, and write down which lead nowhere."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.handlers.link_ports import LinkChecks, LinkProbe
from shared.db import Database
from shared.service import wait_or_stop

Checks = Callable[[AsyncSession], LinkChecks]

_TOGETHER: Final = 40
# So long between two requests to one host: a visitor clicks faster.
_PAUSE_SECONDS: Final = 1.0


async def keep_checking(
    checks: Checks, probe: LinkProbe, database: Database, every_seconds: float, stop: asyncio.Event
) -> None:
    """Check until stopped."""
    while not stop.is_set():
        async with database.transaction() as session:
            await checks(session).refresh()
        while not stop.is_set() and await check_links(checks, probe, database, _PAUSE_SECONDS):
            pass
        await wait_or_stop(stop, every_seconds)


async def check_links(checks: Checks, probe: LinkProbe, database: Database, pause: float) -> int:
    """Follow links whose turn it is, one after another on each host; return how many."""
    async with database.transaction() as session:
        urls = await checks(session).claim(_TOGETHER)
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[urlsplit(url).netloc].append(url)
    await asyncio.gather(*(_on_host(checks, probe, database, pause, chosen) for chosen in hosts.values()))
    return len(urls)


async def _on_host(
    checks: Checks, probe: LinkProbe, database: Database, pause: float, urls: list[str]
) -> None:
    for number, url in enumerate(urls):
        if number:
            await asyncio.sleep(pause)
        problem = await probe.probe(url)
        async with database.transaction() as session:
            await checks(session).settle(url, problem)
