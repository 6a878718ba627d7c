"""Bringing back a part of the embedded edition that ended by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from huiqi.infra.errors import InfraError
from shared.telemetry import get_logger

log = get_logger()

_FIRST_DELAY: Final = 0.2
_LONGEST_DELAY: Final = 10.0


class Part(Protocol):
    """What can be brought back: the embedded PostgreSQL or broker."""

    @property
    def name(self) -> str: ...
    async def start(self) -> None: ...
    async def wait(self) -> int: ...


async def keep_running(part: Part, on_return: Callable[[], Awaitable[None]] | None = None) -> None:
    """Start `part` again, at its old address, whenever it ends; run until cancelled.

    Cancel this before stopping the part. `on_return` runs after each start: the broker forgets, so topics are
    made and outboxes sent again there. It is cut short where the part ends again meanwhile, for then it would
    wait for what only the next start brings.
    """
    returning: asyncio.Future[None] | None = None
    try:
        while True:
            code = await part.wait()
            log.warning("part_ended", part=part.name, exit_code=code)
            await _cut_short(returning)
            delay = _FIRST_DELAY
            while not await _started(part):
                await asyncio.sleep(delay)
                delay = min(delay * 2, _LONGEST_DELAY)
            if on_return is not None:
                returning = asyncio.ensure_future(on_return())
    finally:
        await _cut_short(returning)


async def _cut_short(returning: asyncio.Future[None] | None) -> None:
    if returning is None:
        return
    returning.cancel()
    try:
        await returning
    except asyncio.CancelledError:
        pass
    except Exception:
        log.exception("return_failed")


async def _started(part: Part) -> bool:
    try:
        await part.start()
    except InfraError as error:
        log.warning("part_not_back", part=part.name, reason=str(error))
        return False
    log.info("part_back", part=part.name)
    return True
