"""One policy is one trace: each parent and child from the request that publishes to the last delivery."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

import pytest
import uvicorn

from huiqi.infra.ports import free_port
from shared.db.bootstrap import SCHEMAS, service_url
from tests.support.brokers import RealBroker
from tests.support.collector import Collector, SeenSpan, running_collector
from tests.support.databases import PASSWORDS, Databases
from tests.support.main_job import enterprises, prepare_policy, publish, put_enterprises
from tests.support.site import OPERATOR, Site, running_site

COMPANIES = enterprises(4, seed=3)
ELIGIBLE = [code for code, it in COMPANIES.items() if it["facts"].get("revenue", 0) >= 5_000_000]

PUBLISHING = ("publisher", "POST /api/publisher/v1/policies/{policy_id}/publish")

# (service of the child, its name) must have (service of the parent, its name) above it.
EDGES = {
    ("matcher", "process policy.published.v1"): PUBLISHING,
    ("notifier", "process policy.published.v1"): PUBLISHING,
    ("portal-sync", "process policy.published.v1"): PUBLISHING,
    ("portal-sync", "write government"): ("portal-sync", "process policy.published.v1"),
    ("portal-sync", "write business"): ("portal-sync", "process policy.published.v1"),
    ("notifier", "process matches.changed.v1"): ("matcher", "process policy.published.v1"),
    ("publisher", "process matches.changed.v1"): ("matcher", "process policy.published.v1"),
    ("publisher", "process channel.mirrored.v1"): ("portal-sync", "process policy.published.v1"),
    ("notifier", "deliver webhook"): ("notifier", "process matches.changed.v1"),
    ("publisher", "process notification.delivered.v1"): ("notifier", "process matches.changed.v1"),
}


class Sink:
    """A webhook receiver that keeps the headers it was sent."""

    def __init__(self) -> None:
        self.port = free_port()
        self.headers: list[dict[str, str]] = []

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture(scope="module")
async def collector() -> AsyncIterator[Collector]:
    async with running_collector() as collector:
        yield collector


@pytest.fixture(scope="module")
async def site(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, broker: RealBroker, collector: Collector
) -> AsyncIterator[Site]:
    url = await databases.fresh(*SCHEMAS)
    urls = {schema: service_url(url, schema, PASSWORDS[schema]) for schema in SCHEMAS}
    settings = {**broker.settings, "otlp_endpoint": collector.url}
    async with running_site(tmp_path_factory.mktemp("site"), urls, settings) as site:
        yield site


@pytest.fixture(scope="module")
async def sink() -> AsyncIterator[Sink]:
    sink = Sink()
    server = uvicorn.Server(uvicorn.Config(sink, port=sink.port, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    yield sink
    server.should_exit = True
    await serving


@pytest.mark.timeout(400)
async def test_every_edge_from_the_request_to_the_deliveries(
    site: Site, collector: Collector, sink: Sink
) -> None:
    await put_enterprises(site, COMPANIES)
    async with site.client("notifier", OPERATOR) as client:
        hook = [{"kind": "webhook", "address": f"http://127.0.0.1:{sink.port}/hook"}]
        for code in ELIGIBLE:
            (await client.put(f"/enterprises/{code}/endpoints", json=hook)).raise_for_status()
    policy_id = await prepare_policy(site, "一次发布，一条轨迹")
    await site.settled()
    answer = await publish(site, policy_id)
    trace_id = answer.json()["trace_id"]
    await site.settled()

    async def whole() -> list[SeenSpan]:
        async with asyncio.timeout(40):
            while True:
                spans = collector.trace(trace_id)
                if set(EDGES) <= {(span.service, span.name) for span in spans} and len(sink.headers) == len(
                    ELIGIBLE
                ):
                    return spans
                await asyncio.sleep(0.2)

    try:
        spans = await whole()
    except TimeoutError:
        missing = set(EDGES) - {(span.service, span.name) for span in collector.trace(trace_id)}
        pytest.fail(f"not in the trace: {missing}; webhooks: {len(sink.headers)}")
    by_id = {span.span_id: span for span in spans}
    for span in spans:
        expected = EDGES.get((span.service, span.name))
        if expected:
            assert expected in _above(span, by_id), (
                f"{span.service} {span.name} hangs under {_above(span, by_id)}"
            )
    assert all(headers["traceparent"].split("-")[1] == trace_id for headers in sink.headers)
    carried = {
        it.attributes.get("huiqi.policy_id")
        for it in spans
        if it.name.startswith(("process policy", "deliver"))
    }
    assert carried == {policy_id}


async def test_a_batch_links_the_traces_that_it_carries(collector: Collector, site: Site) -> None:
    receives = [span for span in collector.spans if span.name == "receive huiqi.policies"]
    assert receives
    published = {span.trace_id for span in collector.spans if span.name == "process policy.published.v1"}
    assert published <= frozenset().union(*(span.links for span in receives))


def _above(span: SeenSpan, by_id: dict[str, SeenSpan]) -> list[tuple[str, str]]:
    """The spans above one, nearest first, each by service and name."""
    found = []
    while span.parent_id in by_id:
        span = by_id[span.parent_id]
        found.append((span.service, span.name))
    return found
