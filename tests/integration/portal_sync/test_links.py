"""Links that lead nowhere are found, and told to the department whose they are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from socket import create_server
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal_sync.adapters.link_checks import PostgresLinkChecks
from portal_sync.adapters.link_probe import HttpProbe
from portal_sync.handlers.check_links import check_links
from shared.events import Attachment, Department, ServiceItem
from shared.outgoing.pinned import PinnedTransport
from tests.integration.portal_sync.conftest import Portal
from tests.support.identity import EDITOR, MEMBER, OPERATOR
from tests.support.policies import make_benefit, published, withdrawn
from tests.support.serving import serving


@dataclass
class Web:
    """Somewhere that links lead to; `requests` is what was asked of it."""

    portal: Portal
    address: str
    requests: list[str]

    async def follow(self) -> int:
        checks = partial(PostgresLinkChecks, clock=self.portal.clock)
        async with self.portal.service.database.transaction() as session:
            await checks(session).refresh()
        probe = HttpProbe(PinnedTransport(allow_private=True))
        return await check_links(checks, probe, self.portal.service.database, pause=0)

    async def report(self, principal: Any = OPERATOR) -> list[dict[str, Any]]:
        headers = self.portal.issuer.bearer(principal)
        answer = await self.portal.visitor.get("/api/portal/v1/links", headers=headers)
        assert answer.status_code == 200
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def policy(self, path: str, **changes: Any) -> Any:
        item = ServiceItem(code="1", name="研发补贴申报", url=f"{self.address}{path}")
        return published(benefit=make_benefit(service_item=item), **changes)


@pytest.fixture
async def web(portal: Portal) -> AsyncIterator[Web]:
    requests: list[str] = []

    async def answer(request: Request) -> Response:
        requests.append(f"{request.method} {request.url.path}")
        if request.url.path == "/moved":
            return RedirectResponse("/good")
        if request.url.path == "/no-head" and request.method == "HEAD":
            return Response(status_code=405)
        return Response(status_code=404 if request.url.path == "/gone" else 200)

    listening = create_server(("127.0.0.1", 0))
    application = Starlette(routes=[Route("/{path:path}", answer)])
    async with serving(uvicorn.Config(application, log_config=None, lifespan="off"), listening):
        yield Web(portal, f"http://127.0.0.1:{listening.getsockname()[1]}", requests)


@pytest.mark.parametrize("path", ["/good", "/moved", "/no-head"])
async def test_a_link_that_leads_somewhere_is_not_reported(web: Web, path: str) -> None:
    await web.portal.deliver(web.policy(path))
    assert await web.follow() == 1
    assert await web.follow() == 0
    assert await web.report() == []


async def test_a_link_that_fails_twice_is_reported_to_its_department(web: Web) -> None:
    other = Department(code="CZ", name="普陀区财政局")
    policy = web.policy("/gone")
    await web.portal.deliver(policy, web.policy("/gone?too", issuer=other, document_number="普财〔2026〕1号"))
    await web.follow()
    assert await web.report() == []
    web.portal.clock.advance(timedelta(hours=1))
    await web.follow()
    assert len(await web.report()) == 2
    [broken] = await web.report(EDITOR)
    assert (broken["policy_id"], broken["problem"]) == (str(policy.policy_id), "页面不存在（404）。")
    page = await web.portal.visitor.get("/links", headers=web.portal.issuer.bearer(EDITOR))
    assert "页面不存在" in page.text


async def test_a_link_of_many_policies_is_followed_once(web: Web) -> None:
    file = Attachment(name="附件1", media_type="a/b", size=1, sha256="0", url=f"{web.address}/good")
    await web.portal.deliver(*(web.policy("/good", attachments=(file,)) for _ in range(3)))
    assert await web.follow() == 1
    assert web.requests == ["HEAD /good"]


async def test_what_is_withdrawn_is_no_longer_followed(web: Web) -> None:
    policy = web.policy("/gone")
    await web.portal.deliver(policy)
    await web.follow()
    await web.portal.deliver(withdrawn(policy.policy_id))
    web.portal.clock.advance(timedelta(days=1))
    assert await web.follow() == 0


async def test_addresses_inside_the_house_are_not_asked(web: Web) -> None:
    followed = await HttpProbe(PinnedTransport()).probe(f"{web.address}/good")
    assert "公网" in followed.problem
    assert web.requests == []


@pytest.mark.parametrize(("hosts", "reported"), [(2, 2), (3, 0)])
async def test_who_is_cut_off_blames_nobody(web: Web, hosts: int, reported: int) -> None:
    """Nothing listens at these addresses."""
    items = [
        ServiceItem(code="1", name="申报", url=f"http://127.0.0.1:{port}/") for port in range(1, hosts + 1)
    ]
    await web.portal.deliver(*(published(benefit=make_benefit(service_item=item)) for item in items))
    for _ in range(2):
        await web.follow()
        web.portal.clock.advance(timedelta(hours=1))
    assert len(await web.report()) == reported


async def test_an_enterprise_may_not_see_it(web: Web) -> None:
    answer = await web.portal.visitor.get("/api/portal/v1/links", headers=web.portal.issuer.bearer(MEMBER))
    assert answer.status_code == 403
