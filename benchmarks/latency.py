"""From the publish request until the message is in the inbox, and until both channels show the policy.

`python -m benchmarks.latency [--quick] [--json] [--infra embedded|apache]`: the system is the embedded
edition in a process of its own with the sample's 2,000 enterprises, otherwise idle, at its public
address. The peer of the same run is the least that the parts could do it in: two hops through a broker of
the same kind (policy, match) and three bare commits (publisher, matcher, notifier).
"""

import asyncio
import copy
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks.bare import bare_commit, bare_hop
from benchmarks.harness import Bar, Results, note, parser, percentiles, report
from huiqi.access import FolderAccess
from huiqi.api import Api
from huiqi.audit.settling import wait_until_settled
from huiqi.datafolder import DataFolder
from huiqi.demo.desks import Department
from huiqi.demo.table import as_csv
from huiqi.infra import EmbeddedBroker, EmbeddedPostgres
from huiqi.issuer import save_accounts, with_password
from huiqi.sample.accounts import DEMO_PASSWORD, demo_accounts
from huiqi.sample.enterprises import sample_enterprises
from huiqi.sample.policies import sample_policies
from huiqi.sample.showcase import showcase_enterprises
from shared.clock import SystemClock
from tests.support.edition import RunningEdition

P50_BOUND_MS: Final = 300
P99_BOUND_MS: Final = 1000
# Asking more often would keep the system busy with the asking; the answer is late by half of this on average.
_POLL_SECONDS: Final = 0.04
_MEMBER: Final = "zhilan"
_GIVE_UP_SECONDS: Final = 30


@dataclass(frozen=True)
class Sample:
    """One publication: milliseconds from the request to the inbox and to both channels."""

    inbox: float
    channels: float


async def measure(count: int, infra: str) -> Results:
    """Publish `count` policies one after another on an idle system."""
    with tempfile.TemporaryDirectory(prefix="huiqi-latency-") as name:
        folder = Path(name)
        for part in ("data", "bare", "bare/kafka"):
            (folder / part).mkdir()
        async with _bare_parts(folder / "bare", infra) as (broker, settings, postgres_url):
            env = {"HUIQI_KAFKA_BOOTSTRAP_SERVERS": broker} if infra == "apache" else {}
            samples = await _on_an_edition(folder / "data", env, count)
            hops = await bare_hop(broker, settings, min(count, 50))
            commits = await bare_commit(postgres_url, 200)
    return _results(samples, hops, commits)


async def _on_an_edition(data: Path, env: dict[str, str], count: int) -> list[Sample]:
    folder = DataFolder(data)
    save_accounts(folder.accounts_file, with_password(demo_accounts(), DEMO_PASSWORD))
    edition = RunningEdition(data, "up", env=env)
    try:
        edition.wait_until_ready()
        address = edition.address
        access = FolderAccess(folder, address, address)
        async with Api(address, access) as api:
            note("importing enterprises")
            await api.upload("/api/matcher/v1/enterprises/import", "e.csv", as_csv(sample_enterprises()))
            note(f"preparing {count} policies")
            ready = [await _reviewed(Department(api, "KW"), number) for number in range(count)]
            await wait_until_settled(api, 60)
            note("publishing")
            return await _publish_all(api, access, ready)
    finally:
        edition.close()


async def _publish_all(api: Api, access: FolderAccess, ready: list[str]) -> list[Sample]:
    publisher = {"Authorization": f"Bearer {await access('kw.publish')}"}
    member = {"Authorization": f"Bearer {await access(_MEMBER)}"}
    samples = []
    async with httpx.AsyncClient(base_url=api.address, timeout=30) as client:
        for policy_id in ready:
            # Idle: what the last publication still had to do, receipts above all, is done.
            await wait_until_settled(api, 60)
            await asyncio.sleep(0.2)
            samples.append(await _publish(client, policy_id, publisher, member))
    return samples


async def _publish(
    client: httpx.AsyncClient, policy_id: str, publisher: dict[str, str], member: dict[str, str]
) -> Sample:
    began = time.perf_counter()
    request = client.post(f"/api/publisher/v1/policies/{policy_id}/publish", headers=publisher)
    answer, inbox, channels = await asyncio.gather(
        request, _in_inbox(client, policy_id, member, began), _on_channels(client, policy_id, began)
    )
    answer.raise_for_status()
    return Sample(inbox, channels)


