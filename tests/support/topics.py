"""Emptying a broker between tests."""

import asyncio

from aiokafka.admin import AIOKafkaAdminClient


async def delete_topics(bootstrap_servers: str, seconds: float = 20) -> None:
    """Delete every topic but the broker's own and wait until they are gone."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    try:
        async with asyncio.timeout(seconds):
            while topics := [name for name in await admin.list_topics() if not name.startswith("__")]:
                await admin.delete_topics(topics)
                await asyncio.sleep(0.05)
    finally:
        await admin.close()
