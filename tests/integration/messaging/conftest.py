"""A small service with the kit's tables only, on the real database and the real broker."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from shared.db import Database, service_metadata
from shared.events import EnterpriseProfiled, EnterpriseRemoved, Event
from shared.messaging import emit
from shared.messaging.subscription import Handler, Subscription
from shared.service import Service
from shared.settings import ServiceSettings


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    schema = f"kit_{uuid4().hex[:8]}"
    engine = create_async_engine(postgres_url, connect_args={"server_settings": {"search_path": schema}})
    async with engine.begin() as connection:
        await connection.execute(text(f"CREATE SCHEMA {schema}"))
        await connection.run_sync(service_metadata(schema).create_all)
        await connection.execute(text("CREATE TABLE effect (id serial PRIMARY KEY, what text NOT NULL)"))
    database = Database(postgres_url, schema=schema)
    yield database
    await database.close()
    async with engine.begin() as connection:
        await connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    await engine.dispose()


@pytest.fixture
def settings(postgres_url: str, broker_settings: dict[str, Any]) -> ServiceSettings:
    return ServiceSettings(database_url=postgres_url, **broker_settings)


def profiled(credit_code: str, revision: int = 1, **facts: object) -> EnterpriseProfiled:
    return EnterpriseProfiled(
        credit_code=credit_code, revision=revision, name="某企业", facts=facts, profiled_at=datetime.now(UTC)
    )


def removed(credit_code: str, revision: int) -> EnterpriseRemoved:
    return EnterpriseRemoved(credit_code=credit_code, revision=revision, removed_at=datetime.now(UTC))


async def note(session: Any, event: EnterpriseProfiled | EnterpriseRemoved) -> None:
    """A handler whose effect can be counted."""
    what = f"{event.credit_code}@{event.revision}"
    await session.execute(text("INSERT INTO effect (what) VALUES (:what)"), {"what": what})


async def effects(database: Database, prefix: str = "") -> list[str]:
    async with database.transaction() as session:
        rows = await session.execute(
            text("SELECT what FROM effect WHERE what LIKE :prefix ORDER BY id"), {"prefix": f"{prefix}%"}
        )
        return list(rows.scalars())


async def send(database: Database, *events: EnterpriseProfiled | EnterpriseRemoved) -> None:
    async with database.transaction() as session:
        await emit(session, *events)


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait for a condition; fail when it does not come true in time."""
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.02)


RunService = Callable[..., Awaitable[Service]]


@pytest.fixture
async def run_service(database: Database, settings: ServiceSettings) -> AsyncIterator[RunService]:
    running: list[Service] = []

    async def run(handler: Handler = note, name: str | None = None) -> Service:
        handlers: dict[type[Event], Handler] = {EnterpriseProfiled: handler, EnterpriseRemoved: note}
        service = Service(
            name=name or f"kit-{UUID(int=uuid4().int).hex[:6]}",
            schema=database.schema,
            settings=settings,
            database=database,
            app=FastAPI(),
            prefixes=(),
            subscriptions=[Subscription("huiqi.enterprises", handlers=handlers)],
        )
        await service.start()
        async with asyncio.timeout(30):
            await service.connected()
        running.append(service)
        return service

    yield run
    for service in running:
        await service.stop()
