"""A million scheduled reminders, a thousand falling due each second, three processes that fire them.

Reminders fall due one after another, each millisecond one, of fifty policies in turn by the hundred; every
fifth enterprise also has a mail address. A reminder is dispatched when the transaction has committed that
holds its message, the event about it and its delivery. The ceiling of the same run writes rows as large by
COPY and settles the reminders in one connection, without asking whether anything is still true.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from benchmarks.harness import Bar, Results, note, percentiles, server_settings
from huiqi.infra import EmbeddedPostgres
from shared.clock import SystemClock
from shared.db.bootstrap import service_url
from shared.telemetry import setup_telemetry
from tests.support.databases import PASSWORDS, Databases

RATE: Final = 1_000
BOUND_MS: Final = 2_000
PROCESSES: Final = 3
POLICIES: Final = [uuid4() for _ in range(50)]
BATCH: Final = 500
_TODAY: Final = SystemClock().today()
_OPENS, _CLOSES = _TODAY - timedelta(days=20), _TODAY + timedelta(days=7)
_WINDOWS: Final = [{"first": _OPENS.isoformat(), "last": _CLOSES.isoformat()}]
_TRACE: Final = "00-{:032x}-00f067aa0ba902b7-01"
_REMINDER: Final = (
    *("credit_code", "policy_id", "kind", "deadline", "days_before", "opens_on", "closes_on"),
    *("due_at", "state", "traceparent"),
)
_STANDING: Final = (
    *("policy_id", "credit_code", "enterprise_name", "revision", "policy_revision", "verdict", "told"),
)


def measure(*, quick: bool) -> Results:
    """A tenth of it where quick."""
    setup_telemetry("benchmark", otlp_endpoint="", log_level="CRITICAL")
    return asyncio.run(_measure(100_000, 8) if quick else _measure(1_000_000, 30))


async def _measure(scheduled: int, seconds: int) -> Results:
    results = Results()
    with tempfile.TemporaryDirectory(prefix="huiqi-reminders-") as name:
        async with EmbeddedPostgres(Path(name) / "postgres", settings=server_settings()) as postgres:
            admin = await Databases(postgres.url).fresh("notifier")
            url = service_url(admin, "notifier", PASSWORDS["notifier"])
            database = await asyncpg.connect(url.replace("+asyncpg", ""))
            await _policies(database)
            results.figures |= await _claims(database, scheduled)
            note("firing")
            due = seconds * RATE
            fired = await _fire(database, url, due)
            results.figures |= {"scheduled": scheduled + due, "due": due, "processes": PROCESSES} | fired
            note("the ceiling")
            ceiling = await _ceiling(database, 20_000)
            results.figures["ceiling_reminders_per_s"] = round(ceiling)
            burst = await _burst(database, url, 20_000)
            results.figures["burst_reminders_per_s"] = round(burst)
            results.figures["burst_to_ceiling_ratio"] = round(burst / ceiling, 2)
            await database.close()
    results.bars = _bars(results.figures)
    return results


def _bars(figures: dict[str, Any]) -> list[Bar]:
    return [
        Bar("due to dispatched p99", figures["dispatch_p99_ms"], "ms", BOUND_MS),
        Bar("reminders sent early", figures["early"], "reminders", 0),
        Bar("reminders not sent exactly once", figures["not_once"], "reminders", 0),
        Bar("pages read by a claim, all not due to none", figures["claim_pages_ratio"], "times", 1.2),
    ]


async def _policies(database: asyncpg.Connection) -> None:
    brief = {
        "title": "普陀区研发费用补助实施细则",
        "document_number": "普科委〔2026〕8号",
        "issuer": {"code": "KW", "name": "普陀区科学技术委员会"},
        "theme": "technology",
        "amount_text": "最高 50 万元",
        "windows": _WINDOWS,
    }
    for policy in POLICIES:
        await database.execute(
            "INSERT INTO policy (policy_id, revision, windows, windows_revision) VALUES ($1, 1, $2, 1)",
            policy,
            json.dumps(_WINDOWS),
        )
        await database.execute(
            "INSERT INTO policy_revision (policy_id, revision, brief) VALUES ($1, 1, $2)",
            policy,
            json.dumps(brief),
        )


async def _claims(database: asyncpg.Connection, scheduled: int) -> dict[str, float]:
    """What a claim of 500 costs with nothing else scheduled, and with all."""
    now = SystemClock().now()
    await _schedule(database, 1, BATCH, [now - timedelta(seconds=1)] * BATCH)
    await database.execute("VACUUM ANALYZE")
    alone_ms, alone_pages = await _claim(database, now)
    note(f"scheduling {scheduled:,} that are not due")
    later = now + timedelta(days=1)
    for start in range(0, scheduled, 100_000):
        count = min(100_000, scheduled - start)
        days = [later + timedelta(minutes=n % 40_000) for n in range(start, start + count)]
        await _schedule(database, 1_000_000 + start, count, days)
    await database.execute("VACUUM ANALYZE")
    among_ms, among_pages = await _claim(database, now)
    await database.execute("DELETE FROM reminder WHERE due_at < $1", now)
    return {
        "claim_none_not_due_ms": alone_ms,
        "claim_all_not_due_ms": among_ms,
        "claim_ms_ratio": round(among_ms / alone_ms, 2),
        "claim_pages_ratio": round(among_pages / alone_pages, 2),
    }


async def _claim(database: asyncpg.Connection, now: datetime) -> tuple[float, int]:
    """Median milliseconds of the claim, and the pages that it reads."""
    took, pages = [], 0
    query = (
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM reminder "
        "WHERE state = 'pending' AND due_at <= $1 ORDER BY due_at, policy_id "
        f"LIMIT {BATCH} FOR UPDATE SKIP LOCKED"
    )
    for _ in range(20):
        transaction = database.transaction()
        await transaction.start()
        (plan,) = json.loads(await database.fetchval(query, now))
        await transaction.rollback()
        took.append(plan["Execution Time"])
        pages = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    return round(statistics.median(took), 2), pages


async def _schedule(
    database: asyncpg.Connection, first: int, count: int, due: list[datetime], *, true: bool = False
) -> None:
    """Schedule reminders of enterprises `first` to `first + count`; `true` ones have a standing."""
    named = list(_named(first, count))
    if true:
        rows = [(policy, code, "芷兰科技有限公司", 1, 1, "eligible", "eligible") for code, policy in named]
        await database.copy_records_to_table("standing", columns=_STANDING, records=rows)
        await database.execute(
            "INSERT INTO endpoint (id, credit_code, kind, address, created_at, verified_at) "
            "SELECT gen_random_uuid(), code, 'email', code || '@example.com', now(), now() "
            "FROM unnest($1::text[]) AS code ON CONFLICT DO NOTHING",
            [code for code, _ in named[::5]],
        )
    reminders = [
        (code, policy, "deadline", _CLOSES, 7, _OPENS, _CLOSES, at, "pending", _TRACE.format(policy.int))
        for (code, policy), at in zip(named, due, strict=True)
    ]
    await database.copy_records_to_table("reminder", columns=_REMINDER, records=reminders)


def _named(first: int, count: int) -> Iterator[tuple[str, UUID]]:
    for number in range(first, first + count):
        yield f"91310107MA{number:08d}", POLICIES[number // 100 % len(POLICIES)]


async def _fire(database: asyncpg.Connection, url: str, due: int) -> dict[str, Any]:
    processes = [await _process(url) for _ in range(PROCESSES)]
    began = SystemClock().now() + timedelta(seconds=5)
    moments = [began + timedelta(seconds=n / RATE) for n in range(due)]
    await _schedule(database, 10_000_000, due, moments, true=True)
    if SystemClock().now() > began:
        raise RuntimeError("the machine was too slow to schedule in time")
    committed = await _ended(database, processes)
    rows = await database.fetch(
        "SELECT due_at, settled_at FROM reminder WHERE state = 'sent' AND credit_code >= '91310107MA1'"
    )
    late = [(committed[row["settled_at"].timestamp()] - row["due_at"].timestamp()) * 1000 for row in rows]
    return {
        **percentiles("dispatch", late),
        "early": sum(row["settled_at"] < row["due_at"] for row in rows) + sum(ms < 0 for ms in late),
        "not_once": await _not_once(database, due),
        "batches": len(committed),
    }


async def _process(url: str) -> asyncio.subprocess.Process:
    program = (sys.executable, "-m", "benchmarks.notifying._reminding", url)
    process = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    await process.stdout.readline()
    return process


async def _ended(
    database: asyncpg.Connection, processes: list[asyncio.subprocess.Process]
) -> dict[float, float]:
    """Wait until all is fired, end the processes; return when each batch had committed, by its claim."""
    due = "SELECT count(*) FROM reminder WHERE state = 'pending' AND due_at < now() + interval '1 hour'"
    async with asyncio.timeout(300):
        while await database.fetchval(due):
            if any(process.returncode is not None for process in processes):
                raise RuntimeError("a process that fires reminders ended")
            await asyncio.sleep(0.5)
    committed: dict[float, float] = {}
    for process in processes:
        process.terminate()
        out, _ = await process.communicate()
        batches = json.loads(out)
        note(f"a process fired {sum(count for _, _, count in batches):,} in {len(batches)} batches")
        committed |= {claimed: done for claimed, done, _ in batches}
    return committed


async def _not_once(database: asyncpg.Connection, due: int) -> int:
    """Reminders without a message, messages beyond one each, and events that are not one to a message."""
    messages, distinct = await database.fetchrow(
        "SELECT count(*), count(DISTINCT (credit_code, policy_id)) FROM message WHERE kind = 'deadline'"
    )
    events, told = await database.fetchrow(
        "SELECT count(*), count(DISTINCT headers ->> 'ce_subject') FROM outbox "
        "WHERE headers ->> 'ce_type' = 'notification.delivered.v1'"
    )
    waiting = await database.fetchval(
        "SELECT coalesce(sum(cardinality(message_ids)), 0) FROM errand WHERE kind = 'emit'"
    )
    return int(sum(abs(due - n) for n in (messages, distinct, events + waiting, told + waiting)))


async def _burst(database: asyncpg.Connection, url: str, count: int) -> float:
    """Reminders a second where all fall due at one moment, as at 09:00."""
    processes = [await _process(url) for _ in range(PROCESSES)]
    moment = SystemClock().now() + timedelta(seconds=6)
    await _schedule(database, 20_000_000, count, [moment] * count, true=True)
    committed = await _ended(database, processes)
    return count / (max(committed.values()) - moment.timestamp())


async def _ceiling(database: asyncpg.Connection, count: int) -> float:
    """Reminders a second that one connection settles, writing rows as large, and nothing else."""
    await _schedule(database, 30_000_000, count, [datetime(2000, 1, 1, tzinfo=UTC)] * count)
    columns = (
        *("id", "credit_code", "policy_id", "policy_revision", "kind", "occasion", "days_before"),
        *("details", "pushed", "created_at"),
    )
    details, now = (
        json.dumps({"enterprise_name": "芷兰科技有限公司", "window": _WINDOWS[0]}),
        SystemClock().now(),
    )
    began = time.perf_counter()
    for _ in range(count // BATCH):
        async with database.transaction():
            rows = await database.fetch(
                "UPDATE reminder SET state = 'sent', settled_at = $1 WHERE (credit_code, policy_id) IN ("
                "SELECT credit_code, policy_id FROM reminder WHERE state = 'pending' AND due_at <= $1 "
                f"ORDER BY due_at, policy_id LIMIT {BATCH} FOR UPDATE SKIP LOCKED) "
                "RETURNING credit_code, policy_id",
                now,
            )
            told = [(uuid4(), code, policy, 1, "ceiling", "", 7, details, True, now) for code, policy in rows]
            await database.copy_records_to_table("message", columns=columns, records=told)
            events = [(uuid4(), "none", "none", "{}", b"x" * 420, now) for _ in rows]
            await database.copy_records_to_table(
                "outbox",
                columns=("event_id", "topic", "key", "headers", "value", "sent_at"),
                records=events,
            )
    return count / (time.perf_counter() - began)
