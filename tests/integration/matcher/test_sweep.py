"""Verdicts that change with the calendar: every day, once, and after any downtime."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from matcher.adapters.sweeps import SqlSweeps
from matcher.handlers.sweep import Sweeper, last_due
from matcher.main import build
from matcher.settings import Settings
from shared.clock import SHANGHAI
from shared.messaging.partitioning import SHARDS
from tests.integration.matcher.conftest import Office
from tests.support.matcher import ONE, TWO, published


def at(day: str, time: str = "00:05") -> datetime:
    """A moment in Shanghai."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)


def older_than(period: str) -> dict[str, Any]:
    return {"fact": "founded_on", "op": "age_gte", "value": period}


def sweeper(office: Office) -> Sweeper:
    matching = office.service.app.state.parts.matching
    return Sweeper(matching, SqlSweeps(), office.service.database.transaction)


async def swept(office: Office) -> list[tuple[int, date, date]]:
    rows = await office.sql("SELECT shard, day, judged_by FROM sweep ORDER BY day, shard")
    return [tuple(row) for row in rows]


def test_a_day_is_due_five_minutes_after_midnight() -> None:
    assert last_due(at("2026-03-19", "00:04")) == date(2026, 3, 18)
    assert last_due(at("2026-03-19", "00:05")) == date(2026, 3, 19)
    assert last_due(at("2026-03-19", "23:59")) == date(2026, 3, 19)


@pytest.mark.parametrize(
    ("founded", "period", "before", "on"),
    [
        ("2024-02-29", "P1Y", "2025-02-27", "2025-02-28"),
        ("2024-02-29", "P4Y", "2028-02-28", "2028-02-29"),
        ("2026-01-31", "P1M", "2026-02-27", "2026-02-28"),
        ("2026-03-31", "P1M", "2026-04-29", "2026-04-30"),
    ],
)
async def test_an_age_is_reached_at_the_end_of_a_month(
    office: Office, founded: str, period: str, before: str, on: str
) -> None:
    office.clock.move_to(at(before))
    await office.deliver(published(criteria=older_than(period)))
    await office.put(ONE, {"founded_on": founded})
    await sweeper(office).sweep()
    assert await office.changes() == []
    office.clock.move_to(at(on))
    assert await sweeper(office).sweep() == SHARDS
    assert await office.changes() == [(ONE, "eligible", 1)]
    assert (await office.told())[0].as_of == date.fromisoformat(on)
    assert await office.breaches() == []


async def test_once_a_day_whoever_looks_how_often(office: Office) -> None:
    settings = Settings(database_url=office.service.database.url, **office.issuer.settings())
    other = Office(build(settings, office.clock), office.clock, office.issuer)
    await office.deliver(published(criteria=older_than("P1Y")))
    await office.put(ONE, {"founded_on": "2025-03-19"})
    office.clock.move_to(at("2026-03-19"))
    ones = [sweeper(one) for one in (office, other) for _ in range(3)]
    done = await asyncio.gather(*(one.sweep() for one in ones))
    assert sorted(done) == [0] * 5 + [SHARDS]
    assert await office.changes() == [(ONE, "eligible", 1)]
    assert len(await swept(office)) == SHARDS
    await other.service.database.close()


async def test_ten_days_of_downtime_are_caught_up(office: Office) -> None:
    """Each day once, all judged by today."""
    office.clock.move_to(at("2026-03-18"))
    older, younger = older_than("P1Y"), {"not": older_than("P1Y2M")}
    await office.deliver(published(criteria={"all": [older, younger]}))
    await office.put(ONE, {"founded_on": "2025-03-20"})
    await office.put(TWO, {"founded_on": "2025-01-25"})
    await sweeper(office).sweep()
    assert await office.changes() == [(TWO, "eligible", 1)]
    office.clock.advance(timedelta(days=10))
    assert await sweeper(office).sweep() == SHARDS
    assert sorted(await office.changes()) == sorted(
        [(ONE, "eligible", 1), (TWO, "eligible", 1), (TWO, "ineligible", 2)]
    )
    days = [(day, judged_by) for shard, day, judged_by in await swept(office) if shard == 0]
    assert days[1:] == [(date(2026, 3, 18) + timedelta(days=n), date(2026, 3, 28)) for n in range(1, 11)]
    assert await sweeper(office).sweep() == 0
    assert await office.breaches() == []


async def test_policies_that_no_day_changes_are_left_alone(office: Office) -> None:
    await office.deliver(published())
    await office.deliver(published(criteria=older_than("P1Y")))
    before = await office.sql("SELECT policy_id, max(change) AS change FROM verdict_set GROUP BY 1")
    await sweeper(office).sweep()
    after = await office.sql("SELECT policy_id, max(change) AS change FROM verdict_set GROUP BY 1")
    assert len(set(map(tuple, after)) - set(map(tuple, before))) == 1
