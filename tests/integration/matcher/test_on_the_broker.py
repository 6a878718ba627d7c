"""The whole service on the real broker: a profile by API, a policy by event, matches on the topic."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from huiqi.sample.credit_codes import credit_code
from matcher.main import build
from matcher.settings import Settings
from shared.clock import SystemClock
from shared.events import MatchesChanged, PolicyPublished
from shared.messaging.cloudevents import encode
from tests.integration.matcher.conftest import OPERATOR, Office
from tests.support.brokers import RealBroker
from tests.support.fixtures import ServiceDatabase
from tests.support.identity import LocalIssuer, local_issuer  # noqa: F401 (a fixture)
from tests.support.matcher import FITTING, published


@pytest.fixture
async def running(
    service_database: ServiceDatabase,
    empty_broker: RealBroker,
    local_issuer: LocalIssuer,  # noqa: F811
) -> AsyncIterator[Office]:
    database = await service_database("matcher")
    fields: dict[str, Any] = {**local_issuer.settings(), **empty_broker.settings}
    service = build(Settings(database_url=database.url, **fields))
    local_issuer.serves(service.app)
    await service.start()
    async with asyncio.timeout(30):
        await service.connected()
    yield Office(service, SystemClock(), local_issuer)  # type: ignore[arg-type]
    await service.stop()
    await service.database.close()


async def send(broker: RealBroker, event: PolicyPublished) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap_servers)
    await producer.start()
    now = SystemClock().now()
    headers = encode(event, event_id=uuid4(), source="publisher", time=now, trace={})
    raw = [(name, value.encode()) for name, value in headers.items()]
    value = event.model_dump_json().encode()
    await producer.send_and_wait(event.topic, value, event.key.encode(), headers=raw)
    await producer.stop()


async def read(broker: RealBroker, count: int) -> list[MatchesChanged]:
    consumer = AIOKafkaConsumer(
        "huiqi.matches", bootstrap_servers=broker.bootstrap_servers, auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            return [MatchesChanged.model_validate_json((await consumer.getone()).value) for _ in range(count)]
    finally:
        await consumer.stop()


async def test_from_profile_and_policy_to_matches(running: Office, empty_broker: RealBroker) -> None:
    first, second = (credit_code("310107", number) for number in (901, 902))
    body = {"name": "甲公司", "facts": FITTING}
    async with running.api(OPERATOR) as client:
        (await client.put(f"/enterprises/{first}", json=body)).raise_for_status()
        await send(empty_broker, policy := published())
        (event,) = await read(empty_broker, 1)
        assert (event.policy_id, event.changes[0].credit_code) == (policy.policy_id, first)
        (await client.put(f"/enterprises/{second}", json=body)).raise_for_status()
    told = await read(empty_broker, 2)
    assert {change.credit_code for event in told for change in event.changes} == {first, second}
    assert await running.breaches() == []
