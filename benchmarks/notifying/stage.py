"""One notifier as in production: a process of its own on a durable PostgreSQL and Apache Kafka."""

import asyncio
import contextlib
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaProducer

from benchmarks.broker import running_broker
from benchmarks.harness import server_settings
from huiqi.infra import EmbeddedPostgres
from huiqi.infra.ports import free_port
from shared.clock import SystemClock
from shared.db.bootstrap import SCHEMAS, service_url
from shared.events import Event
from shared.messaging.cloudevents import encode
from shared.messaging.topic_setup import ensure_topics
from shared.settings import ServiceSettings
from tests.support.databases import PASSWORDS, Databases
from tests.support.site import Site, running_site

GIVE_UP_SECONDS: Final = 300


@dataclass
class Stage:
    """The parts; `site` starts and kills the notifier. `url` is the notifier's own database."""

    site: Site
    url: str
    broker: dict[str, Any]
    kind: str

    async def connect(self) -> asyncpg.Connection:
        """A connection as the notifier's role, on which JSON is text."""
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

    @contextlib.asynccontextmanager
    async def beside(self) -> AsyncIterator[None]:
        """Run a second process of the notifier meanwhile."""
        second = replace(self.site, ports={name: free_port() for name in self.site.ports}, processes={})
        await second.start("notifier")
        try:
            yield
        finally:
            await second.kill("notifier")

    @contextlib.contextmanager
    def halted(self) -> Iterator[None]:
        """Let the notifier do nothing meanwhile."""
        process = self.site.processes["notifier"]
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    async def send(self, events: Iterable[Event]) -> None:
        """Put events on their topics, as their owner's relay would."""
        now = SystemClock().now()
        encoded = [
            (event.topic, event.model_dump_json().encode(), event.key.encode(), _headers(event, now))
            for event in events
        ]
        producer = AIOKafkaProducer(
            bootstrap_servers=self.broker["kafka_bootstrap_servers"],
            linger_ms=0,
            max_batch_size=1024 * 1024,
            enable_idempotence=False,
        )
        await producer.start()
        try:
            sends = [
                await producer.send(topic, value, key, headers=headers)
                for topic, value, key, headers in encoded
            ]
            await asyncio.gather(*sends)
        finally:
            await producer.stop()


async def until(connection: asyncpg.Connection, query: str, wanted: int) -> float:
    """Wait until a query counts so many; return the moment."""
    async with asyncio.timeout(GIVE_UP_SECONDS):
        while (await connection.fetchval(query)) < wanted:  # noqa: ASYNC110 (a database sets no event)
            await asyncio.sleep(0.05)
    return time.perf_counter()


@contextlib.asynccontextmanager
async def stage(**settings: object) -> AsyncIterator[Stage]:
    """Start the parts and the notifier with these settings."""
    with tempfile.TemporaryDirectory(prefix="huiqi-notifying-") as name:
        folder = Path(name)
        postgres = EmbeddedPostgres(folder / "postgres", settings=server_settings())
        async with postgres, running_broker(folder / "kafka") as (kind, kafka):
            admin = await Databases(postgres.url).fresh("notifier")
            urls = {schema: service_url(admin, schema, PASSWORDS[schema]) for schema in SCHEMAS}
            (folder / "site").mkdir()
            broker: dict[str, Any] = {**kafka, **settings}
            await ensure_topics(ServiceSettings(**kafka))
            async with running_site(folder / "site", urls, broker, services=("notifier",)) as site:
                yield Stage(site, urls["notifier"], broker, kind)


def _headers(event: Event, now: Any) -> list[tuple[str, bytes]]:  # noqa: ANN401
    headers = encode(event, event_id=uuid4(), source="benchmark", time=now, trace={})
    return [(name, value.encode()) for name, value in headers.items()]
