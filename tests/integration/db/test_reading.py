"""Single reading statements, asked outside transactions."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text

from shared.db import Database
from tests.support.fixtures import ServiceDatabase

_END_READING = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE application_name = 'portal_sync reading' AND datname = current_database()"
)


@pytest.fixture
async def database(service_database: ServiceDatabase) -> Database:
    return await service_database("portal_sync")


async def test_many_read_at_once(database: Database) -> None:
    rows = await asyncio.gather(*(database.reader.rows("SELECT $1::int AS n", n) for n in range(20)))
    assert [found[0]["n"] for found in rows] == list(range(20))


async def test_a_server_that_ended_its_connections_is_asked_again(database: Database) -> None:
    await database.reader.rows("SELECT 1")
    async with database.transaction() as session:
        ended = (await session.execute(text(_END_READING))).scalars().all()
    assert ended == [True]
    assert (await database.reader.rows("SELECT 2 AS n"))[0]["n"] == 2


async def test_nothing_is_written_by_reading(database: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await database.reader.rows("DELETE FROM entry")
