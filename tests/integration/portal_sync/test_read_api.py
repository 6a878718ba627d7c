"""The public read API, feeds, and what the audit is told."""

from uuid import UUID, uuid4

import feedparser
import pytest

from shared.events import PolicyContent, content_hash
from tests.integration.portal_sync.conftest import Portal
from tests.support.identity import MEMBER, OPERATOR
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
    await portal.deliver(policy)
    assert f"Sitemap: {portal.settings.public_url}/sitemap.xml" in (await portal.get("/robots.txt")).text
    site = (await portal.get("/sitemap.xml")).text
    assert f"{portal.settings.public_url}/gov/policies/{policy.policy_id}" in site
    assert f"{portal.settings.public_url}/biz/policies/{policy.policy_id}" in site


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
