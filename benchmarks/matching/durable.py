"""From an event on a topic to durable matches with their proofs, told on huiqi.matches.

Two bars: a policy that makes a tenth of all enterprises eligible, and profiles that change one after another.
The matcher runs in a process of its own; the ceiling is a bare COPY of the rows that were written.
"""

import asyncio
import json
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from benchmarks.harness import Bar, Results, note
from benchmarks.matching.arena import Arena, arena, bare_copy, read_changes, until
from huiqi.sample.credit_codes import credit_code
from shared.events import EnterpriseProfiled, Event, PolicyPublished
from shared.events.topics import example_of
from shared.messaging.partitioning import shard_of

_AT: Final = datetime(2026, 11, 23, tzinfo=UTC)
_POLICIES: Final = 200
_SECONDS_A_MILLION: Final = 5
_PROFILES_A_SECOND: Final = 2000
_REGIONS: Final = [f"3101{number:02}" for number in range(7, 17)]
_MATCH: Final = (
    "policy_id credit_code shard verdict revision policy_revision profile_revision proof changed_at"
)


def measure(quick: bool) -> Results:
    """A million enterprises, a tenth of that when quick."""
    with tempfile.TemporaryDirectory(prefix="huiqi-durable-") as name:
        return asyncio.run(_measure(Path(name), 100_000 if quick else 1_000_000, 6_000 if quick else 30_000))


async def _measure(folder: Path, enterprises: int, changed: int) -> Results:
    async with arena(folder) as place:
        connection = await place.connect()
        try:
            note(f"seeding {enterprises} profiles on {place.kind}")
            await seed(connection, enterprises)
            results = Results({"durable_enterprises": enterprises, "durable_broker": place.kind})
            await place.start()
            await _warm_up(place, connection)
            await _policy(place, connection, enterprises, results)
            await _profiles(place, connection, changed, results)
            return results
        finally:
            await connection.close()


def published(criteria: dict[str, Any], policy_id: UUID | None = None, revision: int = 1) -> PolicyPublished:
    """A policy with these criteria."""
    event: dict[str, Any] = example_of(PolicyPublished)
    event |= {"policy_id": policy_id or uuid4(), "revision": revision}
    event["content"] |= {"criteria": criteria}
    return PolicyPublished.model_validate(event)


