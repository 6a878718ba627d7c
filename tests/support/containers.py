"""PostgreSQL and Apache Kafka in containers, for machines with a Docker engine."""

import asyncio
from typing import Any

from testcontainers.kafka import KafkaContainer
from testcontainers.postgres import PostgresContainer


class KafkaInContainer:
    """Apache Kafka from its own image. A container comes back at another address, so it cannot be killed."""

    def __init__(self) -> None:
        self._container = KafkaContainer("apache/kafka:4.1.0")

    @property
    def bootstrap_servers(self) -> str:
        return str(self._container.get_bootstrap_server())

    @property
    def settings(self) -> dict[str, Any]:
        return {"kafka_bootstrap_servers": self.bootstrap_servers, "kafka_partitions": 3}

    async def start(self) -> None:
        await asyncio.to_thread(self._container.start)

    async def stop(self) -> None:
        await asyncio.to_thread(self._container.stop)

    async def kill(self) -> None:
        raise NotImplementedError("Tests that kill the broker run on the embedded one or on Apache Kafka.")


class PostgresInContainer:
    """PostgreSQL 18 from its own image."""

    def __init__(self) -> None:
        self._container = PostgresContainer("postgres:18", driver="asyncpg")

    @property
    def url(self) -> str:
        return str(self._container.get_connection_url())

    async def start(self) -> None:
        await asyncio.to_thread(self._container.start)

    async def stop(self) -> None:
        await asyncio.to_thread(self._container.stop)
