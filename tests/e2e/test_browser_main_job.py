"""The main job as people do it, each at a browser of their own."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from huiqi.sample.accounts import DEMO_PASSWORD
from tests.e2e.conftest import Demo
from tests.support import notices
from tests.support.browser import CHROMIUM, Window, chromium, new_window

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(600),
]


class People:
    """Whoever takes part, each in a window of their own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self.windows: list[Window] = []

    async def visitor(self) -> Window:
        context = await self._browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        self.windows.append(await new_window(context, self._address))
        return self.windows[-1]

    async def person(self, account: str, place: str) -> Window:
        window = await self.visitor()
        await window.sign_in(account, DEMO_PASSWORD, place)
        return window


@pytest.fixture
async def people(demo: Demo) -> AsyncIterator[People]:
    async with chromium() as browser:
        yield People(browser, demo.edition.address)


async def test_a_notice_reaches_whom_it_concerns(people: People) -> None:
    policy_id = await _draft(await people.person("kw.editor", "/publish/new"))
    await _review_and_publish(people, policy_id)
    await _find_as_anybody(await people.visitor(), policy_id)
    await _read_as_member(await people.person("zhilan", "/my/"), policy_id)
    await _see_receipt(await people.person("kw.editor", "/publish/"), policy_id)
    await _see_trace(await people.person("operator", "/ops/"), policy_id)
    assert [complaint for window in people.windows for complaint in window.complaints] == []


async def _draft(editor: Window) -> str:
    """The editor uploads the notice, confirms what was read, completes it and submits it."""
    file = {
        "name": "通知.docx",
        "mimeType": "application/octet-stream",
        "buffer": notices.notice(),
    }
    await editor.page.get_by_label("政策文件").set_input_files(file)  # type: ignore[arg-type]
    await editor.picture("01-upload")
    await editor.press("上传并读取")
    await editor.sees("请逐项核对")
    for label, read in {
        "标题": notices.TITLE,
        "发文字号": notices.NUMBER,
        "发文机关": "上海市普陀区科学技术委员会",
        "成文日期": "2026-11-20",
    }.items():
        await expect(editor.page.get_by_label(label, exact=True)).to_have_value(read)
    await editor.picture("02-read-from-the-notice")
    await editor.fill(**notices.completion())
    await editor.page.get_by_label("主动公开").check()
    await editor.press("保存并填写惠企内容")
    await editor.fill(**notices.benefit())
    await editor.page.get_by_label("最后一天（含）").first.fill(notices.last_day())
    await editor.picture("03-benefit")
    await editor.press("保存惠企内容")
    await editor.sees("惠企内容已保存")
    await editor.follow("申报条件")
    await _confirm_criteria(editor)
    await editor.press("保存申报条件")
    await editor.sees("申报条件已保存")
    await editor.picture("03-draft")
    await editor.press("提交审核")
    await editor.sees("审核中")
    return editor.page.url.rsplit("/", 1)[-1]


async def _confirm_criteria(editor: Window) -> None:
    """What was read of the conditions says what it should, and reaches somebody."""
    says = editor.page.locator("#composer-says")
    await expect(says).to_contain_text("注册地属于上海市普陀区")
    await expect(says).to_contain_text("上年度营业收入不低于 500 万元")
    await expect(says).to_contain_text(re.compile(r"符合\s*[1-9][0-9,]* 家"))
    await editor.picture("03-criteria")


async def _review_and_publish(people: People, policy_id: str) -> None:
    """Three reviewers find it among their files and approve it; the publisher publishes it."""
    for number in (1, 2, 3):
        reviewer = await people.person(f"kw.review{number}", "/publish/")
        await reviewer.follow(notices.TITLE)
        await reviewer.picture(f"04-review-{number}")
        await reviewer.page.locator('[name="proofread"]').check()
        await reviewer.press("通过")
        await reviewer.sees("已登记")
    publisher = await people.person("kw.publish", f"/publish/policies/{policy_id}")
    await publisher.press("发布")
    await publisher.sees("已发布")
    await publisher.picture("05-published")


async def _find_as_anybody(visitor: Window, policy_id: str) -> None:
    """A citizen reads it on the government channel; an enterprise finds it by a number typed otherwise."""
    await visitor.comes_to_see("/gov/", notices.TITLE)
    await visitor.follow(notices.TITLE)
    await visitor.sees(notices.NUMBER)
    await visitor.sees("现行有效")
    await visitor.picture("06-government-channel")
    await visitor.page.get_by_role("combobox", name="搜索政策").fill(notices.NUMBER_AS_TYPED)
    await visitor.press("搜索")
    await visitor.sees(notices.TITLE)
    await visitor.picture("07-found-by-number")
    await visitor.comes_to_see("/biz/?sort=newest", notices.TITLE)
    await visitor.follow(notices.TITLE)
    await expect(visitor.page).to_have_url(re.compile(f"/biz/policies/{policy_id}$"))
    await visitor.sees(re.compile(r"还剩 \d+ 个工作日（.+截止）"))
    await visitor.sees("最高30万元")
    await visitor.picture("08-business-channel")


async def _read_as_member(member: Window, policy_id: str) -> None:
    """A matched enterprise sees it with its reason and opens the message that told of it."""
    await member.comes_to_see("/my/", notices.TITLE)
    await member.picture("09-my-policies")
    await member.follow(re.compile(f"为什么.*{notices.TITLE}"))
    await expect(member.page).to_have_url(re.compile(policy_id))
    await member.sees("贵企业符合这项政策的申报条件")
    await member.sees("4,800 万元")
    await member.picture("10-why")
    await member.comes_to_see("/my/inbox/", notices.TITLE)
    await member.picture("11-inbox")
    await member.follow(re.compile(notices.TITLE))
    await member.sees(notices.TITLE)
    await member.picture("12-message")


async def _see_receipt(editor: Window, policy_id: str) -> None:
    """The receipt fills: channels of the same source, enterprises told, one that opened its message."""
    receipt = f"/publish/policies/{policy_id}/receipt"
    await editor.comes_to_see(receipt, re.compile(r"已打开\s*1\s*家企业看过"))
    await expect(editor.page.locator(".status", has_text="同源")).to_have_count(2)
    told = editor.page.locator(".funnel__stage", has_text="已告知")
    await expect(told).to_contain_text(re.compile(r"[1-9]\d* 家企业收到站内信"))
    await editor.picture("13-receipt")


async def _see_trace(operator: Window, policy_id: str) -> None:
    """One trace from the request to publish to the last delivery."""
    await operator.open(f"/ops/policies/{policy_id}")
    await operator.sees("从发布到送达")
    trace = operator.page.locator(".trace")
    for service in ("publisher", "portal-sync", "matcher", "notifier"):
        await expect(trace).to_contain_text(service)
    await operator.picture("14-trace")