def code_of(number: int) -> str:
    """The credit code of one of a million enterprises: a district has a hundred thousand."""
    return credit_code(_REGIONS[number // 100_000], number % 100_000)


def facts_of(number: int) -> dict[str, Any]:
    """The facts of an enterprise: nothing that a policy here asks about is missing."""
    choose = random.Random(number)
    revenue = choose.randrange(100_000, 50_000_000)
    return {
        "registered_region": _REGIONS[number % len(_REGIONS)],
        "industry": choose.choice(("6513", "6110", "3911", "5162", "7320")),
        "revenue": revenue,
        "employees": choose.randrange(1, 900),
        "rd_spend": revenue // choose.randrange(10, 80),
        "founded_on": f"{choose.randrange(1995, 2026)}-{choose.randrange(1, 13):02}-01",
        "qualifications": choose.sample(("high_tech", "specialised_new"), choose.randrange(3)),
    }


async def seed(connection: asyncpg.Connection, count: int) -> None:
    """Profiles as the matcher would have them after their events."""
    numbers = [0] * 6

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(count):
            code = code_of(number)
            shard = shard_of(code)
            facts = json.dumps(facts_of(number))
            yield code, 1, f"第{number}号有限公司", facts, shard, _AT, 0, 1, numbers[shard]
            numbers[shard] += 1

    columns = "credit_code revision name facts shard profiled_at match_floor change number"
    await connection.copy_records_to_table("profile", records=rows(), columns=columns.split())
    await connection.execute("UPDATE matching_shard SET change = 1")
    await connection.execute("ANALYZE profile")


async def _warm_up(place: Arena, connection: asyncpg.Connection) -> None:
    """Everybody is read into memory before anything is measured."""
    nobody = published({"fact": "revenue", "op": "lt", "value": 0})
    await place.send([nobody])
    began = time.perf_counter()
    behind = "SELECT min(policies_until) >= (SELECT max(change) FROM matching_clock) FROM matching_shard"
    await until(connection, behind)
    note(f"read into memory in {time.perf_counter() - began:.0f} s")


async def _policy(place: Arena, connection: asyncpg.Connection, enterprises: int, results: Results) -> None:
    policy = published(
        {
            "all": [
                {"fact": "registered_region", "op": "within", "value": [_REGIONS[0]], "clause": "第一条"},
                {"fact": "revenue", "op": "gte", "value": 100_000, "clause": "第二条"},
                {"not": {"fact": "employees", "op": "gt", "value": 1_000}},
            ]
        }
    )
    eligible = enterprises // len(_REGIONS)
    async with place.listening() as listener:
        began = await place.send([policy])
        size = await read_changes(listener, eligible)
        seconds = time.perf_counter() - began
    rows = await connection.fetch(f"SELECT {_MATCH.replace(' ', ', ')} FROM match")
    assert len(rows) == eligible
    outbox = await connection.fetch(
        "SELECT gen_random_uuid() AS event_id, topic, key, headers, value FROM outbox "
        "WHERE topic = 'huiqi.matches'"
    )
    ceiling = await bare_copy(connection, "match", rows, _MATCH)
    ceiling += await bare_copy(connection, "outbox", outbox, "event_id topic key headers value")
    bound = _SECONDS_A_MILLION * enterprises / 1_000_000
    results.figures |= {
        "policy_eligible": eligible,
        "policy_durable_and_told_seconds": round(seconds, 2),
        "policy_told_mb": round(size / 2**20, 1),
        "policy_bare_copy_seconds": round(ceiling, 2),
        "policy_to_bare_copy_ratio": round(seconds / ceiling, 2),
    }
    name = f"{eligible} of {enterprises} eligible, durable and on the topic"
    results.bars.append(Bar(name, round(seconds, 2), "s", bound))


def _one_for_each(number: int) -> PolicyPublished:
    """Policies of which every enterprise that earns enough fits exactly one."""
    span, place = -(-900 // (_POLICIES // len(_REGIONS))), number // len(_REGIONS)
    people = [place * span, place * span + span - 1]
    return published(
        {
            "all": [
                {"fact": "revenue", "op": "gte", "value": 60_000_000 + 1000 * number},
                {"fact": "employees", "op": "between", "value": people},
                {"fact": "registered_region", "op": "within", "value": [_REGIONS[number % len(_REGIONS)]]},
            ]
        }
    )


async def _profiles(place: Arena, connection: asyncpg.Connection, changed: int, results: Results) -> None:
    note(f"{_POLICIES} policies, {changed} profiles")
    await place.send(_one_for_each(number) for number in range(_POLICIES))
    behind = "SELECT min(policies_until) = (SELECT max(change) FROM matching_clock) FROM matching_shard"
    await until(connection, f"SELECT count(*) = {_POLICIES + 2} FROM policy")
    await until(connection, behind)
    events: list[Event] = [
        EnterpriseProfiled(
            credit_code=code_of(number),
            revision=2,
            name=f"第{number}号有限公司",
            # What it earns now is enough for the one policy of its region and number of people.
            facts=facts_of(number) | {"revenue": 70_000_000},
            profiled_at=_AT,
        )
        for number in range(changed)
    ]
    before = await connection.fetchval("SELECT count(*) FROM match")
    began = await place.send(events)
    await until(connection, f"SELECT count(*) = {changed} FROM profile WHERE revision = 2")
    await until(connection, "SELECT count(*) = 0 FROM outbox WHERE sent_at IS NULL")
    seconds = time.perf_counter() - began
    told = await connection.fetchval("SELECT count(*) FROM match") - before
    profiles = "credit_code revision name facts shard profiled_at match_floor change number"
    rows = await connection.fetch(f"SELECT {profiles.replace(' ', ', ')} FROM profile WHERE revision = 2")
    ceiling = await bare_copy(connection, "profile", rows, profiles)
    rows = await connection.fetch(f"SELECT {_MATCH.replace(' ', ', ')} FROM match OFFSET {before}")
    ceiling += await bare_copy(connection, "match", rows, _MATCH)
    rate = changed / seconds
    results.figures |= {
        "profiles_changed": changed,
        "profiles_policies": _POLICIES,
        "profiles_verdicts_told": told,
        "profiles_a_second": round(rate),
        "profiles_bare_copy_a_second": round(changed / ceiling),
        "profiles_to_bare_copy_ratio": round(changed / ceiling / rate, 2),
    }
    results.bars.append(
        Bar("profiles a second to the topic", round(rate), "/s", _PROFILES_A_SECOND, at_most=False)
    )
