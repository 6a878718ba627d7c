"""From a Word document to a published policy: how many clicks a department's person needs."""

import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, expect

from huiqi.sample.accounts import DEMO_PASSWORD
from tests.e2e.conftest import Demo
from tests.support.browser import CHROMIUM, Window, chromium, new_window
from tests.support.notice_files import Notice, notices_beside, own_notices

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(600),
]
MOST_CLICKS: Final = 15
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ADDRESS: Final = "https://zwdt.sh.gov.cn/govPortals/item/310107-KJ-0031"


class Hand:
    """Whoever works at a window, with every click counted; to type into a field takes a click into it."""

    def __init__(self, window: Window) -> None:
        self.window, self.clicks = window, 0

    async def press(self, name: str) -> None:
        self.clicks += 1
        await self.window.press(name)

    async def choose(self, label: str) -> None:
        self.clicks += 1
        await self.window.page.get_by_role("radio", name=label).check()

    async def type(self, label: str, text: str) -> None:
        self.clicks += 1
        await self.window.fill(**{label: text})

    async def upload(self, notice: Notice) -> None:
        """Choosing a file is a click on the field and one in the system's own window."""
        self.clicks += 2
        file = {"name": f"{notice.name}.docx", "mimeType": WORD, "buffer": notice.as_word()}
        await self.window.page.get_by_label("政策文件").set_input_files(file)  # type: ignore[arg-type]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


async def test_a_notice_is_published_in_under_fifteen_clicks(browser: Browser, demo: Demo) -> None:
    notice = next((each for each in notices_beside() if "rd" in each.name), own_notices()[0])
    windows: list[Window] = []

    async def person(account: str, place: str) -> Window:
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        windows.append(await new_window(context, demo.edition.address))
        await windows[-1].sign_in(account, DEMO_PASSWORD, place)
        return windows[-1]

    editor = Hand(await person("kw.editor", "/publish/new"))
    policy = await _draft(editor, notice)
    for number in (1, 2, 3):
        await _review(await person(f"kw.review{number}", f"{policy}/review"), number)
    publisher = Hand(await person("kw.publish", policy))
    await publisher.press("发布")
    await publisher.window.sees("已发布")
    await publisher.window.picture("notice-4-published")
    assert editor.clicks + publisher.clicks < MOST_CLICKS
    assert [complaint for window in windows for complaint in window.complaints] == []


async def _draft(editor: Hand, notice: Notice) -> str:
    """Upload, look at what was read, decide on disclosure, say where to file, submit; the policy's path."""
    window = editor.window
    await editor.upload(notice)
    await editor.press("上传并读取")
    await window.sees("请逐项核对")
    await expect(window.page.get_by_label("发文字号", exact=True)).to_have_value(
        notice.expected["document_number"]
    )
    await expect(window.page.get_by_label("成文日期", exact=True)).to_have_value(
        notice.expected["written_on"]
    )
    await expect(window.page.locator("#reading")).to_contain_text("已读懂")
    await window.picture("notice-1-read")
    await editor.choose("主动公开")
    await editor.press("保存并填写惠企内容")
    await editor.type("事项网址", ADDRESS)
    await window.picture("notice-2-benefit")
    await editor.press("保存惠企内容")
    await window.sees("惠企内容已保存")
    await window.picture("notice-3-draft")
    await editor.press("提交审核")
    await window.sees("审核中")
    return re.sub(r"^https?://[^/]+|[?#].*$", "", window.page.url)


async def _review(window: Window, number: int) -> None:
    """A reviewer ticks what is to be ticked and approves."""
    for box in await window.page.locator("main").get_by_role("checkbox").all():
        await box.check()
    await window.picture(f"notice-review-{number}")
    await window.press("通过")
    await window.sees("已登记")
