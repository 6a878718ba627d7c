"""SIGKILL of the publisher while it takes in a batch of progress: sent again, each item happened once."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from shared.db.bootstrap import SCHEMAS, service_url
from tests.support.brokers import RealBroker
from tests.support.databases import PASSWORDS, Databases
from tests.support.main_job import prepare_policy, publish
from tests.support.site import EDITOR, Site, running_site

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(800)]

POINTS = (
    "publisher.progress.half_way",
    "publisher.transaction.before_commit",
    "publisher.transaction.after_commit",
)
ITEMS = 2000
_numbers = count(1)


@pytest.fixture(scope="module")
async def site(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases, own_broker: RealBroker
) -> AsyncIterator[Site]:
    url = await databases.fresh(*SCHEMAS)
    urls = {schema: service_url(url, schema, PASSWORDS[schema]) for schema in SCHEMAS}
    folder = tmp_path_factory.mktemp("progress")
    async with running_site(folder, urls, own_broker.settings, services=("publisher",)) as site:
        yield site


@pytest.mark.parametrize("point", POINTS)
async def test_a_batch_that_was_killed_is_taken_once(site: Site, point: str) -> None:
    policy_id = await prepare_policy(site, f"进度第{next(_numbers)}次：{point}")
    await publish(site, policy_id)
    batch = _batch(policy_id)
    await site.kill("publisher")
    await site.start("publisher", crash_at=point)
    with contextlib.suppress(httpx.TransportError):
        await _hand_in(site, batch)
    await site.died("publisher")
    await site.start("publisher")
    outcomes = await _hand_in(site, batch)
    assert all(each["accepted"] and each["revision"] == 1 for each in outcomes)
    assert await _filed(site, policy_id) == ITEMS
    async with site.client("publisher") as client:
        checks = (await client.get("/ops/evidence")).json()["checks"]
    assert [breach for check in checks for breach in check["breaches"]] == []


def _batch(policy_id: str) -> dict[str, Any]:
    at = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
    item = {"policy_id": policy_id, "state": "received", "occurred_at": at}
    return {
        "items": [
            item | {"application_id": f"{policy_id}-{n}", "credit_code": f"91310107MA1{n:06d}X"}
            for n in range(ITEMS)
        ]
    }


async def _hand_in(site: Site, batch: dict[str, Any]) -> list[dict[str, Any]]:
    async with site.client("publisher", EDITOR) as client:
        answer = await client.post("/applications/progress", json=batch, timeout=60)
    items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
    return items


async def _filed(site: Site, policy_id: str) -> int:
    async with site.client("publisher", EDITOR) as client:
        answer = await client.get(f"/policies/{policy_id}/receipt")
    return int(answer.raise_for_status().json()["funnel"]["filed"])
