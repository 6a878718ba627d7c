"""Processes of the matcher come, go and are killed while they match: the end is that of one left alone."""

import asyncio
import random
import shutil
import signal
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from benchmarks.matching.arena import Arena, arena, until
from huiqi.sample.credit_codes import credit_code
from shared.events import EnterpriseProfiled, Event, PolicyPublished
from tests.integration.matcher.conftest import NOW
from tests.support.matcher import CRITERIA, ELSEWHERE, FITTING, PUTUO, UNCLEAR, published, withdrawn

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        shutil.which("java") is None, reason="partitions are spread by Apache Kafka: needs Java"
    ),
]

SMALL = 300
LARGE = 20_000
POLICIES = 12
# Nothing waits: every policy was matched with every shard, every event was sent, and none was set aside.
SETTLED = """
    SELECT (SELECT count(*) FROM profile WHERE facts IS NOT NULL AND revision = 3) = {profiles}
    AND (SELECT count(*) FROM policy) = {policies}
    AND (SELECT min(policies_until) FROM matching_shard) = (SELECT max(change) FROM matching_clock)
    AND NOT EXISTS (SELECT FROM outbox WHERE sent_at IS NULL)
    AND NOT EXISTS (SELECT FROM parked_event)
"""


def story(profiles: int) -> tuple[list[Event], list[Event], dict[tuple[UUID, str], str]]:
    """What comes first and what comes while processes die; who ends with which open verdict."""
    choose = random.Random(profiles)
    policies: list[PolicyPublished] = [
        published(uuid4(), criteria={"all": [PUTUO, {"fact": "revenue", "op": "gte", "value": 1000 * n}]})
        for n in range(POLICIES)
    ]
    ended = withdrawn(policies[0])
    revised = published(policies[1].policy_id, 2, CRITERIA)
    codes = [credit_code("310107", number) for number in range(profiles)]
    histories = {code: [choose.choice((FITTING, UNCLEAR, ELSEWHERE)) for _ in range(3)] for code in codes}
    first = _profiled(histories, 1)
    later = [*policies[:6], *_profiled(histories, 2), *policies[6:], ended, revised, *_profiled(histories, 3)]
    verdicts = {str(FITTING): "eligible", str(UNCLEAR): "undetermined"}
    expected = {
        (policy.policy_id, code): verdict
        for policy in policies[1:]
        for code, history in histories.items()
        if (verdict := verdicts.get(str(history[-1])))
    }
    return first, later, expected


def _profiled(histories: dict[str, list[dict[str, Any]]], revision: int) -> list[Event]:
    return [
        EnterpriseProfiled(
            credit_code=code, revision=revision, name=code, facts=facts[revision - 1], profiled_at=NOW
        )
        for code, facts in histories.items()
    ]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Arena]:
    async with arena(tmp_path) as place:
        yield place


@pytest.mark.parametrize(
    "profiles", [SMALL, pytest.param(LARGE, marks=pytest.mark.nightly)], ids=["small", "large"]
)
async def test_killed_and_joined_while_matching(place: Arena, profiles: int) -> None:
    first, later, expected = story(profiles)
    one, other = await asyncio.gather(place.start(), place.start())
    await place.send(first)
    sending = asyncio.create_task(_in_pieces(place, later))
    await asyncio.sleep(0.5)
    await place.end(one, signal.SIGKILL)
    third = await place.start()
    await place.end(other, signal.SIGKILL)
    await sending
    connection = await place.connect()
    try:
        await until(connection, SETTLED.format(profiles=profiles, policies=POLICIES), 600)
        await place.end(third)
        assert await _held(connection) == expected
        await expect_told_once(connection, expected)
    finally:
        await connection.close()


async def _in_pieces(place: Arena, events: list[Event]) -> None:
    size = max(50, len(events) // 12)
    for start in range(0, len(events), size):
        await place.send(events[start : start + size])


async def _held(connection: asyncpg.Connection) -> dict[tuple[UUID, str], str]:
    query = "SELECT policy_id, credit_code, verdict FROM match WHERE verdict <> 'ineligible'"
    return {(row[0], row[1]): row[2] for row in await connection.fetch(query)}


async def expect_told_once(connection: asyncpg.Connection, expected: Iterable[tuple[UUID, str]]) -> None:
    """Changes of a match are numbered without gap and without repetition, and the last is what holds."""
    query = """
        SELECT event ->> 'policy_id' AS policy, change ->> 'credit_code' AS code,
            array_agg((change ->> 'revision')::int ORDER BY outbox.id) AS told
        FROM outbox, LATERAL (SELECT convert_from(value, 'UTF8')::jsonb AS event) AS e,
            jsonb_array_elements(event -> 'changes') AS change
        WHERE topic = 'huiqi.matches' GROUP BY 1, 2
    """
    told = {(UUID(row["policy"]), row["code"]): row["told"] for row in await connection.fetch(query)}
    assert set(expected) <= told.keys()
    assert all(revisions == list(range(1, len(revisions) + 1)) for revisions in told.values())
    rows = await connection.fetch("SELECT policy_id, credit_code, revision FROM match")
    assert {(row[0], row[1]): row[2] for row in rows} == {
        key: len(revisions) for key, revisions in told.items()
    }
