"""A service as in production: processes of its own on a durable PostgreSQL and Apache Kafka."""

import asyncio
import contextlib
import os
import secrets
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import httpx
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from benchmarks.broker import running_broker
from benchmarks.harness import server_settings
from huiqi.infra import EmbeddedPostgres
from huiqi.infra.ports import free_port
from shared.clock import SystemClock
from shared.db.bootstrap import SCHEMAS, bootstrap
from shared.db.migrating import upgrade
from shared.events import Event
from shared.messaging.cloudevents import encode
from shared.messaging.topic_setup import ensure_topics
from shared.settings import ServiceSettings

_GIVE_UP_SECONDS: Final = 600
_COMMAND: Final = (sys.executable, "-m", "uvicorn", "--factory", "--log-level", "warning")


@dataclass
class Arena:
    """Parts that stand; processes of the service come and go, each at an address of its own."""

    folder: Path
    url: str
    broker: dict[str, Any]
    kind: str
    package: str = "matcher"
    addresses: dict[int, str] = field(default_factory=dict)
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def connect(self) -> asyncpg.Connection:
        """A connection as the service's role, on which JSON is text both ways."""
        connection = await asyncpg.connect(self.url.replace("+asyncpg", ""))
        await connection.set_type_codec(
            "jsonb",
            schema="pg_catalog",
            # The version of PostgreSQL's binary JSON comes first.
            encoder=lambda text: b"\x01" + text.encode(),
            decoder=lambda raw: bytes(raw)[1:].decode(),
            format="binary",
        )
        return connection

    async def start(self) -> asyncio.subprocess.Process:
        """Start a process of the service and wait until it is ready."""
        port = free_port()
        secret = {"session_secret": "s" * 40, "client_secret": "c" * 40}
        settings = {"database_url": self.url, **secret, **self.broker}
        environment = {f"HUIQI_{name.upper()}": str(value) for name, value in settings.items()}
        with (self.folder / f"{self.package}-{port}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *_COMMAND,
                f"{self.package}.main:app",
                "--port",
                str(port),
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
            )
        self.addresses[process.pid] = f"http://127.0.0.1:{port}"
        self.processes.append(process)
        deadline, answer = time.monotonic() + 60, ""
        async with httpx.AsyncClient() as client:
            while time.monotonic() < deadline and process.returncode is None:
                with contextlib.suppress(httpx.TransportError):
                    asked = await client.get(f"http://127.0.0.1:{port}/health/ready")
                    if asked.is_success:
                        return process
                    answer = asked.text
                await asyncio.sleep(0.1)
        raise RuntimeError(f"{self.package} is not ready: {answer}\n{_end_of(log.name)}")

    async def end(self, process: asyncio.subprocess.Process, how: signal.Signals = signal.SIGTERM) -> None:
        """End a process that was started."""
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        await process.wait()
        self.processes.remove(process)

    async def send(self, events: Iterable[Event], ids: Iterable[UUID] | None = None) -> float:
        """Put events on their topics, as their owner's relay would; return the moment when it began.

        `ids` are of the events, in their order: one that comes twice is the same event again.
        """
        producer = AIOKafkaProducer(
            bootstrap_servers=self.broker["kafka_bootstrap_servers"], linger_ms=5, max_batch_size=512 * 1024
        )
        now = SystemClock().now()
        encoded = [
            (
                event.topic,
                event.model_dump_json().encode(),
                event.key.encode(),
                _headers(event, event_id, now),
            )
            for event, event_id in zip(events, ids or iter(uuid4, None), strict=False)
        ]
        await producer.start()
        began = time.perf_counter()
        try:
            sends = [
                await producer.send(topic, value, key, headers=headers)
                for topic, value, key, headers in encoded
            ]
            await asyncio.gather(*sends)
        finally:
            await producer.stop()
        return began

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[AIOKafkaConsumer]:
        """Whoever reads huiqi.matches from here on."""
        consumer = AIOKafkaConsumer(
            "huiqi.matches",
            bootstrap_servers=self.broker["kafka_bootstrap_servers"],
            auto_offset_reset="latest",
            fetch_max_bytes=64 * 1024 * 1024,
        )
        await consumer.start()
        await consumer.seek_to_end()
        for partition in consumer.assignment():
            await consumer.position(partition)
        try:
            yield consumer
        finally:
            await consumer.stop()


def _end_of(log: str) -> str:
    return Path(log).read_text(encoding="utf-8")[-2000:]


def _headers(event: Event, event_id: UUID, now: datetime) -> list[tuple[str, bytes]]:
    headers = encode(event, event_id=event_id, source="benchmark", time=now, trace={})
    return [(name, value.encode()) for name, value in headers.items()]


async def read_changes(consumer: AIOKafkaConsumer, count: int) -> int:
    """Wait until so many changes were told; return the bytes that told them."""
    told = size = 0
    async with asyncio.timeout(_GIVE_UP_SECONDS):
        while told < count:
            for records in (await consumer.getmany(timeout_ms=1000)).values():
                told += sum(record.value.count(b'"credit_code":') for record in records)
                size += sum(len(record.value) for record in records)
    return size


async def until(connection: asyncpg.Connection, query: str, seconds: float = _GIVE_UP_SECONDS) -> None:
    """Wait until a query answers true."""
    async with asyncio.timeout(seconds):
        while not await connection.fetchval(query):  # noqa: ASYNC110 (a database sets no event)
            await asyncio.sleep(0.05)


async def bare_copy(
    connection: asyncpg.Connection, table: str, rows: Sequence[Sequence[Any]], columns: str
) -> float:
    """Seconds for COPY of rows into a table like the matcher's, in a transaction of its own: the ceiling."""
    await connection.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
    try:
        began = time.perf_counter()
        async with connection.transaction():
            await connection.copy_records_to_table("bare", records=rows, columns=columns.split())
        return time.perf_counter() - began
    finally:
        await connection.execute("DROP TABLE bare")


@contextlib.asynccontextmanager
async def arena(folder: Path, package: str = "matcher") -> AsyncIterator[Arena]:
    """Start the parts of one service; Apache Kafka where there is Java, else the embedded broker."""
    for part in ("postgres", "broker"):
        (folder / part).mkdir()
    async with (
        EmbeddedPostgres(folder / "postgres", settings=server_settings()) as postgres,
        running_broker(folder / "broker") as (kind, broker),
    ):
        passwords = {schema: secrets.token_urlsafe(12) for schema in SCHEMAS}
        url = (await bootstrap(postgres.url, passwords))[package]
        await upgrade(url, package=package, schema=package)
        await ensure_topics(ServiceSettings(**broker))
        made = Arena(folder, url, broker, kind, package)
        try:
            yield made
        finally:
            for process in list(made.processes):
                await made.end(process, signal.SIGKILL)
