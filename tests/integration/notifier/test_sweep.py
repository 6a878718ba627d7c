"""Rows that were lost between two stages are found, and what they would have led to is done once."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from notifier.adapters.repositories.findings import SqlFindings
from notifier.entrypoints.sweeping import SweepLoop
from shared.telemetry.metrics import NOTIFIER_WAITING
from tests.integration.notifier.desk import Desk, code, eligible

ONE, TWO = code(1), code(2)


@pytest.fixture
async def told(desk: Desk) -> Desk:
    """Two enterprises that were told, one of which has a mail address."""
    await desk.wants(ONE, "one@example.com")
    await desk.take(desk.matches(eligible(ONE, TWO)))
    await desk.arm()
    desk.clock.advance(timedelta(hours=1))
    return desk


async def swept(desk: Desk, damage: str = "") -> int:
    if damage:
        async with desk.database.transaction() as session:
            await session.execute(text(damage))
    return await SweepLoop(desk.database, desk.tools, SqlFindings).step()


async def test_nothing_is_found_where_nothing_is_lost(told: Desk) -> None:
    assert await swept(told) == 0


async def test_a_match_without_message_is_told(told: Desk) -> None:
    before = await told.rows("SELECT id FROM message WHERE credit_code = :code", code=TWO)
    assert await swept(told, f"DELETE FROM message WHERE credit_code = '{TWO}'") == 1
    assert await swept(told) == 0

    assert await told.rows("SELECT id FROM message WHERE credit_code = :code", code=TWO) == before


async def test_a_message_without_delivery_is_queued(told: Desk) -> None:
    assert await swept(told, "DELETE FROM delivery") == 1

    assert await told.deliver() == 1


async def test_an_address_added_since_is_not_sent_the_past(told: Desk) -> None:
    await told.wants(TWO, "two@example.com")

    assert await swept(told) == 0


async def test_reminders_that_were_lost_are_scheduled(told: Desk) -> None:
    assert await swept(told, f"DELETE FROM reminder WHERE credit_code = '{TWO}'") == 1

    assert len(await told.pending()) == 6


async def test_how_much_waits_is_measured(desk: Desk) -> None:
    await desk.take(desk.matches(eligible(ONE, TWO)))
    await SweepLoop(desk.database, desk.tools, SqlFindings).measure()

    assert NOTIFIER_WAITING.labels("arming")._value.get() == 2
