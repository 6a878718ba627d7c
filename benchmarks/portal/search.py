"""Searching 100,000 policies, facets included, and suggestions, beside plain PostgreSQL queries.

Each search is what a request does besides HTTP and the page: parsing, finding out whether something changed,
searching, counting every facet, reading the records found and cutting out what to quote. Queries are the
judged ones, common words that most policies have, and the same with a facet chosen.
"""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import asyncpg
import psutil

from benchmarks.harness import Bar, Results, note, percentiles
from benchmarks.portal._peers import Peers
from benchmarks.portal.crowd import TODAY, publish_many
from huiqi.infra import EmbeddedPostgres
from portal_sync.adapters.search_follower import SearchFollower
from portal_sync.domain.search_hit import SearchScope
from portal_sync.handlers.desk import Desk
from portal_sync.handlers.search_policies import search_policies, suggest_searches
from portal_sync.main import make_desk
from portal_sync.settings import Settings
from shared.clock import SystemClock
from shared.db import Database
from shared.db.bootstrap import service_url
from tests.support.databases import PASSWORDS, Databases
from tests.support.judged import judged_queries

SEARCH_BOUND_MS: Final = 50
SUGGEST_BOUND_MS: Final = 20
_LOOK_SECONDS: Final = 0.01
_COMMON: Final = ("企业", "补贴", "普陀", "申报", "办法", "奖励", "科技企业补助", "2026年", "企业 申报 条件")
_BEGUN: Final = (
    "研",
    "研发",
    "补",
    "yan",
    "yanfa",
    "yf",
    "gao",
    "科技",
    "普陀",
    "小微",
    "数字化",
    "shu",
    "z",
)


def measure(*, quick: bool) -> Results:
    """Publish many policies, read them into the engine, then search and begin to type."""
    return asyncio.run(_measure(10_000 if quick else 100_000, 1 if quick else 3))


async def _measure(count: int, rounds: int) -> Results:
    with tempfile.TemporaryDirectory(prefix="huiqi-search-") as name:
        async with EmbeddedPostgres(Path(name), durable=False) as postgres:
            admin = await Databases(postgres.url).fresh("portal_sync")
            note(f"{count} policies")
            await publish_many(admin, count)
            url = service_url(admin, "portal_sync", PASSWORDS["portal_sync"])
            database = Database(url, schema="portal_sync")
            try:
                return await _searches(admin, url, database, count, rounds)
            finally:
                await database.close()


async def _searches(admin: str, url: str, database: Database, count: int, rounds: int) -> Results:
    settings = Settings.model_validate({"database_url": url, "session_secret": "s" * 40})
    follower = SearchFollower()
    desk = make_desk(settings, database, SystemClock(), follower)
    before = psutil.Process().memory_info().rss
    reading, waits = await _read_all(follower, database)
    figures: dict[str, Any] = {
        "policies": len(follower.engine),
        "reading_seconds": round(reading, 1),
        "read_per_second": round(count / reading),
        "others_wait_while_reading_p95_ms": _p95(waits),
        "others_wait_while_reading_max_ms": round(max(waits), 1),
        "memory_mib": round((psutil.Process().memory_info().rss - before) / 2**20),
    }
    note("searching")
    searches = await _time_searches(desk, database, rounds)
    suggestions = await _time_suggestions(desk, database, rounds)
    figures |= percentiles("search", searches) | {"search_p95_ms": _p95(searches)}
    figures |= percentiles("suggest", suggestions) | {"suggest_p95_ms": _p95(suggestions)}
    note("peers")
    figures |= await _time_peers(admin)
    figures["full_text_to_search_ratio"] = round(figures["full_text_p95_ms"] / _p95(searches), 1)
    figures["ilike_to_search_ratio"] = round(figures["ilike_p95_ms"] / _p95(searches), 1)
    bars = [
        Bar(f"search among {count} policies p95", _p95(searches), "ms", SEARCH_BOUND_MS),
        Bar(f"suggestion among {count} policies p95", _p95(suggestions), "ms", SUGGEST_BOUND_MS),
    ]
    return Results(figures, bars)


async def _read_all(follower: SearchFollower, database: Database) -> tuple[float, list[float]]:
    """Read all as the service does; return the seconds, and by how many milliseconds others had to wait."""
    stop, waits = asyncio.Event(), []
    following = asyncio.create_task(follower.keep_up(database, stop))
    began = time.perf_counter()
    while follower.behind and not following.done():
        before = time.perf_counter()
        await asyncio.sleep(_LOOK_SECONDS)
        waits.append((time.perf_counter() - before - _LOOK_SECONDS) * 1000)
    reading = time.perf_counter() - began
    stop.set()
    await following
    return reading, waits


async def _time_searches(desk: Desk, database: Database, rounds: int) -> list[float]:
    plain = SearchScope(today=TODAY)
    scopes = (
        plain,
        SearchScope(today=TODAY, chosen={"theme": "technology"}),
        SearchScope(today=TODAY, page=2),
    )
    typed = [judged.typed for judged in judged_queries(TODAY.year)]
    asked = [(one, plain) for one in typed] + list(itertools.product(_COMMON, scopes))
    taken = []
    for one, scope in [("补贴", plain)] * 3 + asked * rounds:
        began = time.perf_counter()
        async with database.transaction() as session:
            await search_policies(desk, session, one, scope)
        taken.append((time.perf_counter() - began) * 1000)
    return taken[3:]


async def _time_suggestions(desk: Desk, database: Database, rounds: int) -> list[float]:
    scope, taken = SearchScope(today=TODAY), []
    for one in ("研",) * 3 + _BEGUN * 8 * rounds:
        began = time.perf_counter()
        async with database.transaction() as session:
            await suggest_searches(desk, session, one, scope)
        taken.append((time.perf_counter() - began) * 1000)
    return taken[3:]


async def _time_peers(admin: str) -> dict[str, float]:
    connection = await asyncpg.connect(
        admin.replace("+asyncpg", ""), server_settings={"search_path": "portal_sync", "jit": "off"}
    )
    try:
        peers = Peers(connection)
        await peers.fill()
        typed = [judged.typed for judged in judged_queries(TODAY.year)][::6] + list(_COMMON)
        like = [(await peers.like(one))[1] for one in typed]
        full_text = [(await peers.full_text(one, facets=True))[1] for one in typed]
    finally:
        await connection.close()
    return {"ilike_p95_ms": _p95(like), "full_text_p95_ms": _p95(full_text)}


def _p95(milliseconds: Sequence[float]) -> float:
    ordered = sorted(milliseconds)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2)
