"""The matcher on a real database; events reach it as records from the broker would."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select, text, update

from matcher.main import build
from matcher.settings import Settings
from shared.clock import MovableClock
from shared.db.kit_tables import kit_table
from shared.events import Event, MatchesChanged
from shared.identity import Principal, Role
from shared.messaging.cloudevents import encode
from shared.messaging.parking import Record
from shared.messaging.processing import Processor
from shared.service import Service
from tests.support.fixtures import ServiceDatabase
from tests.support.identity import PUBLIC_URL, LocalIssuer, local_issuer  # noqa: F401 (a fixture)

NOW = datetime(2026, 3, 18, 2, tzinfo=UTC)
OUTBOX = kit_table("outbox")
OPERATOR = Principal("operator", "运维", frozenset({Role.OPERATOR}))


def member(credit_code: str) -> Principal:
    """Somebody who acts for an enterprise."""
    return Principal(
        f"of {credit_code}", "经办人", frozenset({Role.ENTERPRISE_MEMBER}), credit_code=credit_code
    )


def official(department: str) -> Principal:
    """Somebody of a department."""
    return Principal("editor", "编辑", frozenset({Role.DEPARTMENT_EDITOR}), department=department)


@dataclass
class Office:
    """A matcher with its database, its clock and its visitors."""

    service: Service
    clock: MovableClock
    issuer: LocalIssuer
    offset: int = 0

    def api(self, who: Principal | None) -> httpx.AsyncClient:
        """A client of the API, signed in with a token."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.service.app),
            base_url=f"{PUBLIC_URL}/api/matcher/v1",
            headers=self.issuer.bearer(who) if who else {},
        )

    def browser(self, who: Principal) -> httpx.AsyncClient:
        """A browser in which somebody is signed in."""
        app = self.service.app
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url=PUBLIC_URL,
            cookies=self.issuer.cookies(app, who),
            headers={"Accept": "text/html", **self.issuer.csrf(app, who)},
        )

    async def put(self, credit_code: str, facts: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Save a profile as the operator and let it be matched."""
        body = {"name": f"企业{credit_code[-6:]}", "facts": facts, "confirm": True, **more}
        async with self.api(OPERATOR) as client:
            answer = await client.put(f"/enterprises/{credit_code}", json=body)
        assert answer.status_code == 200, answer.text
        await self.pump()
        saved: dict[str, Any] = answer.json()
        return saved

    async def deliver(self, *events: Event, event_id: UUID | None = None) -> None:
        """Hand events of one topic to their consumer in one batch."""
        records = []
        for event in events:
            headers = encode(
                event, event_id=event_id or uuid4(), source="test", time=self.clock.now(), trace={}
            )
            records.append(self._record(event.topic, event.key, event.model_dump_json().encode(), headers))
        await self.processor(events[0].topic).process(records)

    async def pump(self) -> None:
        """Do what relay and broker do: hand the profiles in the outbox to the consumer, in order."""
        async with self.service.database.transaction() as session:
            unsent = (
                update(OUTBOX)
                .where(OUTBOX.c.topic == "huiqi.enterprises", OUTBOX.c.sent_at.is_(None))
                .values(sent_at=self.clock.now())
                .returning(OUTBOX.c.id, OUTBOX.c.key, OUTBOX.c.value, OUTBOX.c.headers)
            )
            rows = sorted(await session.execute(unsent), key=lambda row: int(row.id))
        records = [self._record("huiqi.enterprises", row.key, row.value, row.headers) for row in rows]
        if records:
            await self.processor("huiqi.enterprises").process(records)

    def processor(self, topic: str) -> Processor:
        return next(one for one in self.service.processors if one.subscription.topic == topic)

    async def told(self) -> list[MatchesChanged]:
        """Match events in the outbox, oldest first."""
        query = select(OUTBOX.c.value).where(OUTBOX.c.topic == "huiqi.matches").order_by(OUTBOX.c.id)
        async with self.service.database.transaction() as session:
            return [
                MatchesChanged.model_validate(json.loads(value))
                for value in (await session.execute(query)).scalars()
            ]

    async def changes(self) -> list[tuple[str, str, int]]:
        """(credit code, verdict, revision) of every change told, oldest first."""
        return [
            (change.credit_code, change.verdict.value, change.revision)
            for event in await self.told()
            for change in event.changes
        ]

    async def sql(self, statement: str, **values: Any) -> Sequence[Any]:
        """Look, or do something, behind the service's back."""
        async with self.service.database.transaction() as session:
            result: Any = await session.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []

    async def breaches(self) -> list[str]:
        """What the service's own evidence finds wrong."""
        async with self.service.database.transaction() as session:
            evidence = await self.service.evidence(session)
        return [breach for check in evidence.checks for breach in check.breaches]

    def _record(self, topic: str, key: str, value: bytes, headers: dict[str, str]) -> Record:
        self.offset += 1
        return Record(topic, 0, self.offset, key.encode(), value, headers)


@pytest.fixture
async def office(service_database: ServiceDatabase, local_issuer: LocalIssuer) -> AsyncIterator[Office]:  # noqa: F811
    database = await service_database("matcher")
    clock = MovableClock(NOW)
    service = build(Settings(database_url=database.url, **local_issuer.settings()), clock)
    local_issuer.serves(service.app)
    yield Office(service, clock, local_issuer)
    await service.database.close()
