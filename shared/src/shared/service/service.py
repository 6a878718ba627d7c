"""Composes a service from its parts and runs it."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Sequence
from itertools import groupby
from typing import Any

from aiokafka.errors import KafkaError
from fastapi import FastAPI
from faststream.kafka import KafkaBroker

from shared.db import Database
from shared.events.base import Event
from shared.messaging.abandoning import abandon
from shared.messaging.consuming import declare_sending, make_broker, subscribe
from shared.messaging.processing import Processor
from shared.messaging.relay import Relay
from shared.messaging.retrying import Retrier
from shared.messaging.subscription import Subscription
from shared.messaging.topic_setup import ensure_topics
from shared.service.evidence import Evidence, EvidenceSource
from shared.service.rebuilding import Rebuild, rebuilding_router
from shared.service.workers import Worker, keep_running
from shared.settings import ServiceSettings
from shared.telemetry import get_logger
from shared.waiting import backoff

STOP_SECONDS = 5


async def _no_evidence(_: object) -> Evidence:
    return Evidence()


class Service:
    """One of the four. `prefixes` are the paths that it answers; `start` and `stop` may be called again."""

    def __init__(
        self,
        *,
        name: str,
        schema: str,
        settings: ServiceSettings,
        database: Database,
        app: FastAPI,
        prefixes: Sequence[str],
        subscriptions: Sequence[Subscription] = (),
        publishes: Sequence[type[Event]] = (),
        workers: Sequence[Worker] = (),
        evidence: EvidenceSource = _no_evidence,
        rebuild: Rebuild | None = None,
    ) -> None:
        self.name = name
        self.schema = schema
        self.settings = settings
        self.database = database
        self.app = app
        self.prefixes = tuple(prefixes)
        self.publishes = tuple(publishes)
        self.evidence = evidence
        self.rebuild = rebuild
        self.relay = Relay(name, schema, settings)
        self.processors = [Processor(name, subscription, database) for subscription in subscriptions]
        self.retrier = Retrier(database, self.processors)
        self.broker: KafkaBroker | None = None
        self.subscribers: dict[str, Any] = {}
        self._workers = tuple(workers)
        self._log = get_logger(name)
        self._stop_working = asyncio.Event()
        self._working: list[asyncio.Task[None]] = []
        self._stop_relaying = asyncio.Event()
        self._relaying: asyncio.Task[None] | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._messaging = asyncio.Event()
        self._mount()

    async def start(self) -> None:
        """Start relay, consumers, retries and workers. Does not wait for the broker: see `connected`."""
        self._stop_working.clear()
        self._own_nothing()
        self._connecting = asyncio.create_task(self.start_messaging(), name=f"{self.name} connecting")
        loops = (Worker("retries", self.retrier.run), *self._workers)
        self._working = [self._task(worker, self._stop_working) for worker in loops]
        self._log.info("started", topics=[processor.subscription.topic for processor in self.processors])

    async def connected(self) -> None:
        """Wait until the consumers have joined and the relay runs, as long as it takes."""
        await self._messaging.wait()

    async def stop(self) -> None:
        """Stop everything within seconds. What was not finished is done again after the next start."""
        self._stop_working.set()
        await self.stop_messaging()
        await _end(self._working)
        self._working = []
        self._log.info("stopped")

    async def start_messaging(self) -> None:
        """Start consumers and relay: also after a broker came back without its memory."""
        delays = backoff(0.2, 5)
        while True:
            try:
                await ensure_topics(self.settings)
                self.broker = await self._start_consumers()
                break
            except (KafkaError, OSError, TimeoutError) as error:
                self._log.warning("broker out of reach", error=f"{type(error).__name__}: {error}")
                await asyncio.sleep(next(delays))
        self._stop_relaying.clear()
        self._relaying = self._task(Worker("relay", self.relay.run), self._stop_relaying)
        self._messaging.set()

    async def stop_messaging(self) -> None:
        """Stop consumers and relay."""
        self._messaging.clear()
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
            self._connecting = None
        self._stop_relaying.set()
        if self.broker is not None:
            await self._stop_consumers(self.broker)
            self.broker = None
        self._own_nothing()
        if self._relaying is not None:
            await _end([self._relaying])
            self._relaying = None

    def in_a_process_of_its_own(self) -> FastAPI:
        """Return the application, which starts and ends with the service."""
        # Events come by the ten thousand and are let go at once: looking for cycles among them, and in all
        # that the start has made, takes longer than handling them.
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        self.app.router.lifespan_context = self.lifespan
        return self.app

    @contextlib.asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Run with the application: for a service in a process of its own."""
        await self.start()
        try:
            yield
        finally:
            await self.stop()
            await self.database.close()

    def describe_broker(self) -> KafkaBroker:
        """Return a broker that declares all that the service reads and sends, for the AsyncAPI document."""
        broker, _ = self._declare_consumers()
        for topic, events in groupby(self.publishes, key=lambda event: event.topic):
            declare_sending(broker, self.name, topic, list(events))
        return broker

    def _declare_consumers(self) -> tuple[KafkaBroker, dict[str, Any]]:
        broker = make_broker(self.name, self.settings)
        return broker, {it.consumer: subscribe(broker, it, self.settings) for it in self.processors}

    async def _start_consumers(self) -> KafkaBroker:
        broker, self.subscribers = self._declare_consumers()
        await broker.connect()
        try:
            # One after another they would each wait for the others to join their groups.
            await asyncio.gather(*(subscriber.start() for subscriber in self.subscribers.values()))
        except BaseException:
            await self._stop_consumers(broker)
            raise
        broker.running = True
        return broker

    async def _stop_consumers(self, broker: KafkaBroker) -> None:
        consumers = [it.consumer for it in self.subscribers.values() if it.consumer is not None]
        try:
            # A consumer that leaves its group waits for a broker that may be gone.
            with contextlib.suppress(TimeoutError, KafkaError, ExceptionGroup):
                await asyncio.wait_for(broker.stop(), STOP_SECONDS)
        finally:
            await abandon(consumers)

    def _own_nothing(self) -> None:
        """Until the broker assigns partitions, and when nobody reads them any more."""
        for processor in self.processors:
            if owner := processor.subscription.owner:
                owner.revoked()

    def _task(self, worker: Worker, stop: asyncio.Event) -> asyncio.Task[None]:
        return asyncio.create_task(keep_running(self.name, worker, stop), name=f"{self.name} {worker.name}")

    def _mount(self) -> None:
        from shared.service.health import health_router  # noqa: PLC0415 (they name this class)
        from shared.service.operations import operations_router  # noqa: PLC0415

        operations = operations_router(self)
        self.app.include_router(operations)
        self.app.include_router(rebuilding_router(self, operations.prefix))
        self.app.include_router(health_router(self))


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    if not tasks:
        return
    _, pending = await asyncio.wait(tasks, timeout=STOP_SECONDS)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
