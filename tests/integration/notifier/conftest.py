"""A desk for each test, on a real database that is emptied before each: making one takes longer."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from notifier.adapters.base import Base
from shared.db import Database
from shared.db.bootstrap import service_url
from tests.integration.notifier.desk import Desk
from tests.support.databases import PASSWORDS, Databases
from tests.support.identity import local_issuer  # noqa: F401 (pytest finds fixtures by name)


@pytest.fixture(scope="session")
async def notifier_database(databases: Databases) -> AsyncIterator[Database]:
    url = await databases.fresh("notifier")
    database = Database(service_url(url, "notifier", PASSWORDS["notifier"]), schema="notifier")
    yield database
    await database.close()
    await databases.drop(url)


@pytest.fixture
async def desk(notifier_database: Database) -> Desk:
    async with notifier_database.transaction() as session:
        for table in Base.metadata.tables:
            await session.execute(text(f'DELETE FROM "{table}"'))
    return Desk(notifier_database)
