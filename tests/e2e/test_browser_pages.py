"""Every page of the site, for everybody who may see it: whole, named, narrow, and without JavaScript."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from huiqi.sample.accounts import DEMO_PASSWORD
from tests.e2e.conftest import Demo
from tests.e2e.one_of_each import one_of_each
from tests.e2e.pages import PAGES
from tests.support.browser import CHROMIUM, Window, chromium, new_window
from tests.support.page_checks import shortcomings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
async def things(demo: Demo) -> dict[str, str]:
    """What the addresses are filled with."""
    return await one_of_each(demo.edition)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


class Visitors:
    """For each account a wide window, and a phone's without JavaScript, that is signed in by its cookies."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._windows: dict[str, tuple[Window, Window]] = {}

    async def of(self, account: str) -> tuple[Window, Window]:
        if account not in self._windows:
            wide = await self._browser.new_context(viewport={"width": 1280, "height": 800})
            window = await new_window(wide, self._address)
            if account:
                await window.sign_in(account, DEMO_PASSWORD)
            phone = await self._browser.new_context(
                viewport={"width": 360, "height": 740},
                java_script_enabled=False,
                storage_state=await wide.storage_state(),
            )
            self._windows[account] = window, await new_window(phone, self._address)
        return self._windows[account]


@pytest.fixture(scope="module")
async def visitors(browser: Browser, demo: Demo) -> Visitors:
    return Visitors(browser, demo.edition.address)


@pytest.mark.parametrize(
    ("account", "page"), [(account, page) for account, pages in PAGES.items() for page in pages]
)
async def test_a_page_is_as_it_should_be(
    account: str, page: str, visitors: Visitors, things: dict[str, str]
) -> None:
    path = page.format(**things)
    wide, phone = await visitors.of(account)
    wide.complaints.clear()
    status = await wide.open(path)
    assert status < 500
    assert await shortcomings(wide.page) == []
    # Chromium counts an error page that was asked for as a failed resource; nothing else may complain.
    expected = [] if status < 400 else [f"the server responded with a status of {status}"]
    assert [said for said in wide.complaints if not any(each in said for each in expected)] == []
    await phone.open(path)
    assert await shortcomings(phone.page) == []
