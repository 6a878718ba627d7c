"""Sending the outboxes again, because the embedded broker forgets when it ends (invariant 10)."""

import asyncio

from shared.messaging.replaying import replay
from shared.service import Service


async def replay_all(services: list[Service]) -> int:
    """Mark everything that every service ever sent as unsent; return how many events that are.

    Call while no relay runs: the order of the outbox is then the order on the topics.
    """
    return sum(await asyncio.gather(*(_replay(service) for service in services)))


async def _replay(service: Service) -> int:
    async with service.database.transaction() as session:
        return await replay(session)
