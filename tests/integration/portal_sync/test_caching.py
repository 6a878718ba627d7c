"""ETag, Last-Modified and 304."""

from datetime import timedelta

import pytest

from tests.integration.portal_sync.conftest import Portal
from tests.support.identity import MEMBER
from tests.support.policies import published

PATHS = ("/", "/gov/", "/biz/", "/gov/feed.atom", "/biz/feed.atom", "/sitemap.xml", "/search?q=研发")


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_that_has_not_changed_is_not_sent_again(portal: Portal, path: str) -> None:
    await portal.deliver(published())
    first = await portal.get(path)
    again = await portal.get(path, **{"If-None-Match": first.headers["etag"]})
    since = await portal.get(path, **{"If-Modified-Since": first.headers["last-modified"]})
    assert (again.status_code, again.text, since.status_code) == (304, "", 304)
    # A browser would put it in the place of the page's own, and block its styles.
    assert "content-security-policy" not in again.headers


@pytest.mark.parametrize("path", PATHS)
async def test_a_change_or_a_new_day_makes_it_anew(portal: Portal, path: str) -> None:
    await portal.deliver(published())
    tag = (await portal.get(path)).headers["etag"]
    portal.clock.advance(timedelta(days=1))
    tomorrow = await portal.get(path, **{"If-None-Match": tag})
    assert tomorrow.status_code == 200
    await portal.deliver(published())
    later = await portal.get(path, **{"If-None-Match": tomorrow.headers["etag"]})
    assert later.status_code == 200


async def test_a_page_with_a_name_on_it_is_kept_by_nobody(portal: Portal) -> None:
    await portal.deliver(published())
    tag = (await portal.get("/")).headers["etag"]
    portal.visitor.cookies.update(portal.issuer.cookies(portal.service.app, MEMBER))
    answer = await portal.get("/", **{"If-None-Match": tag})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    assert "etag" not in answer.headers


async def test_a_date_that_is_none_is_passed_over(portal: Portal) -> None:
    assert (await portal.get("/", **{"If-Modified-Since": "yesterday"})).status_code == 200


async def test_a_policy_in_the_api_is_checked_by_its_hash(portal: Portal) -> None:
    policy = published()
    await portal.deliver(policy)
    address = f"/api/portal/v1/policies/{policy.policy_id}"
    tag = (await portal.get(address)).headers["etag"]
    assert (await portal.get(address, **{"If-None-Match": tag})).status_code == 304
    await portal.deliver(published(policy.policy_id, 2, title="新版"))
    assert (await portal.get(address, **{"If-None-Match": tag})).status_code == 200
