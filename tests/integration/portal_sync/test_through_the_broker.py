"""The whole service on a real broker: what is published is shown, and the channels are told."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy import text

from portal_sync.main import build
from portal_sync.settings import Settings
from shared.messaging import emit
from shared.service import Service
from tests.support.fixtures import ServiceDatabase
from tests.support.identity import LocalIssuer, local_issuer  # noqa: F401 (a fixture)
from tests.support.policies import published, withdrawn


async def shown(service: Service, policy_id: UUID, revision: int) -> None:
    counted = text("SELECT count(*) FROM entry WHERE policy_id = :id AND revision = :revision")
    async with asyncio.timeout(30):
        while True:
            async with service.database.transaction() as session:
                if await session.scalar(counted, {"id": policy_id, "revision": revision}) == 2:
                    return
            await asyncio.sleep(0.02)


async def sent(service: Service) -> None:
    async with asyncio.timeout(30):
        while True:
            async with service.database.transaction() as session:
                if not await session.scalar(text("SELECT count(*) FROM outbox WHERE sent_at IS NULL")):
                    return
            await asyncio.sleep(0.02)


async def test_published_and_withdrawn(
    service_database: ServiceDatabase,
    broker_settings: dict[str, Any],
    local_issuer: LocalIssuer,  # noqa: F811
) -> None:
    database = await service_database("portal_sync")
    settings = Settings(database_url=database.url, **local_issuer.settings(), **broker_settings)
    service = build(settings)
    await service.start()
    try:
        async with asyncio.timeout(60):
            await service.connected()
        policy = published()
        # The publisher's part: an event in an outbox, sent by the relay.
        async with service.database.transaction() as session:
            await emit(session, policy)
        await shown(service, policy.policy_id, 1)
        async with service.database.transaction() as session:
            await emit(session, withdrawn(policy.policy_id))
        await shown(service, policy.policy_id, 2)
        await sent(service)
    finally:
        await service.stop()
        await service.database.close()
