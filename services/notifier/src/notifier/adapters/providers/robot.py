"""Group robots of WeCom, DingTalk and Feishu through Apprise, on threads of its own.

Apprise waits with blocking calls, and knows some hundred other services whose addresses may lead anywhere.
So it gets an address made here of an allow-listed service and a token, nothing that somebody typed.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from notifier.domain.letter import Letter
from notifier.domain.notices import Notice
from notifier.domain.read import Endpoint, Parcel
from notifier.domain.retry import NotNow, Outcome, Refused, Sent
from notifier.domain.robots import SERVICES, read_robot
from notifier.handlers.ports import Vault

SECONDS: Final = 15
_AT_ONCE: Final = 8


class RobotProvider:
    """Implements `ports.Provider` and `endpoint_ports.Announcer` for group robots."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="robot")

    async def send(self, parcel: Parcel, letter: Letter) -> Outcome:
        return await self._tell(parcel.endpoint, letter)

    async def announce(self, endpoint: Endpoint, notice: Notice) -> Outcome:
        return await self._tell(endpoint, notice.letter)

    async def _tell(self, endpoint: Endpoint, letter: Letter) -> Outcome:
        robot = read_robot(self._vault.open(endpoint.secret or ""))
        if robot is None:
            return Refused("no group robot that is known here")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(SECONDS):
                told = await loop.run_in_executor(self._threads, _notify, robot.url, letter)
        except TimeoutError:
            return NotNow(f"no answer within {SECONDS} s")
        return Sent() if told else NotNow(f"{SERVICES[robot.schema]} did not take it")


def _notify(url: str, letter: Letter) -> bool:
    # Slow to import, and only those who have robots need it.
    import apprise  # noqa: PLC0415

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    plugin: Any = apprise.Apprise.instantiate(f"{url}?redirect=no&verify=yes&cto=5&rto=10")
    if plugin is None or plugin.secure_protocol not in SERVICES:
        return False
    return bool(plugin.notify(body=letter.text, title=letter.subject))
