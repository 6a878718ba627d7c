"""Follow the links to service items and attachments, politely, and write down which lead nowhere."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from portal_sync.domain.link_check import is_cut_off
from portal_sync.handlers.link_ports import LinkChecks, LinkProbe
from shared.db import Database
from shared.service import wait_or_stop
from shared.telemetry import get_logger

log = get_logger("portal-sync")

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
    """Follow links whose turn it is, one after another on each host; return how many.

    Where many hosts keep silent and none answers, nothing is written down: they come up again by themselves.
    """
    async with database.transaction() as session:
        urls = await checks(session).claim(_TOGETHER)
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        hosts[urlsplit(url).netloc].append(url)
    silent = await asyncio.gather(
        *(_on_host(checks, probe, database, pause, chosen) for chosen in hosts.values())
    )
    problems = dict(each for some in silent for each in some)
    if is_cut_off(len(urls) - len(problems), sum(map(bool, silent))):
        log.warning("link check cut off", hosts=len(hosts))
        return 0
    async with database.transaction() as session:
        for url, problem in problems.items():
            await checks(session).settle(url, problem)
    return len(urls)


async def _on_host(
    checks: Checks, probe: LinkProbe, database: Database, pause: float, urls: list[str]
) -> list[tuple[str, str]]:
    """Write down what was answered; return what was not, with its problem."""
    silent: list[tuple[str, str]] = []
    for number, url in enumerate(urls):
        if number:
            await asyncio.sleep(pause)
        followed = await probe.probe(url)
        if not followed.answered:
            silent.append((url, followed.problem))
            continue
        async with database.transaction() as session:
            await checks(session).settle(url, followed.problem)
    return silent
