"""Ten thousand items of progress in one request: accepted once, whether sent twice or killed half way.

The publisher runs as a process of its own on a durable PostgreSQL. The peer of the same run is the least
that the database could do it in: the same rows by COPY into the same tables.
"""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
import httpx

from benchmarks.harness import Bar, Results, note
from huiqi.infra import EmbeddedBroker, EmbeddedPostgres
from shared.db.bootstrap import SCHEMAS, service_url
from shared.telemetry import setup_telemetry
from tests.support.databases import PASSWORDS, Databases
from tests.support.main_job import prepare_policy, publish
from tests.support.site import EDITOR, Site, running_site

BOUND_SECONDS: Final = 10
ITEMS: Final = 10_000
_CRASH: Final = "publisher.progress.half_way"
# The same for a batch and its repetition.
_AT: Final = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
_APPLICATION: Final = (
    *("id", "department", "policy_id", "credit_code", "state", "revision", "occurred_at", "note"),
)


def measure(*, quick: bool) -> Results:
    """The same whether quick or not: each figure is one request."""
    # The issuer of the site runs in this process; its log is not the result.
    setup_telemetry("benchmark", otlp_endpoint="", log_level="CRITICAL")
    return asyncio.run(_measure(1 if quick else 3))


async def _measure(rounds: int) -> Results:
    results = Results()
    async with _publisher() as (site, database):
        policy = await prepare_policy(site, "进度")
        await publish(site, policy)
        seconds = [await _accepted(site, _batch(policy, f"R{n}")) for n in range(rounds)]
        results.figures |= {"accept_10000_s": round(max(seconds), 2), "rounds": rounds}
        note("the same batch again")
        results.figures["accept_again_s"] = round(await _accepted(site, _batch(policy, "R0")), 2)
        note("the same batch twice at once")
        twice = _batch(policy, "TWICE")
        began = time.perf_counter()
        await asyncio.gather(*(_accepted(site, twice) for _ in range(2)))
        results.figures["accept_twice_at_once_s"] = round(time.perf_counter() - began, 2)
        note("killed half way, and sent again")
        await _killed(site, _batch(policy, "KILLED"))
        wrong = await _wrong(database, ITEMS * (rounds + 2))
        results.figures["copy_10000_rows_s"] = round(await _copied(database, policy), 3)
    results.bars = [
        Bar("10,000 items accepted", max(seconds), "s", BOUND_SECONDS),
        Bar("10,000 items accepted, sent twice at once", results.figures["accept_twice_at_once_s"], "s", 20),
        Bar("items not registered and told exactly once", wrong, "items", 0),
    ]
    return results


@contextlib.asynccontextmanager
async def _publisher() -> AsyncIterator[tuple[Site, asyncpg.Connection]]:
    """The publisher alone, and the administrator's connection to its database."""
    with tempfile.TemporaryDirectory(prefix="huiqi-progress-") as name:
        folder = Path(name)
        postgres, kafka = EmbeddedPostgres(folder / "postgres"), EmbeddedBroker(folder / "kafka")
        async with postgres, kafka:
            admin = await Databases(postgres.url).fresh("publisher")
            urls = {schema: service_url(admin, schema, PASSWORDS[schema]) for schema in SCHEMAS}
            (folder / "site").mkdir()
            settings = kafka.client_settings
            async with running_site(folder / "site", urls, settings, services=("publisher",)) as site:
                database = await asyncpg.connect(admin.replace("+asyncpg", ""))
                try:
                    yield site, database
                finally:
                    await database.close()


def _batch(policy: str, name: str) -> dict[str, Any]:
    items = [
        {
            "application_id": f"{name}-{number}",
            "policy_id": policy,
            "credit_code": f"91310107MA1{number:06d}X",
            "state": "received",
            "occurred_at": _AT,
        }
        for number in range(ITEMS)
    ]
    return {"items": items}


async def _accepted(site: Site, batch: dict[str, Any]) -> float:
    began = time.perf_counter()
    async with site.client("publisher", EDITOR) as client:
        sent = await client.post("/applications/progress", json=batch, timeout=120)
    answer = sent.raise_for_status().json()
    if answer["refused"]:
        raise RuntimeError(next(each["reason"] for each in answer["items"] if not each["accepted"]))
    return time.perf_counter() - began


async def _killed(site: Site, batch: dict[str, Any]) -> None:
    await site.kill("publisher")
    await site.start("publisher", crash_at=_CRASH)
    with contextlib.suppress(httpx.TransportError):
        await _accepted(site, batch)
    await site.died("publisher")
    await site.start("publisher")
    await _accepted(site, batch)


async def _wrong(database: asyncpg.Connection, expected: int) -> int:
    """How many items are missing, or are registered or told more than once."""
    steps, once = await database.fetchrow(
        "SELECT count(*), count(DISTINCT (application_id, state)) FROM publisher.application_step"
    )
    told, once_told = await database.fetchrow(
        "SELECT count(*), count(DISTINCT headers ->> 'ce_subject') FROM publisher.outbox "
        "WHERE topic = 'huiqi.applications'"
    )
    return sum(abs(expected - count) for count in (steps, once, told, once_told))


async def _copied(database: asyncpg.Connection, policy: str) -> float:
    """Seconds for as many rows of the two tables and the outbox by COPY, in one transaction."""
    now = datetime.now(UTC)
    value = b"x" * 420
    began = time.perf_counter()
    async with database.transaction():
        await database.copy_records_to_table(
            "application",
            schema_name="publisher",
            columns=_APPLICATION,
            records=[(f"C{n}", "KW", policy, "", "received", 1, now, "") for n in range(ITEMS)],
        )
        await database.copy_records_to_table(
            "application_step",
            schema_name="publisher",
            columns=("application_id", "revision", "state", "occurred_at"),
            records=[(f"C{n}", 1, "received", now) for n in range(ITEMS)],
        )
        await database.copy_records_to_table(
            "outbox",
            schema_name="publisher",
            columns=("event_id", "topic", "key", "headers", "value", "sent_at"),
            records=[(uuid4(), "none", "none", "{}", value, now) for _ in range(ITEMS)],
        )
    return time.perf_counter() - began
