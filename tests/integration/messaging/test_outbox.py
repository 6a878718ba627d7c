"""Outbox and relay: committed events are sent, rolled-back ones never, and outages end by themselves."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.db import Database
from shared.messaging import emit
from shared.messaging.relay import BATCH_BYTES
from shared.messaging.replaying import replay, unsent
from tests.integration.messaging.conftest import RunService, effects, profiled, send, until


async def test_a_committed_event_reaches_its_consumer(database: Database, run_service: RunService) -> None:
    await run_service()
    code = uuid4().hex
    await send(database, profiled(code))

    async def arrived() -> bool:
        return await effects(database, code) == [f"{code}@1"]

    await until(arrived)


async def test_a_rolled_back_event_is_never_sent(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as session:
            await emit(session, profiled("undone"))
            raise RuntimeError
    async with database.transaction() as session:
        assert (await session.execute(text("SELECT count(*) FROM outbox"))).scalar_one() == 0


async def test_events_written_before_the_relay_started_are_sent_in_order(
    database: Database, run_service: RunService
) -> None:
    code = uuid4().hex
    await send(database, *(profiled(code, revision) for revision in range(1, 101)))
    await run_service()

    async def arrived() -> bool:
        return len(await effects(database, code)) == 100

    await until(arrived)
    assert await effects(database, code) == [f"{code}@{revision}" for revision in range(1, 101)]


async def test_more_bytes_than_the_relay_takes_at_once_are_sent_in_order(
    database: Database, run_service: RunService
) -> None:
    code, revisions = uuid4().hex, range(1, 2 + 2 * BATCH_BYTES // 900_000)
    await send(database, *(profiled(code, revision, text="x" * 900_000) for revision in revisions))
    await run_service()

    async def arrived() -> bool:
        return len(await effects(database, code)) == len(revisions)

    await until(arrived)
    assert await effects(database, code) == [f"{code}@{revision}" for revision in revisions]


async def test_replay_sends_again_and_changes_nothing(database: Database, run_service: RunService) -> None:
    code = uuid4().hex
    await send(database, profiled(code), profiled(code, 2))
    await run_service()

    async def arrived() -> bool:
        return len(await effects(database, code)) == 2

    await until(arrived)
    async with database.transaction() as session:
        assert await replay(session, key=code) == 2

    async def sent_again() -> bool:
        async with database.transaction() as session:
            return (await unsent(session))[0] == 0

    await until(sent_again)
    await send(database, profiled(f"{code}x"))

    async def last_arrived() -> bool:
        return bool(await effects(database, f"{code}x"))

    await until(last_arrived)
    assert await effects(database, f"{code}@") == [f"{code}@1", f"{code}@2"]


async def test_two_services_of_one_schema_send_each_event_once(
    database: Database, run_service: RunService
) -> None:
    first = await run_service(name="kit-twin")
    second = await run_service(name="kit-twin")
    code = uuid4().hex
    await send(database, *(profiled(f"{code}-{n}") for n in range(20)))

    async def arrived() -> bool:
        return len(await effects(database, code)) == 20

    await until(arrived)
    assert first.relay.leading != second.relay.leading
