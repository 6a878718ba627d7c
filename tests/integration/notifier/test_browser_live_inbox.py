"""The inbox in a browser: a message that arrives is listed first, without a visit to the server by hand."""

import asyncio

import pytest
from playwright.async_api import expect

from huiqi.server import Server, address_of, listen
from tests.integration.notifier.desk import Desk, eligible
from tests.integration.notifier.site import ME, MINE, make_app
from tests.support.browser import CHROMIUM, chromium, new_window
from tests.support.identity import LocalIssuer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(300),
]


async def test_a_message_is_listed_as_it_arrives(desk: Desk, local_issuer: LocalIssuer) -> None:
    await desk.take(desk.matches(eligible(MINE)))
    app = make_app(desk, local_issuer)
    listening = listen("127.0.0.1", 0)
    server, stop = Server(app, listening), asyncio.Event()
    await server.start()
    looking = asyncio.create_task(app.state.kit.lookout.run(stop))
    async with chromium() as browser:
        context = await browser.new_context()
        address = address_of(listening)
        cookies = local_issuer.cookies(app, ME)
        await context.add_cookies([{"name": n, "value": v, "url": address} for n, v in cookies.items()])
        window = await new_window(context, address)
        await window.open("/my/inbox/")
        items = window.page.locator("[data-inbox-items] > li")
        await expect(items).to_have_count(1)
        await desk.take(desk.withdrawn())

        await expect(items).to_have_count(2)
        await expect(items.first).to_contain_text("政策停用")
        await expect(window.page.get_by_role("status")).to_contain_text("新收到 1 条消息")
        assert window.complaints == []
    stop.set()
    await looking
    await server.stop()
    await app.state.kit.database.close()