async def _in_inbox(client: httpx.AsyncClient, policy_id: str, member: dict[str, str], began: float) -> float:
    while True:
        answer = await client.get("/api/notifier/v1/messages?limit=1", headers=member)
        if any(message["policy_id"] == policy_id for message in answer.raise_for_status().json()["items"]):
            return _since(began)
        await _pause(began, "message")


async def _on_channels(client: httpx.AsyncClient, policy_id: str, began: float) -> float:
    waiting = ["gov", "biz"]
    while waiting:
        answer = await client.get(f"/{waiting[0]}/policies/{policy_id}")
        if answer.status_code == 200:
            waiting.pop(0)
        else:
            await _pause(began, waiting[0])
    return _since(began)


async def _pause(began: float, what: str) -> None:
    if time.perf_counter() - began > _GIVE_UP_SECONDS:
        raise TimeoutError(f"{what} did not arrive")
    await asyncio.sleep(_POLL_SECONDS)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


async def _reviewed(department: Department, number: int) -> str:
    """Return a policy for software firms of some size whose reviews are done: some dozens of matches."""
    content: dict[str, Any] = copy.deepcopy(sample_policies(SystemClock().today())[0].content)
    year = content["document_number"][4:8]
    content |= {"document_number": f"普科委〔{year}〕{5000 + number}号", "index_number": ""}
    own = showcase_enterprises()[_MEMBER].facts
    content["criteria"] = {
        "all": [
            {"fact": "industry", "op": "within", "value": ["65"]},
            {"fact": "revenue", "op": "gte", "value": own["revenue"]},
        ]
    }
    policy = await department.draft(content, "active", ["government", "business"])
    return str((await department.review(policy))["policy_id"])


@asynccontextmanager
async def _bare_parts(folder: Path, infra: str) -> AsyncIterator[tuple[str, dict[str, object], str]]:
    """A broker of the measured kind and a PostgreSQL for the peer; Apache Kafka serves the system too."""
    if infra == "apache":
        from tests.support.apache_kafka import ApacheKafka  # noqa: PLC0415 (needs Java and its artifacts)

        kafka = ApacheKafka(folder / "kafka")
        await kafka.start()
        async with EmbeddedPostgres(folder / "postgres") as postgres:
            try:
                yield kafka.bootstrap_servers, kafka.settings, postgres.url
            finally:
                await kafka.stop()
        return
    async with EmbeddedBroker(folder / "broker") as broker, EmbeddedPostgres(folder / "postgres") as postgres:
        yield broker.bootstrap_servers, broker.client_settings, postgres.url


def _results(samples: list[Sample], hops: list[float], commits: list[float]) -> Results:
    inbox = percentiles("inbox", [sample.inbox for sample in samples])
    channels = percentiles("channels", [sample.channels for sample in samples])
    peer = 2 * statistics.median(hops) + 3 * statistics.median(commits)
    figures: dict[str, Any] = {"publications": len(samples), **inbox, **channels}
    figures |= {
        "bare_hop_p50_ms": round(statistics.median(hops), 2),
        "bare_commit_p50_ms": round(statistics.median(commits), 2),
        "bare_two_hops_three_commits_ms": round(peer, 2),
        "inbox_p50_to_bare_ratio": round(inbox["inbox_p50_ms"] / peer, 2),
    }
    bars = [
        Bar("publish to inbox p50", inbox["inbox_p50_ms"], "ms", P50_BOUND_MS),
        Bar("publish to inbox p99", inbox["inbox_p99_ms"], "ms", P99_BOUND_MS),
        Bar("publish to both channels p50", channels["channels_p50_ms"], "ms", P50_BOUND_MS),
        Bar("publish to both channels p99", channels["channels_p99_ms"], "ms", P99_BOUND_MS),
    ]
    return Results(figures, bars)


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--infra", choices=("embedded", "apache"), default="embedded")
    chosen = options.parse_args()
    results = asyncio.run(measure(20 if chosen.quick else 200, chosen.infra))
    return report(results, as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())
