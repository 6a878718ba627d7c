"""Pages of the portal at 200 requests a second over 100,000 policies, beside plain PostgreSQL queries.

The service runs alone in a process of its own (uvicorn, one worker); the requests come from this process over
HTTP, each at its appointed moment whether earlier ones were answered or not, so that waiting in line counts.
Client, service and PostgreSQL share the machine's cores. Documents and benefit pages are drawn so that some
are asked for often and most seldom; lists and first pages are among them. No page is in memory but those of a
hundred requests before the clock runs; the search has read everything, and channels were compared with the
source once, as it is some minutes after any start.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
import httpx

from benchmarks.harness import Bar, Results, note, percentiles, server_settings
from benchmarks.portal._client import Connections
from benchmarks.portal.crowd import publish_many
from huiqi.infra import EmbeddedPostgres
from huiqi.infra.ports import free_port
from shared.db.bootstrap import service_url
from tests.support.databases import PASSWORDS, Databases

BOUND_MS: Final = 15
RATE: Final = 200
_START_SECONDS: Final = 1800
_THEMES: Final = ("technology", "industry", "finance", "employment")
# Comparisons are the only transactions of the service that last.
_COMPARING: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'portal_sync' "
    "AND datname = current_database() AND xact_start < clock_timestamp() - interval '250 ms'"
)
_QUIET_LOOKS: Final = 6
# Of a hundred requests so many go to each kind.
_SHARES: Final = {"document": 70, "benefit": 15, "list": 10, "first": 5}


def measure(*, quick: bool) -> Results:
    """Publish many policies, start the service, ask for pages."""
    return asyncio.run(_measure(10_000 if quick else 100_000, 10 if quick else 60))


async def _measure(count: int, seconds: int) -> Results:
    with tempfile.TemporaryDirectory(prefix="huiqi-pages-") as name:
        folder, settings = Path(name) / "postgres", server_settings()
        async with EmbeddedPostgres(folder, durable=False, settings=settings) as postgres:
            admin = await Databases(postgres.url).fresh("portal_sync")
            note(f"{count} policies")
            ids = await publish_many(admin, count)
            benefits = await _benefits(admin, ids)
            url = service_url(admin, "portal_sync", PASSWORDS["portal_sync"])
            async with _portal(url, Path(name) / "portal.log") as address:
                await _settle(address, admin)
                note(f"{RATE} requests a second for {seconds} s")
                taken = await _load(address, ids, benefits, seconds)
            rows = await _plain_rows(admin, ids[:2000])
    return _results(taken, rows, seconds)


@asynccontextmanager
async def _portal(url: str, log: Path) -> AsyncIterator[str]:
    port = free_port()
    environment = os.environ | {
        "HUIQI_DATABASE_URL": url,
        "HUIQI_SESSION_SECRET": "s" * 40,
        "HUIQI_PUBLIC_URL": f"http://127.0.0.1:{port}",
        # Nobody listens there: the consumers wait, the pages do not.
        "HUIQI_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "HUIQI_RECONCILE_EVERY_SECONDS": "3600",
        "HUIQI_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "uvicorn", "portal_sync.main:app", "--factory", "--port", str(port)]
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *command, "--log-level", "warning", "--no-access-log", env=environment, stdout=out, stderr=out
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            await process.wait()


async def _settle(address: str, admin: str) -> None:
    """Wait until the search has read everything, and the first comparison with the source is over."""
    until = time.monotonic() + _START_SECONDS
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        while not await _has_read(client):
            _give_up_after(until)
            await asyncio.sleep(0.5)
    connection, quiet = await _connect(admin), 0
    try:
        while quiet < _QUIET_LOOKS:
            _give_up_after(until)
            quiet = 0 if await connection.fetchval(_COMPARING) else quiet + 1
            await asyncio.sleep(0.5)
    finally:
        await connection.close()


async def _has_read(client: httpx.AsyncClient) -> bool:
    try:
        answer = await client.get("/api/portal/v1/search?q=补贴&limit=1")
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and not answer.json()["behind"]


def _give_up_after(until: float) -> None:
    if time.monotonic() > until:
        raise TimeoutError("the portal did not become ready")


async def _load(
    address: str, ids: Sequence[UUID], benefits: Sequence[UUID], seconds: int
) -> dict[str, list[float]]:
    chance = random.Random(7)
    taken: dict[str, list[float]] = defaultdict(list)
    connections = Connections("127.0.0.1", int(address.rsplit(":", 1)[1]))
    try:
        for kind, path in _asked(chance, ids, benefits, 100):
            await _ask(connections, path, kind, time.perf_counter(), defaultdict(list))
        began = time.perf_counter()
        running = []
        for n, (kind, path) in enumerate(_asked(chance, ids, benefits, RATE * seconds)):
            due = began + n / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            running.append(asyncio.create_task(_ask(connections, path, kind, due, taken)))
        await asyncio.gather(*running)
    finally:
        await connections.close()
    return taken


async def _ask(
    connections: Connections, path: str, kind: str, due: float, taken: dict[str, list[float]]
) -> None:
    await connections.get(path)
    taken[kind].append((time.perf_counter() - due) * 1000)


def _asked(
    chance: random.Random, ids: Sequence[UUID], benefits: Sequence[UUID], count: int
) -> list[tuple[str, str]]:
    paths: dict[str, Callable[[], str]] = {
        "document": lambda: f"/gov/policies/{_some(chance, ids)}",
        "benefit": lambda: f"/biz/policies/{_some(chance, benefits)}",
        "list": lambda: f"/gov/?theme={chance.choice(_THEMES)}&page={chance.randrange(1, 6)}",
        "first": lambda: chance.choice(("/", "/gov/", "/biz/")),
    }
    kinds = chance.choices(list(_SHARES), list(_SHARES.values()), k=count)
    return [(kind, paths[kind]()) for kind in kinds]


def _some(chance: random.Random, ids: Sequence[UUID]) -> UUID:
    return ids[min(len(ids) - 1, int(chance.paretovariate(0.35)) - 1)]


async def _benefits(admin: str, ids: Sequence[UUID]) -> list[UUID]:
    """The policies that the business channel shows, in the order of their publication."""
    connection = await _connect(admin)
    try:
        rows = await connection.fetch("SELECT policy_id FROM entry WHERE channel = 'business'")
    finally:
        await connection.close()
    shown = {row["policy_id"] for row in rows}
    return [one for one in ids if one in shown]


async def _connect(admin: str) -> asyncpg.Connection:
    url = admin.replace("+asyncpg", "")
    return await asyncpg.connect(url, server_settings={"search_path": "portal_sync"})


async def _plain_rows(admin: str, ids: Sequence[UUID]) -> list[float]:
    """Milliseconds to read the row of a page, and nothing else."""
    connection, taken = await _connect(admin), []
    try:
        for one in ids:
            began = time.perf_counter()
            await connection.fetchrow(
                "SELECT * FROM entry WHERE channel = 'government' AND policy_id = $1", one
            )
            taken.append((time.perf_counter() - began) * 1000)
    finally:
        await connection.close()
    return taken


def _results(taken: dict[str, list[float]], rows: list[float], seconds: int) -> Results:
    whole = [one for kind in taken.values() for one in kind]
    figures: dict[str, float] = {"answered_per_second": round(len(whole) / seconds, 1)}
    for kind, series in sorted(taken.items()):
        figures |= percentiles(kind, series)
    figures |= percentiles("page", whole) | percentiles("plain_row", rows)
    p95 = round(sorted(whole)[int(len(whole) * 0.95)], 2)
    figures |= {
        "page_p95_ms": p95,
        "page_p95_to_plain_row_p50_ratio": round(p95 / figures["plain_row_p50_ms"], 1),
    }
    return Results(figures, [Bar(f"page p95 at {RATE} requests/s", p95, "ms", BOUND_MS)])
