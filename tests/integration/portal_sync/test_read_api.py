"""The public read API, feeds, and what the audit is told."""

import re
from datetime import date
from uuid import UUID, uuid4

import feedparser
import httpx
import pytest
from fastapi import FastAPI

from portal_sync.entrypoints.sitemaps import sitemaps_router
from shared.events import PolicyContent, content_hash
from tests.integration.portal_sync.conftest import Portal
from tests.support.identity import MEMBER, OPERATOR, PUBLIC_URL
from tests.support.policies import published, withdrawn

# No policy and no message has it. Always the same: workers that share the tests must see the same names.
NOWHERE = UUID("00000000-0000-4000-8000-000000000000")
API = "/api/portal/v1"


async def test_anybody_can_check_that_what_is_shown_was_published(portal: Portal) -> None:
    policy = published()
    await portal.deliver(policy)
    for channel in ("government", "business"):
        answer = await portal.get(f"{API}/policies/{policy.policy_id}?channel={channel}")
        detail = answer.json()
        assert detail["content_hash"] == policy.content_hash
        assert content_hash(PolicyContent.model_validate(detail["content"])) == policy.content_hash
        assert answer.headers["access-control-allow-origin"] == "*"


async def test_pages_of_policies_hold_each_once(portal: Portal) -> None:
    await portal.deliver(*(published(title=f"办法{n}") for n in range(7)))
    seen, cursor = [], ""
    while True:
        page = (await portal.get(f"{API}/policies?limit=3{cursor}")).json()
        seen += [item["policy_id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/policies?limit=0", 422),
        ("/policies?limit=x", 422),
        ("/policies?cursor=bm9wZQ", 422),
        ("/policies?cursor=%C3%A9", 422),
        ("/policies?channel=international", 422),
        ("/policies?year=26", 422),
        ("/policies?theme=%00", 400),
        ("/policies/x", 422),
        (f"/policies/{NOWHERE}", 404),
        ("/search?cursor=0", 422),
        ("/search?q=" + "x" * 1000, 422),
        ("/nothing", 404),
    ],
)
async def test_bad_input_is_a_problem_and_never_a_failure(portal: Portal, path: str, status: int) -> None:
    answer = await portal.get(f"{API}{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_other_sites_may_ask(portal: Portal) -> None:
    answer = await portal.visitor.options(f"{API}/policies")
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET"


@pytest.mark.parametrize("folder", ["gov", "biz"])
async def test_a_feed_reader_accepts_the_feed(portal: Portal, folder: str) -> None:
    policy = published()
    await portal.deliver(policy, published(benefit=None))
    answer = await portal.get(f"/{folder}/feed.atom")
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert f"{portal.settings.public_url}/{folder}/policies/{policy.policy_id}" in [
        e.link for e in read.entries
    ]
    assert answer.headers["content-type"].startswith("application/atom+xml")


async def test_crawlers_are_shown_the_way(portal: Portal) -> None:
    policy = published()
    await portal.deliver(policy, *(published(published_on=date(2026, 3, day)) for day in (1, 2)))
    assert f"Sitemap: {portal.settings.public_url}/sitemap.xml" in (await portal.get("/robots.txt")).text
    named = re.findall("<loc>([^<]+)</loc>", (await portal.get("/sitemap.xml")).text)
    parts = [(await portal.get(place)).text for place in named]
    for folder in ("gov", "biz"):
        place = f"{portal.settings.public_url}/{folder}/policies/{policy.policy_id}"
        assert sum(place in part for part in parts) == 1
    assert (await portal.get("/sitemap-gov-2.xml")).status_code == 404


async def test_a_part_of_the_sitemap_stays_what_it_is_while_others_grow(portal: Portal) -> None:
    """Two addresses to a part here; the oldest are in the first."""
    app = FastAPI()
    app.include_router(sitemaps_router(portal.desk, portal.settings, in_part=2))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL) as crawler:
        await portal.deliver(*(published(published_on=date(2026, 3, day)) for day in (1, 2, 3)))
        first, last = [await crawler.get(f"/sitemap-gov-{part}.xml") for part in (1, 2)]
        assert [each.text.count("<url>") for each in (first, last)] == [2, 1]
        await portal.deliver(published(published_on=date(2026, 3, 4)))
        again = {"If-None-Match": first.headers["etag"]}
        assert (await crawler.get("/sitemap-gov-1.xml", headers=again)).status_code == 304
        since = {"If-Modified-Since": first.headers["last-modified"]}
        assert (await crawler.get("/sitemap-gov-1.xml", headers=since)).status_code == 304
        grown = await crawler.get("/sitemap-gov-2.xml", headers={"If-None-Match": last.headers["etag"]})
        assert grown.text.count("<url>") == 2
        assert (await crawler.get("/sitemap.xml")).text.count("sitemap-gov-") == 2


async def test_the_audit_is_told_what_each_channel_shows(portal: Portal) -> None:
    policy, gone = published(), uuid4()
    await portal.deliver(policy, withdrawn(gone, channels=("government",)))
    headers = portal.issuer.bearer(OPERATOR)
    evidence = (await portal.get(f"{API}/ops/evidence", **headers)).json()
    shown = {"revision": 1, "content_hash": policy.content_hash, "withdrawn": False}
    assert evidence["facts"]["entries"] == {
        str(policy.policy_id): {"government": shown, "business": shown},
        str(gone): {"government": {"revision": 2, "content_hash": None, "withdrawn": True}},
    }
    assert {check["invariant"]: check["breaches"] for check in evidence["checks"]} == {3: [], 4: []}


async def test_the_audit_is_told_of_a_breach(portal: Portal) -> None:
    await portal.deliver(published())
    await portal.sql(
        """UPDATE entry SET content = jsonb_set(content, '{title}', '"改过"') WHERE channel = 'business'"""
    )
    evidence = (await portal.get(f"{API}/ops/evidence", **portal.issuer.bearer(OPERATOR))).json()
    assert [len(check["breaches"]) for check in evidence["checks"]] == [0, 1]


@pytest.mark.parametrize(
    "path", ["/ops/", "/ops/dead", "/ops/invariants", "/ops/traces", f"/ops/policies/{NOWHERE}"]
)
async def test_operators_pages_are_for_operators(portal: Portal, path: str) -> None:
    assert (await portal.get(path)).status_code == 303
    assert (await portal.get(path, **portal.issuer.bearer(MEMBER))).status_code == 403
