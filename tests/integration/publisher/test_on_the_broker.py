"""The whole service on the real broker: a publication goes out, and what became of it comes back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from publisher.main import build
from publisher.settings import Settings
from shared.clock import MovableClock
from shared.events import Event, PolicyPublished
from shared.messaging.cloudevents import encode
from tests.integration.publisher.conftest import START, Office
from tests.integration.publisher.test_receipt import happened, live_hash, receipt
from tests.support.brokers import RealBroker
from tests.support.fixtures import ServiceDatabase
from tests.support.identity import LocalIssuer


@pytest.fixture
async def running(
    service_database: ServiceDatabase, empty_broker: RealBroker, issuer: LocalIssuer
) -> AsyncIterator[Office]:
    database = await service_database("publisher")
    clock = MovableClock(START)
    fields: dict[str, Any] = {**issuer.settings(), **empty_broker.settings}
    service = build(Settings(database_url=database.url, **fields), clock)
    issuer.serves(service.app)
    await service.start()
    async with asyncio.timeout(30):
        await service.connected()
    yield Office(service.app, database, clock, issuer)
    await service.stop()
    await service.database.close()


async def read(broker: RealBroker, topic: str) -> tuple[dict[str, str], bytes]:
    """The first record of a topic."""
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=broker.bootstrap_servers, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            record = await consumer.getone()
        return {name: value.decode() for name, value in record.headers}, record.value
    finally:
        await consumer.stop()


async def send(broker: RealBroker, events: list[Event]) -> None:
    """Send each event twice, under the same id."""
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers)
    await producer.start()
    for event in events:
        headers = encode(event, event_id=uuid4(), source="test", time=START, trace={})
        raw = [(name, value.encode()) for name, value in headers.items()]
        for _ in range(2):
            value = event.model_dump_json().encode()
            await producer.send_and_wait(event.topic, value, event.key.encode(), headers=raw)
    await producer.stop()


async def test_a_publication_leaves_with_its_trace(running: Office, empty_broker: RealBroker) -> None:
    policy_id = await running.published()
    headers, value = await read(empty_broker, PolicyPublished.topic)
    assert PolicyPublished.model_validate_json(value).policy_id == UUID(policy_id)
    live = (await receipt(running, policy_id))["revisions"][0]
    assert headers["traceparent"].split("-")[1] == live["trace_id"]


async def test_the_receipt_follows_what_others_say(running: Office, empty_broker: RealBroker) -> None:
    policy_id = await running.published()
    await send(empty_broker, happened(UUID(policy_id), await live_hash(running, policy_id)))
    wanted = {"told": 2, "delivered": 3, "failed": 1, "opened": 1}
    async with asyncio.timeout(30):
        while not told_all(found := await receipt(running, policy_id), wanted):
            await asyncio.sleep(0.1)
    assert (found["funnel"]["matched"], found["funnel"]["told"]) == (2, 2)


def told_all(found: dict[str, Any], messages: dict[str, int]) -> bool:
    """Whether the last event of each topic has arrived."""
    channels = found["revisions"][0]["channels"]
    return found["messages"] == messages and len(channels) == 2 and found["funnel"]["undetermined"] == 1
