"""One demo for all tests that only look at it, and one house for all whose requests are refused."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from shared.db.bootstrap import SCHEMAS, service_url
from tests.e2e.household import Household, furnish
from tests.support.brokers import RealBroker, chosen_infra, make_broker
from tests.support.databases import PASSWORDS, Databases
from tests.support.edition import RunningEdition
from tests.support.house import open_house
from tests.support.topics import delete_topics


@dataclass(frozen=True)
class Demo:
    """A demo whose main job is done and which goes on serving."""

    edition: RunningEdition
    summary: dict[str, Any]


@pytest.fixture(scope="session")
async def real_broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RealBroker | None]:
    """The broker that stands in for the embedded one where the tests run on another; else None."""
    if chosen_infra() == "embedded":
        yield None
        return
    broker = make_broker(tmp_path_factory.mktemp("kafka"))
    await broker.start()
    yield broker
    await broker.stop()


@pytest.fixture(scope="session")
def edition_env(real_broker: RealBroker | None) -> dict[str, str]:
    """Environment of the edition under test."""
    env = {"HUIQI_DURABLE": "false"}
    if real_broker is not None:
        env["HUIQI_KAFKA_BOOTSTRAP_SERVERS"] = real_broker.bootstrap_servers
    return env


@pytest.fixture(scope="session")
async def demo(
    tmp_path_factory: pytest.TempPathFactory, edition_env: dict[str, str], real_broker: RealBroker | None
) -> AsyncIterator[Demo]:
    """`huiqi demo --json`, its main job done, still serving."""
    if real_broker is not None:
        await delete_topics(real_broker.bootstrap_servers)
    edition = RunningEdition(tmp_path_factory.mktemp("demo") / "data", "demo", "--json", env=edition_env)
    try:
        yield Demo(edition, edition.read_summary())
    finally:
        edition.close()


@pytest.fixture(scope="module")
async def household(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Household]:
    """All services in this process, furnished, without background work: for what only asks and is refused."""
    admin = await databases.fresh(*SCHEMAS)
    urls = {schema: service_url(admin, schema, PASSWORDS[schema]) for schema in SCHEMAS}
    async with open_house(tmp_path_factory.mktemp("house"), admin, urls) as house:
        yield await furnish(house)
    await databases.drop(admin)
