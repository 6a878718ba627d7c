"""The broker of benchmarks that run a service as in production."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from benchmarks.harness import note
from huiqi.infra import EmbeddedBroker

PARTITIONS: Final = 6


@contextlib.asynccontextmanager
async def running_broker(folder: Path) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Run Apache Kafka where there is Java, else the embedded broker; give its name and clients' settings."""
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    if shutil.which("java"):
        from tests.support.apache_kafka import ApacheKafka  # noqa: PLC0415 (needs its artifacts)

        kafka = ApacheKafka(folder)
        await kafka.start()
        try:
            yield "Apache Kafka", {**kafka.settings, "kafka_partitions": PARTITIONS}
        finally:
            await kafka.stop()
        return
    note("no Java: on the embedded broker")
    async with EmbeddedBroker(folder) as broker:
        yield "embedded broker", {**broker.client_settings, "kafka_partitions": PARTITIONS}
