"""Many matches by one process, by two, and by two that are killed with -9: the end is the same each time.

Every policy makes everybody eligible. Work comes over the topic, so that PostgreSQL and the broker take their
share of the same cores: what two processes gain in matching itself, `restarting` measures.
"""

import asyncio
import signal
import tempfile
import time
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from benchmarks.harness import Bar, Results, note
from benchmarks.matching.arena import Arena, arena, until
from benchmarks.matching.durable import published, seed
from shared.events import PolicyPublished

_AGAIN: Final = """
    TRUNCATE match, policy, policy_text, verdict_set, sweep, outbox, inbox, seen_revision, matching_clock;
    UPDATE matching_shard SET change = 1, epoch = gen_random_uuid(), fence = 0, policies_until = 0
"""
_SETTLED: Final = """
    SELECT (SELECT count(*) FROM policy) = {policies}
    AND (SELECT min(policies_until) FROM matching_shard) = (SELECT max(change) FROM matching_clock)
    AND NOT EXISTS (SELECT FROM outbox WHERE sent_at IS NULL) AND NOT EXISTS (SELECT FROM parked_event)
"""
_STATE: Final = """
    SELECT policy_id, md5(string_agg(concat_ws('|', credit_code, verdict, revision, policy_revision,
        profile_revision, proof), E'\\n' ORDER BY credit_code)) AS digest FROM match GROUP BY policy_id
"""
# A change that was told twice, or never, makes more or fewer of them than there are matches.
_TOLD: Final = """
    SELECT coalesce(sum(jsonb_array_length(convert_from(value, 'UTF8')::jsonb -> 'changes')), 0) FROM outbox
    WHERE topic = 'huiqi.matches'
"""

State = dict[UUID, str]


def measure(quick: bool) -> Results:
    """A million matches; twenty thousand when quick."""
    with tempfile.TemporaryDirectory(prefix="huiqi-surviving-") as name:
        return asyncio.run(_measure(Path(name), 5_000 if quick else 100_000, 4 if quick else 10))


async def _measure(folder: Path, enterprises: int, count: int) -> Results:
    policies = [
        published({"fact": "revenue", "op": "gte", "value": 1000 + number}, UUID(int=number + 1))
        for number in range(count)
    ]
    wanted = enterprises * count
    results = Results({"surviving_matches": wanted})
    async with arena(folder) as place:
        connection = await place.connect()
        try:
            await seed(connection, enterprises)
            one, told, seconds = await _undisturbed(place, connection, policies, 1)
            two, told_by_two, seconds_of_two = await _undisturbed(place, connection, policies, 2)
            killed, told_by_killed, when = await _killed(place, connection, policies)
        finally:
            await connection.close()
    results.figures |= {
        "surviving_broker": place.kind,
        "matches_a_second_by_one": round(wanted / seconds),
        "matches_a_second_by_two": round(wanted / seconds_of_two),
        "matches_when_killed": when,
    }
    unlike = sum(one[key] != state.get(key) for key in one for state in (two, killed)) + count - len(one)
    wrongly = sum(abs(wanted - each) for each in (told, told_by_two, told_by_killed))
    results.bars.append(Bar("policies matched otherwise by two processes, or by killed ones", unlike, "", 0))
    results.bars.append(Bar("changes told twice or never", wrongly, "", 0))
    return results


async def _undisturbed(
    place: Arena, connection: asyncpg.Connection, policies: list[PolicyPublished], processes: int
) -> tuple[State, int, float]:
    note(f"  undisturbed, processes: {processes}")
    await _begin(place, connection, processes)
    began = await place.send(policies)
    await until(connection, _SETTLED.format(policies=len(policies) + 1))
    seconds = time.perf_counter() - began
    return *await _end(place, connection), seconds


async def _killed(
    place: Arena, connection: asyncpg.Connection, policies: list[PolicyPublished]
) -> tuple[State, int, list[int]]:
    """Each of the two is killed while it matches, and another comes in its place."""
    note("  two processes, each killed")
    await _begin(place, connection, 2)
    half, when = len(policies) // 2, []
    for share in (policies[:half], policies[half:]):
        before = await connection.fetchval("SELECT count(*) FROM match")
        await place.send(share)
        await until(connection, f"SELECT count(*) > {before} FROM match")
        await place.end(place.processes[0], signal.SIGKILL)
        when.append(await connection.fetchval("SELECT count(*) FROM match"))
        await place.start()
    await until(connection, _SETTLED.format(policies=len(policies) + 1))
    return *await _end(place, connection), when


async def _begin(place: Arena, connection: asyncpg.Connection, processes: int) -> None:
    """Nothing was ever matched; the processes share the shards and have everybody in memory."""
    await connection.execute(_AGAIN)
    for _ in range(processes):
        await place.start()
    nobody = published({"fact": "revenue", "op": "lt", "value": 0}, UUID(int=0))
    await place.send([nobody])
    await until(connection, _SETTLED.format(policies=1))


async def _end(place: Arena, connection: asyncpg.Connection) -> tuple[State, int]:
    for process in list(place.processes):
        await place.end(process)
    told = int(await connection.fetchval(_TOLD))
    return {row["policy_id"]: row["digest"] for row in await connection.fetch(_STATE)}, told
