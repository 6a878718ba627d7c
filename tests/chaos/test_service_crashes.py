"""SIGKILL of each service at each step of the main job: nothing is lost, nothing is told twice."""

import contextlib
from collections.abc import AsyncIterator
from itertools import count

import httpx
import pytest

from shared.db.bootstrap import SCHEMAS, service_url
from tests.support.brokers import RealBroker
from tests.support.databases import PASSWORDS, Databases
from tests.support.main_job import enterprises, prepare_policy, publish, put_enterprises
from tests.support.site import PACKAGES, Site, running_site

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(800)]

COMPANIES = enterprises(12, seed=7)
ELIGIBLE = sorted(code for code, it in COMPANIES.items() if it["facts"].get("revenue", 0) >= 5_000_000)
_numbers = count(1)

AFTER_CONSUMING = ("before_commit", "after_commit", "before_offsets", "after_offsets")
CONSUMERS = {
    "matcher": ("huiqi.policies",),
    "notifier": ("huiqi.matches", "huiqi.policies"),
    "portal": ("huiqi.policies",),
    "publisher": ("huiqi.channels", "huiqi.matches", "huiqi.notifications"),
}
NAMES = {"portal": "portal-sync"}
POINTS = [
    *(
        (service, f"{NAMES.get(service, service)}.{topic}.{step}")
        for service, topics in CONSUMERS.items()
        for topic in topics
        for step in AFTER_CONSUMING
    ),
    *(
        (service, f"{NAMES.get(service, service)}.relay.{step}")
        for service in PACKAGES
        for step in ("before_send", "after_send")
    ),
]


@pytest.fixture
async def site(whole_site: Site) -> Site:
    await whole_site.all_running()
    return whole_site


@pytest.fixture(scope="module")
async def whole_site(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, own_broker: RealBroker
) -> AsyncIterator[Site]:
    url = await databases.fresh(*SCHEMAS)
    urls = {schema: service_url(url, schema, PASSWORDS[schema]) for schema in SCHEMAS}
    async with running_site(tmp_path_factory.mktemp("site"), urls, own_broker.settings) as site:
        await put_enterprises(site, COMPANIES)
        await site.settled()
        yield site


@pytest.mark.parametrize(("service", "point"), POINTS, ids=[point for _, point in POINTS])
async def test_killed_in_the_middle_of_its_work(site: Site, service: str, point: str) -> None:
    policy_id = await prepare_policy(site, f"第{next(_numbers)}次试验：{point}")
    await site.settled()
    await site.kill(service)
    await site.start(service, crash_at=point)
    with contextlib.suppress(httpx.TransportError):
        await publish(site, policy_id)
    await site.died(service)
    await site.start(service)
    await expect_whole(site, policy_id)


@pytest.mark.parametrize("step", ["before_commit", "after_commit"])
async def test_publishing_is_killed_around_its_commit(site: Site, step: str) -> None:
    """The department sees no answer; it publishes again, and the policy is out exactly once."""
    point = f"publisher.transaction.{step}"
    policy_id = await prepare_policy(site, f"第{next(_numbers)}次试验：{point}")
    await site.settled()
    await site.kill("publisher")
    await site.start("publisher", crash_at=point)
    with contextlib.suppress(httpx.TransportError):
        await publish(site, policy_id)
    await site.died("publisher")
    await site.start("publisher")
    with contextlib.suppress(httpx.HTTPStatusError):
        await publish(site, policy_id)
    await expect_whole(site, policy_id)


@pytest.mark.parametrize("service", PACKAGES)
async def test_killed_at_any_moment(site: Site, service: str) -> None:
    policy_id = await prepare_policy(site, f"第{next(_numbers)}次试验：{service}")
    await publish(site, policy_id)
    await site.kill(service)
    await site.start(service)
    await expect_whole(site, policy_id)


async def expect_whole(site: Site, policy_id: str) -> None:
    """Both channels show what was published, and exactly those who are eligible were told, once."""
    await site.settled()
    evidence = await site.evidence()
    breaches = [
        breach for shown in evidence.values() for check in shown["checks"] for breach in check["breaches"]
    ]
    assert breaches == []
    live = evidence["publisher"]["facts"]["live"][policy_id]
    assert live["revision"] == 1
    entries = evidence["portal"]["facts"]["entries"][policy_id]
    assert set(entries) == {"government", "business"}
    assert {entry["content_hash"] for entry in entries.values()} == {live["content_hash"]}
    assert evidence["matcher"]["facts"]["eligible"][policy_id]["enterprises"] == ELIGIBLE
    assert evidence["notifier"]["facts"]["told"][policy_id] == ELIGIBLE
