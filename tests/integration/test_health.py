"""`/health/ready` tells the truth about a real service, whatever of its surroundings is away."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from portal_sync.main import build
from portal_sync.settings import Settings
from shared.db.bootstrap import service_url
from shared.events import ChannelWithdrawn
from shared.messaging import emit
from shared.service import Service
from tests.integration.delivery.history import ENDS, NOW, address
from tests.support.brokers import RealBroker, make_broker
from tests.support.databases import PASSWORDS, Databases, Server, make_server

pytestmark = pytest.mark.timeout(180)


@dataclass
class Surroundings:
    """A service with a database server and a broker of its own, which tests stop and start."""

    service: Service
    server: Server
    broker: RealBroker

    async def ask(self, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(self.service.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path)

    async def problems(self) -> list[str]:
        """What the service says; the status has to agree, and it has to be live."""
        assert (await self.ask("/health/live")).status_code == 200
        answer = await self.ask("/health/ready")
        said: list[str] = answer.json()["problems"]
        assert (answer.status_code, answer.json()["ready"]) == ((503, False) if said else (200, True))
        return said

    async def until(self, problem: str | None, seconds: float = 60) -> None:
        """Wait until the service names this problem, or none."""
        said = await self.problems()
        try:
            async with asyncio.timeout(seconds):
                while not (any(problem in each for each in said) if problem else said == []):
                    await asyncio.sleep(0.1)
                    said = await self.problems()
        except TimeoutError:
            pytest.fail(f"expected {problem!r}, the service says {said!r}")


@pytest.fixture
async def surroundings(tmp_path: Path) -> AsyncIterator[Surroundings]:
    server, broker = make_server(tmp_path / "postgres"), make_broker(tmp_path / "broker")
    await asyncio.gather(server.start(), broker.start())
    admin = await Databases(server.url).fresh("portal_sync")
    url = service_url(admin, "portal_sync", PASSWORDS["portal_sync"])
    service = build(Settings(database_url=url, **broker.settings))
    await service.start()
    async with asyncio.timeout(30):
        await service.connected()
    yield Surroundings(service, server, broker)
    await service.stop()
    await service.database.close()
    await asyncio.gather(server.stop(), broker.stop())


async def test_without_its_database(surroundings: Surroundings) -> None:
    await surroundings.until(None)
    await surroundings.server.stop()
    await surroundings.until("database")
    await surroundings.server.start()
    await surroundings.until(None)


async def test_without_its_broker(surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The consumers say so at once, the relay once an event has waited for too long."""
    monkeypatch.setattr("shared.service.health.STALLED_SECONDS", 1)
    await surroundings.until(None)
    await surroundings.broker.stop()
    await surroundings.until("the broker does not answer")
    async with surroundings.service.database.transaction() as session:
        waiting = ChannelWithdrawn(
            policy_id=ENDS, revision=1, channel="government", address=address(ENDS, "x"), withdrawn_at=NOW
        )
        await emit(session, waiting)
    await surroundings.until("relay: 1 events unsent")
    await surroundings.broker.start()
    await surroundings.until(None)
