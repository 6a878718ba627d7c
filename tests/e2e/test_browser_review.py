"""A document comes back with a remark at a place, is mended, reviewed by three people, and published."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from huiqi.sample.accounts import DEMO_PASSWORD
from tests.e2e.conftest import Demo
from tests.support.browser import CHROMIUM, Window, chromium, new_window
from tests.support.main_job import policy
from tests.support.page_checks import shortcomings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(600),
]

TITLE = "关于申报2026年度普陀区绿色工厂奖励的通知"
WRONG, RIGHT = "奖励最高五十万元", "奖励最高三十万元"
# Selects the passage as a mouse does, which the page takes into its form.
SELECT = """([line, words]) => {
  const text = [...line.childNodes].find((node) => node.textContent.includes(words));
  const range = document.createRange();
  range.setStart(text, text.textContent.indexOf(words));
  range.setEnd(text, text.textContent.indexOf(words) + words.length);
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
  document.dispatchEvent(new MouseEvent("mouseup"));
}"""


class People:
    """Whoever takes part, each in a window of their own; phones keep a second one."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self.windows: list[Window] = []

    async def person(self, account: str, place: str, *, wide: bool = True) -> Window:
        viewport = {"width": 1280, "height": 800} if wide else {"width": 390, "height": 844}
        context = await self._browser.new_context(viewport=viewport, locale="zh-CN")  # type: ignore[arg-type]
        self.windows.append(await new_window(context, self._address))
        await self.windows[-1].sign_in(account, DEMO_PASSWORD, place)
        return self.windows[-1]


@pytest.fixture
async def people(demo: Demo) -> AsyncIterator[People]:
    async with chromium() as browser:
        yield People(browser, demo.edition.address)


async def test_a_remark_at_a_place_is_mended_and_published(people: People, demo: Demo) -> None:
    content = policy(TITLE) | {"body": f"一、支持对象\n注册在普陀区的企业。\n二、支持标准\n{WRONG}。"}
    body = {"content": content, "disclosure": "active", "channels": ["government", "business"]}
    made = (await demo.edition.post("/api/publisher/v1/policies", body, "kw.editor")).raise_for_status()
    root = f"/publish/policies/{made.json()['policy_id']}"
    author = await people.person("kw.editor", root)
    await author.press("提交审核")
    await author.sees("审核中")
    await _return(await people.person("kw.review1", "/publish/"))
    await _mend(author, await people.person("kw.editor", f"{root}/review", wide=False), root)
    for number in (1, 2, 3):
        await _approve(await people.person(f"kw.review{number}", "/publish/"))
    publisher = await people.person("kw.publish", root)
    await publisher.press("发布")
    await publisher.sees("已发布")
    await publisher.sees("终审通过")
    await publisher.picture("review-6-published")
    # The browser says of each form that came back with a sentence that its answer was 422; nothing else.
    complaints = [complaint for window in people.windows for complaint in window.complaints]
    assert [complaint for complaint in complaints if "status of 422" not in complaint] == []


async def _return(reviewer: Window) -> None:
    """Finds it in the inbox, selects the sum that is wrong, says so, and sends it back."""
    await reviewer.sees("等我审")
    await reviewer.picture("review-1-inbox")
    await reviewer.follow(TITLE)
    line = reviewer.page.locator(".passage__text", has_text=WRONG).first
    await reviewer.page.evaluate(SELECT, [await line.element_handle(), WRONG])
    await expect(reviewer.page.get_by_label("所引原文（选填）")).to_have_value(WRONG)
    await expect(reviewer.page.get_by_label("位置", exact=True)).to_have_value("正文")
    await reviewer.page.get_by_label("意见", exact=True).fill("与预算批复不一致，应为三十万元。")
    await reviewer.press("记下意见")
    await expect(reviewer.page.locator("mark", has_text=WRONG)).to_be_visible()
    assert await shortcomings(reviewer.page) == []
    await reviewer.picture("review-2-remark")
    await reviewer.press("退回修改")
    await reviewer.sees("已登记：初审退回")


async def _mend(author: Window, phone: Window, root: str) -> None:
    """Sees the remark beside the passage, mends it, settles it, and submits again."""
    await phone.sees("应为三十万元")
    assert await shortcomings(phone.page) == []
    await phone.picture("review-3-phone")
    await author.open(root)
    await author.sees("有 1 条意见没有处理")
    await author.picture("review-4-returned")
    await author.open(f"{root}/edit")
    body = author.page.get_by_label("正文", exact=True)
    await body.fill((await body.input_value()).replace(WRONG, RIGHT))
    await author.press("保存草稿")
    await author.open(f"{root}/review")
    await author.sees("原文已改")
    await author.page.get_by_placeholder("答复（可不填）").fill("已改为三十万元。")
    await author.press("标为已处理")
    await author.sees("已标为处理")
    await author.picture("review-5-mended")
    await author.open(root)
    await author.press("提交审核")


async def _approve(reviewer: Window) -> None:
    await reviewer.follow(TITLE)
    await reviewer.press("通过")
    await reviewer.sees("请确认这一环节的校对已经完成")
    await reviewer.page.locator('[name="proofread"]').check()
    await reviewer.press("通过")
    await reviewer.sees("已登记")
