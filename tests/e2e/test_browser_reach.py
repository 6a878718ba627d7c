"""Public pages by keyboard alone, in a window of 320 pixels, on paper, and without JavaScript."""

import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.conftest import Demo
from tests.e2e.one_of_each import found_in
from tests.support.browser import CHROMIUM, Window, chromium, new_window
from tests.support.reach import outside, printed, unreachable

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(600),
]

# One of each kind of public page.
PAGES: Final = (
    "/",
    "/gov/",
    "/gov/policies/{live}",
    "/gov/policies/{withdrawn}",
    "/gov/library",
    "/gov/library/theme-technology",
    "/gov/gazette/{month}",
    "/gov/opinions",
    "/gov/results/{results}",
    "/biz/",
    "/biz/policies/{live}",
    "/biz/policies/{live}/check",
    "/biz/check",
    "/biz/calendar",
    "/biz/compare?id={live}&id={withdrawn}",
    "/en/",
    "/search?q=研发",
    "/parity",
    "/auth/login",
    "/nowhere",
)


@pytest.fixture(scope="module")
async def things(demo: Demo) -> dict[str, str]:
    """What the addresses are filled with."""
    return await found_in(demo.edition)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture(scope="module")
async def window(browser: Browser, demo: Demo) -> AsyncIterator[Window]:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    yield await new_window(context, demo.edition.address)
    await context.close()


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_for_keyboards_narrow_windows_and_paper(
    path: str, window: Window, things: dict[str, str]
) -> None:
    page = window.page
    await page.set_viewport_size({"width": 1280, "height": 800})
    await window.open(path.format(**things))
    assert await unreachable(page) == []
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await outside(page) == []
    await page.emulate_media(media="print")
    assert await printed(page) == []
    await page.emulate_media(media="screen")


@pytest.mark.parametrize("path", ["/", "/biz/policies/{live}"])
async def test_the_first_link_leads_past_the_navigation(
    path: str, window: Window, things: dict[str, str]
) -> None:
    await window.open(path.format(**things))
    await window.page.keyboard.press("Tab")
    await expect(window.page.locator(".skip-link")).to_be_in_viewport(ratio=1)
    await window.page.keyboard.press("Enter")
    await expect(window.page.locator("#main")).to_be_focused()


async def test_search_filter_and_compare_need_no_javascript(
    browser: Browser, demo: Demo, things: dict[str, str]
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    window = await new_window(context, demo.edition.address)
    await window.open("/")
    await window.page.locator("main").get_by_role("searchbox").fill("研发")
    await window.page.keyboard.press("Enter")
    await expect(window.page).to_have_url(re.compile("/search\\?.*q="))
    await window.sees("研发")
    await window.open("/biz/")
    await window.page.get_by_label("支持方式").select_option("grant")
    await window.page.get_by_role("button", name="筛选").click()
    await expect(window.page).to_have_url(re.compile("benefit=grant"))
    for choice in (0, 1):
        await window.page.get_by_role("checkbox", name=re.compile("^比较")).nth(choice).check()
    await window.page.get_by_role("button", name="比较").click()
    await expect(window.page.locator("main thead th")).to_have_count(3)
    await context.close()
