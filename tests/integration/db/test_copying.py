"""COPY is part of the session's transaction, and events that are many go by it."""

from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text

from shared.db import Database, copy_rows, is_conflict, is_unfit
from shared.messaging import emit
from tests.integration.messaging.conftest import profiled
from tests.support.fixtures import ServiceDatabase

COLUMNS = ("event_id", "topic", "key", "headers", "value")


async def count(database: Database) -> int:
    async with database.transaction() as session:
        return int((await session.execute(text("SELECT count(*) FROM outbox"))).scalar_one())


async def test_a_roll_back_takes_copied_rows_back(service_database: ServiceDatabase) -> None:
    database = await service_database("matcher")
    with pytest.raises(RuntimeError):
        async with database.transaction() as session:
            await copy_rows(session, "outbox", COLUMNS, [(uuid4(), "t", "k", '{"a": "甲"}', b"v")])
            raise RuntimeError
    assert await count(database) == 0


async def test_what_does_not_fit_is_told_as_such(service_database: ServiceDatabase) -> None:
    database = await service_database("matcher")
    with pytest.raises(asyncpg.PostgresError) as raised:
        async with database.transaction() as session:
            await copy_rows(session, "outbox", COLUMNS, [(uuid4(), "t" * 200, "k", "{}", b"v")])
    assert is_unfit(raised.value)
    assert not is_conflict(raised.value)


async def test_many_events_are_as_few_are(service_database: ServiceDatabase) -> None:
    database = await service_database("matcher")
    async with database.transaction() as session:
        await emit(session, *(profiled(f"{number:03}") for number in range(50)))
        await emit(session, profiled("050"))
    async with database.transaction() as session:
        query = "SELECT key, headers ->> 'ce_subject' AS subject, value, headers FROM outbox ORDER BY id"
        rows = (await session.execute(text(query))).all()
    assert [row.key for row in rows] == [row.subject for row in rows] == [f"{n:03}" for n in range(51)]
    assert rows[0].headers.keys() == rows[-1].headers.keys()
    assert b'"000"' in rows[0].value
