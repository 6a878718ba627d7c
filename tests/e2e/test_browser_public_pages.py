"""What everybody may read, for everybody: WCAG 2.2 AA by axe, in light and dark, and within its budget."""

from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any, Final

import pytest
from playwright.async_api import Browser

from tests.e2e.conftest import Demo
from tests.e2e.one_of_each import one_of_each
from tests.e2e.pages import PAGES
from tests.support.browser import CHROMIUM, Window, chromium, new_window

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(600),
]

AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RUN: Final = """async () => (await axe.run(document, {runOnly: [
  "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})).violations
  .map(each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 160)).join(" | ")}`)"""
# What was sent for the page, in bytes as they went over the wire, pictures left out.
_SENT: Final = """() => ["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
  .filter(each => each.initiatorType !== "img").reduce((sum, each) => sum + each.encodedBodySize, 0)"""
BUDGET: Final = 100 * 1024


@pytest.fixture(scope="module")
async def things(demo: Demo) -> dict[str, str]:
    """What the addresses are filled with."""
    return await one_of_each(demo.edition)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture(scope="module", params=["light", "dark"])
async def window(request: pytest.FixtureRequest, browser: Browser, demo: Demo) -> AsyncIterator[Window]:
    """A window at 200% zoom: half the width, as browsers do it."""
    scheme: Any = request.param
    context = await browser.new_context(viewport={"width": 640, "height": 512}, color_scheme=scheme)
    yield await new_window(context, demo.edition.address)
    await context.close()


@pytest.mark.parametrize("page", PAGES[""])
async def test_a_public_page_is_for_everybody(page: str, window: Window, things: dict[str, str]) -> None:
    await window.open(page.format(**things))
    await window.page.evaluate(AXE)
    assert await window.page.evaluate(_RUN) == []
    assert await window.page.evaluate("document.styleSheets.length") == 1
    assert await window.page.evaluate(_SENT) <= BUDGET
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await window.page.evaluate(over) <= 0
