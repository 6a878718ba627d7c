"""A broker that dies and comes back, with or without its memory, loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from shared.db import Database
from shared.messaging.abandoning import abandon
from shared.messaging.replaying import replay
from shared.service import Service
from shared.settings import ServiceSettings
from tests.integration.messaging.conftest import RunService, effects, profiled, send, until
from tests.support.brokers import RealBroker, make_broker


@pytest.fixture
async def own_broker(tmp_path: Path) -> AsyncIterator[RealBroker]:
    broker = make_broker(tmp_path)
    await broker.start()
    yield broker
    await broker.stop()


@pytest.fixture
def settings(postgres_url: str, own_broker: RealBroker) -> ServiceSettings:
    return ServiceSettings(database_url=postgres_url, **own_broker.settings)


async def test_events_written_during_an_outage_are_sent_after_it(
    database: Database, run_service: RunService, own_broker: RealBroker
) -> None:
    service = await run_service()
    before, during = uuid4().hex, uuid4().hex
    await send(database, profiled(before))

    async def arrived() -> bool:
        return bool(await effects(database, before))

    await until(arrived)
    await own_broker.stop()
    await send(database, profiled(during))
    await own_broker.start()
    await service.stop_messaging()
    async with database.transaction() as session:
        await replay(session)
    await service.start_messaging()

    async def arrived_late() -> bool:
        return bool(await effects(database, during))

    await until(arrived_late, 30)
    assert await effects(database) == [f"{before}@1", f"{during}@1"]


async def test_the_relay_recovers_by_itself(
    database: Database, run_service: RunService, own_broker: RealBroker
) -> None:
    service = await run_service()
    await own_broker.stop()
    await send(database, profiled("during"))
    await own_broker.start()

    async def sent() -> bool:
        return service.relay.leading and bool(await effects(database, "during"))

    await until(sent, 60)


async def _joined(service: Service) -> bool:
    return all(it.consumer and it.consumer.assignment() for it in service.subscribers.values())


async def test_a_stop_that_is_cut_short_leaves_no_member_behind(run_service: RunService) -> None:
    service = await run_service()
    await until(lambda: _joined(service))
    consumers = [it.consumer for it in service.subscribers.values()]
    for consumer in consumers:
        stopping = asyncio.create_task(consumer.stop())
        await asyncio.sleep(0)
        stopping.cancel()
        await asyncio.gather(stopping, return_exceptions=True)
    heartbeats = [consumer._coordinator._heartbeat_task for consumer in consumers]
    assert not any(task.done() for task in heartbeats)
    await abandon(consumers)
    assert all(task.done() for task in heartbeats)
