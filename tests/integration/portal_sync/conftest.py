"""The service on a real database of the test's own; events reach it as records from the broker would."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import CursorResult, select, text

from portal_sync.main import build, make_desk
from portal_sync.settings import Settings
from shared.clock import MovableClock
from shared.db.kit_tables import kit_table
from shared.events import Event
from shared.messaging.cloudevents import encode
from shared.messaging.parking import Record
from shared.service import Service
from tests.support.fixtures import ServiceDatabase
from tests.support.identity import PUBLIC_URL, LocalIssuer, local_issuer  # noqa: F401 (a fixture)

NOW = datetime(2026, 3, 18, 2, tzinfo=UTC)


@dataclass
class Portal:
    """The service, what it reads and writes with, and a visitor."""

    service: Service
    settings: Settings
    clock: MovableClock
    visitor: httpx.AsyncClient
    issuer: LocalIssuer
    offset: int = field(default=0)

    @property
    def desk(self) -> Any:
        return make_desk(self.settings, self.service.database, self.clock)

    async def deliver(self, *events: Event, ids: Sequence[UUID] | None = None) -> None:
        """Hand the events to the consumer in one batch; `ids` repeats an id to deliver it again."""
        records = []
        for n, event in enumerate(events):
            self.offset += 1
            headers = encode(
                event,
                event_id=ids[n] if ids else uuid4(),
                source="publisher",
                time=self.clock.now(),
                trace={},
            )
            value = event.model_dump_json().encode()
            records.append(Record(event.topic, 0, self.offset, event.key.encode(), value, headers))
        await self.service.processors[0].process(records)

    async def told(self, event_type: str = "") -> list[dict[str, Any]]:
        """The events in the outbox, oldest first."""
        outbox = kit_table("outbox")
        async with self.service.database.transaction() as session:
            rows = await session.execute(select(outbox.c.headers, outbox.c.value).order_by(outbox.c.id))
            found = [(headers["ce_type"], json.loads(value)) for headers, value in rows]
        return [value for kind, value in found if kind == event_type or not event_type]

    async def sql(self, statement: str, **values: Any) -> list[Any]:
        """Do something behind the service's back."""
        async with self.service.database.transaction() as session:
            result = await session.execute(text(statement), values)
            return list(result.all()) if isinstance(result, CursorResult) and result.returns_rows else []

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.visitor.get(path, headers=headers)


@pytest.fixture
async def portal(service_database: ServiceDatabase, local_issuer: LocalIssuer) -> AsyncIterator[Portal]:  # noqa: F811
    database = await service_database("portal_sync")
    clock = MovableClock(NOW)
    settings = Settings(database_url=database.url, **local_issuer.settings())
    service = build(settings, clock)
    local_issuer.serves(service.app)
    transport = httpx.ASGITransport(service.app)
    async with httpx.AsyncClient(
        transport=transport, base_url=PUBLIC_URL, headers={"Accept": "text/html"}
    ) as visitor:
        yield Portal(service, settings, clock, visitor, local_issuer)
    await service.database.close()
