"""Sends a service's outbox to the broker: in order, pipelined, one relay a service, through any outage."""

import asyncio
import contextlib
from collections import Counter
from typing import Any, Final
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from pydantic_core import from_json
from sqlalchemy import make_url

from shared import crash_points
from shared.messaging.outbox import wake_channel
from shared.messaging.partitioning import partition_of
from shared.messaging.topic_setup import ensure_topics
from shared.settings import ServiceSettings
from shared.telemetry import get_logger
from shared.telemetry.metrics import OUTBOX_SENT
from shared.waiting import backoff, wait_or_stop

BATCH: Final = 1000
SEND_SECONDS: Final = 30
POLL_SECONDS: Final = 2
MAX_MESSAGE_BYTES: Final = 8 * 1024 * 1024
MAX_BATCH_BYTES: Final = 512 * 1024

BATCH_BYTES: Final = 16 * 1024 * 1024

# Always the first, however large it is, and more as long as those before it are not too many bytes.
_UNSENT: Final = """
SELECT id, event_id, topic, key, headers, value FROM (
    SELECT *, sum(length(value)) OVER (ORDER BY id) - length(value) AS before
    FROM (SELECT * FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT $1) AS first
) AS sized WHERE before < $2 ORDER BY id
"""
_MARK: Final = "UPDATE outbox SET sent_at = now() WHERE id = ANY($1::bigint[])"
_TOO_LARGE: Final = """
INSERT INTO dead_letter
  (consumer, event_id, topic, partition, "offset", key, value, headers, attempts, reason)
SELECT $2, event_id, topic, -1, id, convert_to(key, 'UTF8'), value, headers, 1, $3 FROM outbox WHERE id = $1
ON CONFLICT (consumer, event_id) DO NOTHING
"""


class Relay:
    """Leads for one service while it holds the advisory lock; the service's other processes stand by."""

    def __init__(self, service: str, schema: str, settings: ServiceSettings) -> None:
        self.service = service
        self.leading = False
        self._schema = schema
        self._settings = settings
        self._log = get_logger(service)
        self._wake = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Relay until `stop` is set; after a failure of broker or database begin anew, ever later."""
        delays = backoff(0.2, 10)
        while not stop.is_set():
            try:
                await self._lead(stop)
                delays = backoff(0.2, 10)
            except (
                KafkaError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                OSError,
                TimeoutError,
            ) as error:
                self._log.warning("relay interrupted", error=f"{type(error).__name__}: {error}")
                await wait_or_stop(stop, next(delays))
            finally:
                self.leading = False

    async def _lead(self, stop: asyncio.Event) -> None:
        connection = await self._connect()
        try:
            lock = f"relay {self._schema}"
            while not await connection.fetchval("SELECT pg_try_advisory_lock(hashtext($1))", lock):
                if await wait_or_stop(stop, POLL_SECONDS):
                    return
            await connection.add_listener(wake_channel(self._schema), lambda *_: self._wake.set())
            # A broker that came back without its memory would make them with partitions of its own choice.
            await ensure_topics(self._settings)
            producer = self._producer()
            try:
                await asyncio.wait_for(producer.start(), SEND_SECONDS)
                self.leading = True
                await self._drain_forever(connection, producer, stop)
            finally:
                # The producer's stop waits for a broker that may be gone.
                with contextlib.suppress(TimeoutError, KafkaError):
                    await asyncio.wait_for(producer.stop(), 3)
        finally:
            connection.terminate()

    async def _drain_forever(
        self, connection: asyncpg.Connection, producer: AIOKafkaProducer, stop: asyncio.Event
    ) -> None:
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._wake.clear()
                if await self._send_batch(connection, producer):
                    continue
                waking = asyncio.create_task(self._wake.wait())
                await asyncio.wait(
                    {waking, stopping}, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                waking.cancel()
        finally:
            stopping.cancel()

    async def _send_batch(self, connection: asyncpg.Connection, producer: AIOKafkaProducer) -> int:
        rows = await connection.fetch(_UNSENT, BATCH, BATCH_BYTES)
        if not rows:
            return 0
        crash_points.reach(f"{self.service}.relay.before_send")
        async with asyncio.timeout(SEND_SECONDS):
            sends = [await self._send(connection, producer, row) for row in rows]
            await asyncio.gather(*(send for send in sends if send is not None))
        crash_points.reach(f"{self.service}.relay.after_send")
        await connection.execute(_MARK, [row["id"] for row in rows])
        for topic, count in Counter(row["topic"] for row in rows).items():
            OUTBOX_SENT.labels(self.service, topic).inc(count)
        return len(rows)

    async def _send(
        self, connection: asyncpg.Connection, producer: AIOKafkaProducer, row: asyncpg.Record
    ) -> asyncio.Future[Any] | None:
        headers = [(name, value.encode()) for name, value in from_json(row["headers"]).items()]
        try:
            sent: asyncio.Future[Any] = await producer.send(
                row["topic"], value=row["value"], key=row["key"].encode(), headers=headers
            )
        except MessageSizeTooLargeError as error:
            # It can never be sent, and must not hold up what comes after it.
            self._log.exception("event too large", event_id=str(UUID(str(row["event_id"]))))
            await connection.execute(_TOO_LARGE, row["id"], f"{self.service}.outbox", str(error))
            return None
        return sent

    async def _connect(self) -> asyncpg.Connection:
        url = make_url(self._settings.database_url).set(drivername="postgresql")
        return await asyncpg.connect(
            url.render_as_string(hide_password=False),
            timeout=10,
            command_timeout=SEND_SECONDS,
            server_settings={"search_path": self._schema, "application_name": f"{self._schema} relay"},
        )

    def _producer(self) -> AIOKafkaProducer:
        return AIOKafkaProducer(
            bootstrap_servers=self._settings.kafka_bootstrap_servers,
            client_id=f"huiqi-{self.service}-relay",
            acks="all",
            enable_idempotence=self._settings.kafka_enable_idempotence,
            partitioner=partition_of,
            linger_ms=0,
            # What one publication causes travels in one request, and arrives together.
            max_batch_size=MAX_BATCH_BYTES,
            request_timeout_ms=SEND_SECONDS * 1000,
            max_request_size=MAX_MESSAGE_BYTES,
        )
