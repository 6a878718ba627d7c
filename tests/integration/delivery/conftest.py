"""The four services, each on a real database of its own, made once: emptying is cheaper than making."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.db import Database
from shared.db.bootstrap import service_url
from tests.integration.delivery.consumers import PACKAGES, Consumer, make_consumer
from tests.support.databases import PASSWORDS, Databases
from tests.support.identity import LocalIssuer


@pytest.fixture(scope="session")
async def consumers(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, Consumer]]:
    issuer = LocalIssuer(Path(tmp_path_factory.mktemp("delivery-issuer")))
    made: dict[str, Consumer] = {}
    urls = []
    for package in PACKAGES:
        urls.append(await databases.fresh(package))
        url = service_url(urls[-1], package, PASSWORDS[package])
        made[package] = make_consumer(package, Database(url, schema=package), issuer.settings())
    yield made
    for consumer in made.values():
        await consumer.close()
    for url in urls:
        await databases.drop(url)


@pytest.fixture
async def consumer(request: pytest.FixtureRequest, consumers: dict[str, Consumer]) -> Consumer:
    """The consumer that the test is parametrised with, its tables empty."""
    chosen = consumers[request.param]
    await chosen.forget()
    return chosen
