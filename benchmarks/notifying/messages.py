"""One policy fits 100,000 enterprises: until each has its message, and until each message is on its way.

The notifier is a process of its own, halted until the events are at the broker: then the clock starts. What
tells the end is cheap to ask (events received, errands left; a count of the rows each 50 ms takes one of two
cores), and the rows are counted after it. The ceiling of the same run is a bare COPY of the very rows that
were written, into tables with the same indexes. What a round leaves to do for the next half hour (mail at its
pace, reminders) is taken away before the next begins.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from benchmarks.harness import Bar, Results, note
from benchmarks.notifying.stage import Stage, stage, until
from huiqi.sample.credit_codes import credit_code
from shared.events import (
    DecidingCriterion,
    Department,
    MatchChange,
    MatchesChanged,
    PolicyBrief,
    ServiceItem,
    Verdict,
    Window,
)

MATCHES: Final = 100_000
EVENT: Final = 500
DURABLE_SECONDS: Final = 4
QUEUED_SECONDS: Final = 8
_TODAY: Final = datetime.now(UTC).date()
_WINDOW: Final = Window(first=_TODAY - timedelta(days=3), last=_TODAY + timedelta(days=80))
_REASONS: Final = (
    DecidingCriterion(
        pointer="/all/0",
        label="注册地在普陀区",
        clause="第三条第（一）项",
        fact="registered_region",
        value_seen="310107",
    ),
    DecidingCriterion(
        pointer="/all/1",
        label="上年度营业收入 500 万元至 4 亿元",
        clause="第三条第（二）项",
        fact="revenue",
        value_seen=30_000_000,
    ),
)


def measure(*, quick: bool) -> Results:
    """Once when quick, three times otherwise: the slowest counts."""
    return asyncio.run(_measure(1 if quick else 3))


async def _measure(rounds: int) -> Results:
    durable, queued = [], []
    async with stage() as place:
        connection = await place.connect()
        try:
            note("endpoints")
            await _endpoints(connection)
            await _warm_up(place, connection)
            for _ in range(rounds):
                await _clear(connection)
                policy = uuid4()
                began, told, sent_on = await _round(place, connection, policy)
                durable.append(told - began)
                queued.append(sent_on - began)
                note(f"durable {durable[-1]:.2f} s, queued {queued[-1]:.2f} s")
            copied = [await _bare_copy(connection, table, policy) for table in ("message", "delivery")]
        finally:
            await connection.close()
    return _results(durable, queued, copied)


_RECEIVED: Final = "SELECT count(*) FROM inbox WHERE consumer = 'notifier.huiqi.matches'"
_SENT_ON: Final = "SELECT (count(*) = 0)::int FROM errand WHERE kind = 'queue'"
_MESSAGES: Final = "SELECT count(*) FROM message WHERE policy_id = $1"
_DELIVERIES: Final = (
    "SELECT count(*) FROM delivery AS d JOIN message AS m ON m.id = d.message_id WHERE m.policy_id = $1"
)


async def _clear(connection: asyncpg.Connection) -> None:
    # One by one: several at once may deadlock with what is being done just now.
    for table in ("errand", "arming", "delivery", "delivery_failure", "reminder"):
        await connection.execute(f"TRUNCATE {table}")
    sent = "SELECT (count(*) = 0)::int FROM outbox WHERE sent_at IS NULL"
    await until(connection, sent, 1)


async def _round(place: Stage, connection: asyncpg.Connection, policy: UUID) -> tuple[float, float, float]:
    """The moments at which the events were there, the messages durable and their deliveries queued."""
    await _publish(connection, policy)
    received = await connection.fetchval(_RECEIVED)
    with place.halted():
        await place.send(_events(policy))
        began = time.perf_counter()
    told = await until(connection, _RECEIVED, received + MATCHES // EVENT)
    sent_on = await until(connection, _SENT_ON, 1)
    if [await connection.fetchval(query, policy) for query in (_MESSAGES, _DELIVERIES)] != [MATCHES] * 2:
        raise AssertionError("not every enterprise has its message and its delivery")
    return began, told, sent_on


async def _publish(connection: asyncpg.Connection, policy: UUID) -> None:
    """The publication itself, which comes before the matcher has judged by it."""
    brief = _event(policy, 0).policy
    windows = [window.model_dump(mode="json") for window in brief.windows]
    await connection.execute(
        "INSERT INTO policy (policy_id, revision, windows, windows_revision) VALUES ($1, 1, $2, 1)",
        policy,
        json.dumps(windows),
    )
    await connection.execute(
        "INSERT INTO policy_revision (policy_id, revision, brief) VALUES ($1, 1, $2)",
        policy,
        brief.model_dump_json(),
    )


async def _endpoints(connection: asyncpg.Connection) -> None:
    """A mail address for each enterprise."""
    now = datetime.now(UTC)
    rows = [(uuid4(), _code(n), "email", f"e{n}@example.com", now, now) for n in range(MATCHES)]
    columns = ["id", "credit_code", "kind", "address", "created_at", "verified_at"]
    await connection.copy_records_to_table("endpoint", records=rows, columns=columns)
    await connection.execute("ANALYZE endpoint")


async def _warm_up(place: Stage, connection: asyncpg.Connection) -> None:
    await place.send([_event(uuid4(), 0)])
    await until(connection, "SELECT count(*) FROM delivery", EVENT)


def _events(policy: UUID) -> Iterator[MatchesChanged]:
    return (_event(policy, first) for first in range(0, MATCHES, EVENT))


def _event(policy: UUID, first: int) -> MatchesChanged:
    return MatchesChanged(
        policy_id=policy,
        policy_revision=1,
        shard=first // EVENT % 16,
        as_of=date.today(),  # noqa: DTZ011 (any day)
        policy=PolicyBrief(
            title="普陀区研发费用补助实施细则",
            document_number="普科委〔2026〕8号",
            issuer=Department(code="KW", name="普陀区科学技术委员会"),
            theme="technology",
            amount_text="最高 50 万元",
            windows=(_WINDOW,),
            service_item=ServiceItem(code="1", name="研发补助", url="https://zwdt.sh.gov.cn/item/1"),
        ),
        changes=tuple(
            MatchChange(
                credit_code=_code(number),
                enterprise_name=f"第{number}号科技有限公司",
                revision=1,
                profile_revision=1,
                verdict=Verdict.ELIGIBLE,
                reasons=_REASONS,
            )
            for number in range(first, first + EVENT)
        ),
    )


def _code(number: int) -> str:
    return credit_code("310107", number)


async def _bare_copy(connection: asyncpg.Connection, table: str, policy: UUID) -> float:
    """Seconds for COPY of the rows of this policy into a table with the same indexes."""
    which = (
        "policy_id = $1"
        if table == "message"
        else "message_id IN (SELECT id FROM message WHERE policy_id = $1)"
    )
    rows = await connection.fetch(f"SELECT * FROM {table} WHERE {which}", policy)
    await connection.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
    records = [tuple(row) for row in rows]
    began = time.perf_counter()
    async with connection.transaction():
        await connection.copy_records_to_table("bare", records=records, columns=list(rows[0].keys()))
    taken = time.perf_counter() - began
    await connection.execute("DROP TABLE bare")
    return taken


def _results(durable: list[float], queued: list[float], copied: list[float]) -> Results:
    figures = {
        "matches": MATCHES,
        "rounds": len(durable),
        "durable_s": round(max(durable), 2),
        "queued_s": round(max(queued), 2),
        "bare_copy_of_messages_s": round(copied[0], 2),
        "bare_copy_of_deliveries_s": round(copied[1], 2),
        "durable_to_bare_copy_ratio": round(max(durable) / copied[0], 2),
        "queued_to_bare_copy_ratio": round(max(queued) / sum(copied), 2),
        "load": round(os.getloadavg()[0], 1),
    }
    bars = [
        Bar("100,000 messages durable", max(durable), "s", DURABLE_SECONDS),
        Bar("their deliveries queued", max(queued), "s", QUEUED_SECONDS),
    ]
    return Results(figures, bars)
