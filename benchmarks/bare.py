"""What the parts alone can do, measured beside the system in the same run."""

import asyncio
import random
import time

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer


async def bare_hop(bootstrap_servers: str, settings: dict[str, object], samples: int) -> list[float]:
    """Milliseconds from sending an event of 4 KB until a waiting consumer has it, nothing else done."""
    topic = "bare-hop"
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap_servers,
        acks="all",
        linger_ms=0,
        enable_idempotence=bool(settings.get("kafka_enable_idempotence", True)),
    )
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap_servers,
        group_id=None,
        auto_offset_reset="latest",
        fetch_max_wait_ms=int(str(settings.get("kafka_fetch_max_wait_ms", 500))),
    )
    await producer.start()
    await producer.send_and_wait(topic, b"warm")
    await consumer.start()
    await consumer.seek_to_end()
    taken = []
    try:
        for _ in range(samples):
            receiving = asyncio.create_task(consumer.getone())
            # At any moment of the fetch's wait: in step with it, every sample would wait equally long.
            await asyncio.sleep(random.uniform(0.05, 0.15))
            began = time.perf_counter()
            await producer.send_and_wait(topic, b"x" * 4096)
            await asyncio.wait_for(receiving, 10)
            taken.append((time.perf_counter() - began) * 1000)
    finally:
        await consumer.stop()
        await producer.stop()
    return taken


async def bare_commit(url: str, samples: int) -> list[float]:
    """Milliseconds for one row of 4 KB in a transaction of its own."""
    connection = await asyncpg.connect(url.replace("postgresql+asyncpg", "postgresql"))
    taken = []
    try:
        await connection.execute(
            "CREATE TABLE IF NOT EXISTS bare_commit (id bigserial PRIMARY KEY, value text)"
        )
        for _ in range(samples):
            began = time.perf_counter()
            await connection.execute("INSERT INTO bare_commit (value) VALUES ($1)", "x" * 4096)
            taken.append((time.perf_counter() - began) * 1000)
    finally:
        await connection.close()
    return taken
