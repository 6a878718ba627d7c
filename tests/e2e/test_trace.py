"""One policy is one trace: each parent and child from the request that publishes to the last delivery."""

import asyncio
import contextlib
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
    tmp_path_factory: pytest.TempPathFactory,
    databases: Databases,
    own_broker: RealBroker,
    collector: Collector,
) -> AsyncIterator[Site]:
    url = await databases.fresh(*SCHEMAS)
    urls = {schema: service_url(url, schema, PASSWORDS[schema]) for schema in SCHEMAS}
    settings = {**own_broker.settings, "otlp_endpoint": collector.url}
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


@pytest.mark.timeout(700)
async def test_every_edge_from_the_request_to_the_deliveries(
    site: Site, collector: Collector, sink: Sink
) -> None:
    await put_enterprises(site, COMPANIES)
    async with site.client("notifier", OPERATOR) as client:
        hook = [{"kind": "webhook", "address": f"http://127.0.0.1:{sink.port}/hook"}]
        for code in ELIGIBLE:
            (await client.put(f"/enterprises/{code}/endpoints?vouched=true", json=hook)).raise_for_status()
    policy_id = await prepare_policy(site, "一次发布，一条轨迹")
    await site.settled()
    answer = await publish(site, policy_id)
    trace_id = answer.json()["trace_id"]
    await site.settled()

    spans = await _whole_trace(collector, trace_id, lambda: len(sink.headers) == len(ELIGIBLE))
    for name, above in _parents(spans):
        assert EDGES[name] in above, f"{name} hangs under {above}"
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


async def _whole_trace(collector: Collector, trace_id: str, delivered: Callable[[], bool]) -> list[SeenSpan]:
    """The spans of a trace, once each expected one has come and all hang together.

    Spans are exported when they end and in batches, so that a child often comes before its parent.
    """
    spans: list[SeenSpan] = []
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(60):
            while not (delivered() and _complete(spans)):
                await asyncio.sleep(0.2)
                spans = collector.trace(trace_id)
    missing = set(EDGES) - {(span.service, span.name) for span in spans}
    assert not missing, f"not in the trace: {missing}"
    assert delivered(), "not every webhook was called"
    return spans


def _complete(spans: list[SeenSpan]) -> bool:
    seen = {(span.service, span.name) for span in spans}
    return set(EDGES) <= seen and all(above and above[-1] == PUBLISHING for _, above in _parents(spans))


def _parents(spans: list[SeenSpan]) -> list[tuple[tuple[str, str], list[tuple[str, str]]]]:
    """For each span of `EDGES` its name and the names above it, nearest first."""
    by_id = {span.span_id: span for span in spans}
    found = []
    for span in spans:
        if (span.service, span.name) in EDGES:
            above = []
            parent = by_id.get(span.parent_id)
            while parent:
                above.append((parent.service, parent.name))
                parent = by_id.get(parent.parent_id)
            found.append(((span.service, span.name), above))
    return found
