"""SIGKILL of three notifiers while they deliver: every message arrives, each repeat under the same id."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from benchmarks.notifying.deliveries import Target, lay_deliveries
from benchmarks.notifying.sink import Sink, running_sink
from benchmarks.notifying.stage import until
from huiqi.infra.ports import free_port
from shared.db.bootstrap import SCHEMAS, service_url
from tests.support.brokers import RealBroker
from tests.support.databases import PASSWORDS, Databases
from tests.support.site import Site, running_site

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]

ENDPOINTS, EACH, A_SECOND = 50, 14, 60.0
KILLS = 5
# The sink takes a third of a second, so that whatever is killed has some under way.
LEASE_SECONDS = 10.0
UNDER_WAY = "SELECT id FROM delivery WHERE state = 'queued' AND attempts > 0 AND due_at > now()"


@dataclass
class Trio:
    """Three processes of the notifier over one database; the dead are started again, the others go on."""

    processes: list[Site]
    starting: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    async def kill_one(self, choose: random.Random) -> None:
        """Kill one of those that are up, never the last one."""
        while len(alive := [number for number in range(3) if self._is_up(number)]) < 2:
            under_way = [task for task in self.starting.values() if not task.done()]
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        number = choose.choice(alive)
        await self.processes[number].kill("notifier")
        self.starting[number] = asyncio.create_task(self.processes[number].start("notifier"))

    async def end(self) -> None:
        await asyncio.gather(*self.starting.values(), return_exceptions=True)
        await asyncio.gather(*(one.kill("notifier") for one in self.processes))

    def _is_up(self, number: int) -> bool:
        task = self.starting.get(number)
        return task is None or task.done()


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with running_sink(ENDPOINTS) as sink:
        yield sink


@pytest.fixture
async def site(tmp_path: Path, databases: Databases, own_broker: RealBroker) -> AsyncIterator[Site]:
    url = await databases.fresh(*SCHEMAS)
    urls = {schema: service_url(url, schema, PASSWORDS[schema]) for schema in SCHEMAS}
    settings = {**own_broker.settings, "delivery_lease_seconds": LEASE_SECONDS, "delivery_concurrency": 20}
    async with running_site(tmp_path, urls, settings, services=("notifier",)) as site:
        yield site


@pytest.fixture
async def connection(site: Site) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(site.database_urls["notifier"].replace("+asyncpg", ""))
    # What is laid is JSON as text; the version of PostgreSQL's binary form comes before it.
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda words: b"\x01" + words.encode(),
        decoder=lambda raw: raw,
        format="binary",
    )
    yield connection
    await connection.close()


@pytest.fixture
async def trio(site: Site) -> AsyncIterator[Trio]:
    others = [replace(site, ports={name: free_port() for name in site.ports}, processes={}) for _ in range(2)]
    trio = Trio([site, *others])
    await asyncio.gather(*(one.start("notifier") for one in others))
    yield trio
    await trio.end()


@pytest.mark.parametrize("seed", [5, *(pytest.param(n, marks=pytest.mark.nightly) for n in range(6, 16))])
async def test_all_arrives_and_repeats_carry_the_same_id(
    connection: asyncpg.Connection, trio: Trio, sink: Sink, seed: int
) -> None:
    choose, under_way = random.Random(seed), set[str]()
    targets = [Target(n, "webhook", sink.url("late", n)) for n in range(ENDPOINTS)]
    due = datetime.now(UTC) + timedelta(seconds=1)
    laid = await lay_deliveries(connection, targets, EACH, due, A_SECOND)
    for _ in range(KILLS):
        await asyncio.sleep(choose.uniform(0.5, 1.5))
        await trio.kill_one(choose)
        under_way |= {str(row["id"]) for row in await connection.fetch(UNDER_WAY)}
    await until(connection, "SELECT count(*) FROM delivery WHERE state = 'delivered'", len(laid.due))
    where = await _addresses(connection)
    arrivals = [(one, path) for one, path, _ in await sink.report()]
    times = Counter(one for one, _ in arrivals)
    again = {one for one, count in times.items() if count > 1}

    assert times.keys() == laid.due.keys()
    assert all(where[one] == path for one, path in arrivals)
    # Nothing comes twice but what was under way when somebody was killed; some did, or nothing was tried.
    assert again
    assert again <= under_way


async def _addresses(connection: asyncpg.Connection) -> dict[str, str]:
    query = """
        SELECT delivery.id, substring(address from '//[^/]+(/.*)') AS path
        FROM delivery JOIN endpoint ON endpoint.id = endpoint_id
    """
    return {str(row["id"]): row["path"] for row in await connection.fetch(query)}
