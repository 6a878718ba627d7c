"""Webhooks to a local sink: how soon when idle, how many a second, and whether the sick hold up the healthy.

The notifier is a process of its own, the sink another, each endpoint a host of its own. "sick": a tenth of
the endpoints hangs and a tenth answers 500. `drain`: all are due at once; counted are the healthy that are
settled, in a second, by one process of the notifier and by two, which is one a core. `steady`: due at a fixed
rate, once with healthy endpoints only and once with sick ones; the latency is from the due time to the
arrival at the sink. `idle`: from the match event at the broker to the arrival, one at a time. The ceiling is
the same client posting the same bytes with nothing else to do.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import aiohttp
import asyncpg

from benchmarks.harness import Bar, Results, note, percentiles
from benchmarks.notifying.deliveries import Laid, Target, lay_deliveries, lay_endpoint, match_event
from benchmarks.notifying.sink import Sink, running_sink
from benchmarks.notifying.stage import Stage, stage
from shared.outgoing.guarded import guarded_connector

ENDPOINTS: Final = 400
IDLE_P99_MS: Final = 500
PER_SECOND: Final = 800
STEADY_PER_SECOND: Final = 400
_LEAD: Final = timedelta(seconds=3)


def measure(*, quick: bool) -> Results:
    return asyncio.run(
        _measure(each=20 if quick else 60, seconds=6 if quick else 20, idle=25 if quick else 200)
    )


async def _measure(each: int, seconds: int, idle: int) -> Results:
    async with (
        running_sink(ENDPOINTS + 1) as sink,
        stage(webhook_allow_private=True, notifier_poll_seconds=0.05, log_level="WARNING") as place,
    ):
        connection = await place.connect()
        try:
            note("idle")
            waited = await _idle(place, connection, sink, idle)
            note("steady, all healthy")
            well = await _steady(connection, sink, _targets(sink, sick=False), seconds)
            note("steady, some sick")
            mixed = await _steady(connection, sink, _targets(sink, sick=True), seconds)
            note("drain")
            alone, _ = await _drain(connection, sink, _targets(sink, sick=True), each)
            async with place.beside():
                rate, attempts = await _drain(connection, sink, _targets(sink, sick=True), each)
        finally:
            await connection.close()
        note("ceiling")
        ceiling = await _bare(sink, 4000)
    return _results(
        {"idle": waited, "healthy": well, "mixed": mixed},
        {
            "drain_healthy_per_second_one_process": alone,
            "drain_healthy_per_second": rate,
            "drain_attempts_per_second": attempts,
            "bare_client_per_second": ceiling,
        },
    )


def _targets(sink: Sink, *, sick: bool) -> list[Target]:
    kinds = ["hang", "fail", *["ok"] * 8] if sick else ["ok"]
    return [
        Target(number, "webhook", sink.url(kinds[number % len(kinds)], number)) for number in range(ENDPOINTS)
    ]


async def _idle(place: Stage, connection: asyncpg.Connection, sink: Sink, count: int) -> list[float]:
    one = Target(ENDPOINTS, "webhook", sink.url("ok", ENDPOINTS))
    await lay_endpoint(connection, one)
    waited = []
    for _ in range(count):
        sent = time.time()
        await place.send([match_event(one)])
        arrived: list[float] = []
        while not arrived:
            await asyncio.sleep(0.05)
            arrived = [at for _, _, at in await sink.report()]
        waited.append((arrived[0] - sent) * 1000)
    return waited


async def _steady(
    connection: asyncpg.Connection, sink: Sink, targets: Sequence[Target], seconds: int
) -> list[float]:
    """Return how late each healthy delivery arrived for the first time, in milliseconds."""
    each = max(1, STEADY_PER_SECOND * seconds // len(targets))
    healthy = sum("/ok/" in target.address for target in targets) * each
    laid = await _lay(connection, targets, each, STEADY_PER_SECOND)
    try:
        await _settled(connection, laid, healthy)
        arrivals = [(one, at) for one, path, at in await sink.report() if path.startswith("/ok")]
        return [(at - laid.due[one]) * 1000 for one, at in arrivals if one in laid.due]
    finally:
        await _clear(connection)


async def _drain(
    connection: asyncpg.Connection, sink: Sink, targets: Sequence[Target], each: int
) -> tuple[float, float]:
    """Return the healthy deliveries and all attempts in a second, from the first due to the last settled."""
    healthy = sum("/ok/" in target.address for target in targets) * each
    laid = await _lay(connection, targets, each, None)
    try:
        ended = await _settled(connection, laid, healthy)
        took = ended - min(laid.due.values())
        return healthy / took, len(await sink.report()) / took
    finally:
        await _clear(connection)


async def _lay(
    connection: asyncpg.Connection, targets: Sequence[Target], each: int, per_second: float | None
) -> Laid:
    due = datetime.now(UTC) + _LEAD + timedelta(seconds=each * len(targets) / 10_000)
    return await lay_deliveries(connection, targets, each, due, per_second)


async def _settled(connection: asyncpg.Connection, laid: Laid, healthy: int) -> float:
    """Wait until the healthy are delivered; return the moment."""
    last_of = "extract(epoch FROM max(finished_at))::float8"
    query = f"SELECT count(*), {last_of} FROM delivery WHERE state = 'delivered'"
    begin = min(laid.due.values())
    async with asyncio.timeout(180):
        while True:
            count, last = await connection.fetchrow(query)
            if count >= healthy:
                return float(last)
            await asyncio.sleep(0.5 if time.time() > begin else 0.2)


async def _clear(connection: asyncpg.Connection) -> None:
    await connection.execute("TRUNCATE delivery, message, endpoint, standing, policy, policy_revision")


async def _bare(sink: Sink, count: int) -> float:
    """Return requests a second of the same client to the same sink, 64 at a time."""
    body = b"x" * 900
    async with aiohttp.ClientSession(connector=guarded_connector(allow_private=True)) as session:
        numbers = iter(range(count))

        async def work() -> None:
            for number in numbers:
                async with session.post(sink.url("ok", number % ENDPOINTS), data=body):
                    pass

        began = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(64)))
        return count / (time.perf_counter() - began)


def _results(latencies: dict[str, list[float]], rates: dict[str, float]) -> Results:
    figures: dict[str, float] = {"steady_per_second": STEADY_PER_SECOND}
    for name, milliseconds in latencies.items():
        figures |= percentiles(name, milliseconds)
    figures |= {name: round(rate, 1) for name, rate in rates.items()}
    figures["drain_to_bare_ratio"] = round(
        rates["drain_healthy_per_second"] / rates["bare_client_per_second"], 3
    )
    ratio = figures["mixed_p99_ms"] / figures["healthy_p99_ms"]
    bars = [
        Bar("match event to webhook p99 idle", figures["idle_p99_ms"], "ms", IDLE_P99_MS),
        Bar(
            "webhook deliveries, a fifth of the endpoints sick",
            figures["drain_healthy_per_second"],
            "/s",
            PER_SECOND,
            at_most=False,
        ),
        Bar("p99 of the healthy beside the sick, to its healthy value", round(ratio, 2), "×", 2),
    ]
    return Results(figures, bars)
