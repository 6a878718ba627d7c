"""kill -9 at random while webhooks and mail go out: all arrives, and what comes twice is accounted for.

Killed are the notifier, which is started again, and now and then one of PostgreSQL's own processes, which
makes it recover. A delivery that was under way is sent again once its lease has lapsed, under the same id. A
mail that comes a second time is in a crash window where it was under way, sent or not, when something was
killed; any other would be a fault.
"""

import asyncio
import os
import random
import signal
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import asyncpg

from benchmarks.harness import Bar, Results, note
from benchmarks.notifying.deliveries import Laid, Target, lay_deliveries
from benchmarks.notifying.sink import Sink, running_sink
from benchmarks.notifying.stage import Stage, stage
from tests.integration.notifier.sinks import MailSink, mail_sink

ENDPOINTS: Final = 400
# Shorter than in production, so that what a killed process held comes back soon; the sinks answer at once.
LEASE_SECONDS: Final = 20.0
_EVERY_WHICH_IS_POSTGRES: Final = 8
_PAUSES: Final = (0.2, 1.5)
_LEASED: Final = "SELECT id FROM delivery WHERE state = 'queued' AND attempts > 0 AND due_at > now()"
_DONE: Final = "SELECT count(*) FROM delivery WHERE state IN ('sent', 'delivered')"


def measure(*, quick: bool) -> Results:
    """20,000 deliveries and 100 kills; when quick 2,000 and 6."""
    return asyncio.run(_measure(5, 6) if quick else _measure(50, 100))


@dataclass
class Seen:
    """What was under way when something was killed, and what arrived when, by delivery id."""

    kills: int = 0
    under_way: set[str] = field(default_factory=set)
    webhooks: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


async def _measure(each: int, kills: int) -> Results:
    async with (
        running_sink(ENDPOINTS) as sink,
        mail_sink() as mails,
        stage(
            webhook_allow_private=True,
            delivery_lease_seconds=LEASE_SECONDS,
            smtp_host="127.0.0.1",
            smtp_port=mails.port,
            log_level="ERROR",
        ) as place,
    ):
        connection = await place.connect()
        laid = await _lay(connection, sink, each)
        await connection.close()
        seen = Seen()
        # Mail arrives in this process: the sink keeps the order of `mails.mails` and `times` the same.
        times = _timed(mails)
        for number in range(kills):
            await asyncio.sleep(random.uniform(*_PAUSES))
            seen.under_way |= await _kill(place, postgres=number % _EVERY_WHICH_IS_POSTGRES == 3)
            seen.kills += 1
        note("waiting for the rest")
        await _all_done(place, len(laid.due))
        for one, _, at in await sink.report():
            seen.webhooks[one].append(at)
        return _results(laid, seen, _by_delivery(mails, times))


async def _lay(connection: asyncpg.Connection, sink: Sink, each: int) -> Laid:
    """A fifth mail, the others webhooks; all due from now on."""
    targets = [
        Target(number, "email", f"e{number}@example.com")
        if number % 5 == 0
        else Target(number, "webhook", sink.url("ok", number))
        for number in range(ENDPOINTS)
    ]
    return await lay_deliveries(connection, targets, each, datetime.now(UTC) + timedelta(seconds=2), 400.0)


async def _kill(place: Stage, *, postgres: bool) -> set[str]:
    """Kill, and return the ids of what was leased then."""
    if postgres:
        await _kill_backend(place)
        return await _leased(place)
    await place.site.kill("notifier")
    leased = await _leased(place)
    await place.site.start("notifier")
    return leased


async def _kill_backend(place: Stage) -> None:
    connection = await place.connect()
    query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'notifier' AND pid <> pg_backend_pid()"
    pids = [row["pid"] for row in await connection.fetch(query)]
    if pids:
        os.kill(random.choice(pids), signal.SIGKILL)
    connection.terminate()


async def _leased(place: Stage) -> set[str]:
    async with asyncio.timeout(60):
        while True:
            try:
                connection = await place.connect()
                rows = await connection.fetch(_LEASED)
                await connection.close()
                return {str(row["id"]) for row in rows}
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(0.1)  # it recovers


async def _all_done(place: Stage, wanted: int) -> None:
    async with asyncio.timeout(300):
        while True:
            try:
                connection = await place.connect()
                count = await connection.fetchval(_DONE)
                await connection.close()
            except (OSError, asyncpg.PostgresError):
                count = 0
            if count >= wanted:
                return
            await asyncio.sleep(0.5)


def _timed(mails: MailSink) -> list[float]:
    times: list[float] = []
    taken = mails.handle_DATA

    async def timed(*given: object) -> str:
        answer = await taken(*given)  # type: ignore[arg-type]
        times.append(time.time())
        return answer

    mails.handle_DATA = timed  # type: ignore[assignment,method-assign]
    return times


def _by_delivery(mails: MailSink, times: Sequence[float]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for mail, at in zip(mails.mails, times, strict=True):
        found[str(mail["Message-ID"]).strip("<>").partition("@")[0]].append(at)
    return found


def _results(laid: Laid, seen: Seen, mails: Mapping[str, list[float]]) -> Results:
    arrived = {*seen.webhooks, *mails}
    again = {one for one, times in mails.items() if len(times) > 1}
    outside = len(again - seen.under_way)
    figures = {
        "deliveries": len(laid.due),
        "kills": seen.kills,
        "webhooks": len(seen.webhooks),
        "webhook_repeats_under_the_same_id": sum(len(times) - 1 for times in seen.webhooks.values()),
        "mails": len(mails),
        "second_mails_in_a_crash_window": len(again) - outside,
    }
    bars = [
        Bar("deliveries that never arrived", len(set(laid.due) - arrived), "", 0),
        Bar("arrivals under an id that is none of a delivery", len(arrived - set(laid.due)), "", 0),
        Bar("second mails outside a crash window", outside, "", 0),
    ]
    return Results(figures, bars)
