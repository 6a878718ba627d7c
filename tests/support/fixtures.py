"""Fixtures for every tier above unit: a real PostgreSQL and a real broker, once a session."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from huiqi.infra.broker import CLIENT_SETTINGS
from shared.db import Database
from shared.db.bootstrap import SCHEMAS, service_url
from tests.support.brokers import PARTITIONS, RealBroker, make_broker
from tests.support.databases import PASSWORDS, Databases, make_server
from tests.support.topics import delete_topics

ServiceDatabase = Callable[[str], Awaitable[Database]]


@pytest.fixture(scope="session")
async def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The administrator's URL of the session's server; its own database is for nobody's tables."""
    server = make_server(tmp_path_factory.mktemp("postgres"))
    await server.start()
    yield server.url
    await server.stop()


@pytest.fixture(scope="session")
def databases(postgres_url: str) -> Databases:
    """Makes databases on the session's server."""
    return Databases(postgres_url)


@pytest.fixture
async def fresh_database(databases: Databases) -> AsyncIterator[str]:
    """The administrator's URL of a database of this test's own, with roles and empty schemas."""
    url = await databases.fresh()
    yield url
    await databases.drop(url)


@pytest.fixture
async def service_database(databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """`await service_database("matcher")`: that service's Database, migrated, this test's own."""
    opened: list[tuple[str, Database]] = []

    async def open_for(package: str) -> Database:
        url = await databases.fresh(package)
        database = Database(service_url(url, package, PASSWORDS[package]), schema=package)
        opened.append((url, database))
        return database

    yield open_for
    for url, database in opened:
        await database.close()
        await databases.drop(url)


@pytest.fixture
async def service_urls(databases: Databases) -> AsyncIterator[dict[str, str]]:
    """URL by package for all services in one migrated database, this test's own."""
    url = await databases.fresh(*SCHEMAS)
    yield {schema: service_url(url, schema, PASSWORDS[schema]) for schema in SCHEMAS}
    await databases.drop(url)


@pytest.fixture(scope="session")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RealBroker]:
    """The session's broker. Its topics are shared: tell tests apart by keys and groups of their own."""
    broker = make_broker(tmp_path_factory.mktemp("broker"))
    await broker.start()
    yield broker
    await broker.stop()


@pytest.fixture(scope="module")
async def own_broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RealBroker]:
    """A broker of this module's own, for whole systems: no other test's events or offsets are on it."""
    broker = make_broker(tmp_path_factory.mktemp("broker"))
    await broker.start()
    yield broker
    await broker.stop()


@pytest.fixture(scope="session")
def bootstrap_servers(broker: RealBroker) -> str:
    """The address of the session's broker."""
    return broker.bootstrap_servers


@pytest.fixture(scope="session")
def broker_settings(broker: RealBroker) -> dict[str, Any]:
    """Fields of ServiceSettings that make a service use the session's broker."""
    return broker.settings


@pytest.fixture
async def empty_broker(broker: RealBroker) -> RealBroker:
    """The session's broker without any topic, for a test that must not see another's events."""
    await delete_topics(broker.bootstrap_servers)
    return broker


@pytest.fixture(scope="session")
def embedded_broker_settings() -> dict[str, Any]:
    """Fields of ServiceSettings for an embedded broker of a test's own, but its address."""
    return {**CLIENT_SETTINGS, "kafka_partitions": PARTITIONS}
