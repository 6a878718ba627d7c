"""Group robots of WeCom, DingTalk and Feishu through Apprise, on threads of its own.

Apprise waits with blocking calls, and knows some hundred other services whose addresses may lead anywhere.
So it gets an address made here of an allow-listed service and a token, nothing that somebody typed. It tells
only yes or no, and says yes to refusals that come with HTTP 200: the service's own answer is overheard.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from logging import CRITICAL, getLogger
from threading import Lock, local
from typing import Any, Final

from notifier.adapters.providers.posting import Answer, retry_after
from notifier.domain.letter import Letter
from notifier.domain.notices import Notice
from notifier.domain.read import Endpoint, Parcel
from notifier.domain.retry import NotNow, Outcome, Refused
from notifier.domain.robot_answers import robot_answer
from notifier.domain.robots import MOST_BYTES, SERVICES, read_robot
from notifier.handlers.ports import Vault
from shared.clock import Clock

SECONDS: Final = 15
_AT_ONCE: Final = 8
_PREPARING: Final = Lock()


class RobotProvider:
    """Implements `ports.Provider` and `endpoint_ports.Announcer` for group robots."""

    def __init__(self, vault: Vault, *, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="robot")

    async def send(self, parcel: Parcel, letter: Letter) -> Outcome:
        """Tell the group. A robot that is no more ends the endpoint; limits and outages may pass."""
        return await self._tell(parcel.endpoint, letter)

    async def announce(self, endpoint: Endpoint, notice: Notice) -> Outcome:
        """Tell the group a notice."""
        return await self._tell(endpoint, notice.letter)

    async def _tell(self, endpoint: Endpoint, letter: Letter) -> Outcome:
        robot = read_robot(self._vault.open(endpoint.secret or ""))
        if robot is None:
            return Refused("no group robot that is known here")
        loop = asyncio.get_running_loop()
        words = cut(f"{letter.subject}\n{letter.text}", MOST_BYTES[robot.schema])
        try:
            async with asyncio.timeout(SECONDS):
                answer = await loop.run_in_executor(self._threads, _notify, robot.url, words)
        except TimeoutError:
            return NotNow(f"no answer within {SECONDS} s")
        if answer is None:
            return NotNow(f"{SERVICES[robot.schema]}: no answer")
        waits = retry_after(answer.headers, self._clock.now())
        return robot_answer(robot.schema, answer.status, answer.body, waits)


def cut(words: str, most: int) -> str:
    """Return the words, shortened where they take more than `most` bytes."""
    encoded = words.encode()
    return words if len(encoded) <= most else encoded[: most - 3].decode(errors="ignore") + "…"


class _Overheard:
    """Stands for the `requests` that a plugin posts with, and keeps what was answered to this thread."""

    def __init__(self, requests: Any) -> None:  # noqa: ANN401 (a module)
        self._requests = requests
        self._heard = local()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever else the plugin takes of it)
        return getattr(self._requests, name)

    def post(self, *args: Any, **given: Any) -> Any:  # noqa: ANN401 (as `requests.post`)
        self._heard.answer = None
        self._heard.answer = self._requests.post(*args, **given)
        return self._heard.answer

    def take(self) -> Any:  # noqa: ANN401 (a response)
        """Return the answer to this thread, once; None where none came."""
        answer, self._heard.answer = getattr(self._heard, "answer", None), None
        return answer


def _notify(url: str, words: str) -> Answer | None:
    # Slow to import, and only those who have robots need it.
    import apprise  # noqa: PLC0415

    getLogger("apprise").setLevel(CRITICAL)
    plugin: Any = apprise.Apprise.instantiate(f"{url}?redirect=no&verify=yes&cto=5&rto=10")
    if plugin is None or plugin.secure_protocol not in SERVICES:
        raise ValueError("Apprise does not know this address as a group robot's")
    overheard = _overheard(plugin)
    plugin.notify(body=words)
    answer = overheard.take()
    return None if answer is None else Answer(answer.status_code, answer.headers, answer.content)


def _overheard(plugin: Any) -> _Overheard:  # noqa: ANN401 (a plugin of Apprise)
    module: Any = sys.modules[type(plugin).__module__]
    with _PREPARING:
        if not isinstance(module.requests, _Overheard):
            module.requests = _Overheard(module.requests)
        overheard: _Overheard = module.requests
        return overheard
