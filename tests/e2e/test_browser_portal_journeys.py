"""A citizen finds a policy, an enterprise its benefit and where to file, a department sees its channel."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from huiqi.sample.accounts import DEMO_PASSWORD
from tests.e2e.conftest import Demo
from tests.support.browser import CHROMIUM, PICTURES, Window, chromium, new_window

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture
async def window(browser: Browser, demo: Demo) -> AsyncIterator[Window]:
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    yield await new_window(context, demo.edition.address)
    await context.close()


async def picture(window: Window, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await window.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


async def test_a_citizen_finds_a_policy(window: Window) -> None:
    await window.open("/")
    search = window.page.get_by_role("combobox", name="搜索政策")
    await search.fill("研发")
    await search.press("Enter")
    first = window.page.locator("main h3 a, main h2 a").first
    title = (await first.inner_text()).strip()
    await picture(window, "citizen-search")
    await first.click()
    await expect(window.page.get_by_role("heading", level=1)).to_contain_text(title)
    await picture(window, "citizen-document")
    if "/biz/" in window.page.url:
        await window.follow("看全文")
    await expect(window.page.get_by_text("效力状态").first).to_be_visible()
    await expect(window.page.get_by_role("img", name="本页地址的二维码")).to_be_visible()
    await window.follow("打印版")
    await expect(window.page.get_by_role("heading", level=1)).to_contain_text(title)
    assert window.complaints == []


async def test_a_search_is_completed_by_keyboard(window: Window) -> None:
    await window.open("/gov/")
    box = window.page.get_by_role("combobox", name="搜索政策")
    suggestions = window.page.get_by_role("listbox", name="搜索建议")
    options = suggestions.get_by_role("option")
    await box.press_sequentially("yanfa")
    await expect(options.first).to_have_text("研发")
    await box.press("Escape")
    await expect(options.first).to_be_hidden()
    await expect(box).to_have_value("yanfa")
    await box.press("ArrowDown")
    chosen = suggestions.get_by_role("option", selected=True)
    await expect(chosen).to_have_text("研发")
    await expect(box).to_have_attribute("aria-activedescendant", await chosen.get_attribute("id") or "")
    await box.press("Enter")
    await expect(window.page).to_have_url(re.compile(r"/search\?q=%E7%A0%94%E5%8F%91$"))
    assert window.complaints == []


async def test_an_enterprise_finds_its_benefit_and_where_to_file(window: Window) -> None:
    await window.open("/biz/")
    await window.page.get_by_label("只看正在申报").check()
    await window.press("筛选")
    await picture(window, "enterprise-list")
    await window.follow(re.compile("^我符合吗"))
    verdict = window.page.get_by_role("heading", name=re.compile("^(符合条件|不符合条件|待确定)$"))
    for _ in range(20):
        if await verdict.count():
            break
        # Nothing is known of a stranger but what they say; they may not know it either.
        await window.press("不清楚，跳过")
        await window.page.wait_for_load_state()
    await expect(verdict).to_be_visible()
    await expect(window.page.get_by_role("heading", name="逐条对照")).to_be_visible()
    await expect(window.page.get_by_role("link", name="去申报")).to_have_attribute(
        "href", re.compile("^http")
    )
    await picture(window, "enterprise-verdict")
    assert window.complaints == []


async def test_a_department_sees_its_channel(window: Window) -> None:
    await window.open("/auth/login?next=/gov/")
    await window.sign_in("kw.editor", DEMO_PASSWORD)
    await window.open("/gov/")
    await window.page.get_by_label("部门").select_option(value="KW")
    await window.press("筛选")
    await expect(window.page).to_have_url(re.compile("department=KW"))
    lines = window.page.locator("main article .item__facts")
    assert await lines.count() > 0
    assert all("科学技术委员会" in text for text in await lines.all_inner_texts())
    await picture(window, "department-channel")
    assert window.complaints == []
