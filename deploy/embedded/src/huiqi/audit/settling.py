"""Waiting until nothing moves any more: every outbox sent, every topic read, nothing parked."""

import asyncio
import time
from typing import Any, Final

from huiqi.api import Api, ApiRefusedError

# One quiet look may fall between a consumer's commit and its relay's next batch.
_QUIET_LOOKS: Final = 3
_BETWEEN_SECONDS: Final = 0.3


async def wait_until_settled(api: Api, seconds: float) -> list[str]:
    """Return nothing once the system has come to rest, or what still waits after `seconds`."""
    deadline = time.monotonic() + seconds
    quiet = 0
    while True:
        waiting = await _waiting(api)
        quiet = 0 if waiting else quiet + 1
        if quiet >= _QUIET_LOOKS:
            return []
        if time.monotonic() > deadline:
            return waiting or ["it came to rest only now"]
        await asyncio.sleep(_BETWEEN_SECONDS)


async def _waiting(api: Api) -> list[str]:
    try:
        statuses = await api.of_all("status")
    except ApiRefusedError as error:
        if error.status in {401, 403, 404}:
            raise  # it would not be answered later either
        return [str(error)]
    return [reason for status in statuses.values() for reason in _unsettled(status)]


def _unsettled(status: dict[str, Any]) -> list[str]:
    service = status["service"]
    reasons = []
    if status["outbox_unsent"]:
        reasons.append(f"{service} has {status['outbox_unsent']} events to send")
    if status["parked"]:
        reasons.append(f"{service} has {status['parked']} events to try again")
    reasons += [
        f"{topic['consumer']} is behind"
        for topic in status["topics"]
        if topic["lag"] is None or topic["lag"] > 0
    ]
    return reasons
