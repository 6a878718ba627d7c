"""A desk for each test, on a real database."""

import pytest

from tests.integration.notifier.desk import Desk
from tests.support.fixtures import ServiceDatabase
from tests.support.identity import local_issuer  # noqa: F401 (pytest finds fixtures by name)


@pytest.fixture
async def desk(service_database: ServiceDatabase) -> Desk:
    return Desk(await service_database("notifier"))
