"""Conditions composed by mouse and keyboard, with their words and whom they reach at any moment."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Page, expect

from huiqi.demo.table import as_csv
from huiqi.sample.enterprises import sample_enterprises
from shared.db.bootstrap import SCHEMAS, service_url
from tests.e2e.household import WHO, draft_body
from tests.support.browser import CHROMIUM, Window, chromium, new_window
from tests.support.databases import PASSWORDS, Databases
from tests.support.house import House, open_house
from tests.support.page_checks import shortcomings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.timeout(600),
]
_ENTERPRISES = 300


@pytest.fixture(scope="module")
async def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """All services in this process, with enterprises that the matcher knows."""
    admin = await databases.fresh(*SCHEMAS)
    urls = {schema: service_url(admin, schema, PASSWORDS[schema]) for schema in SCHEMAS}
    async with open_house(tmp_path_factory.mktemp("house"), admin, urls) as opened:
        table = as_csv(sample_enterprises()[:_ENTERPRISES])
        answer = await opened.ask(
            WHO["operator"], "POST", "/api/matcher/v1/enterprises/import", files={"file": ("e.csv", table)}
        )
        assert answer.is_success, answer.text
        await opened.pump()
        yield opened
    await databases.drop(admin)


@dataclass
class Composer:
    """The editor's window with the draft that is worked on."""

    window: Window
    house: House
    policy_id: str

    @property
    def page(self) -> Page:
        return self.window.page

    def field(self, name: str) -> Any:
        return self.page.locator(f'[name="{name}"]')

    async def says(self, text: str | re.Pattern[str]) -> None:
        await expect(self.page.locator("#composer-says")).to_contain_text(text)

    async def saved(self) -> Any:
        path = f"/api/publisher/v1/policies/{self.policy_id}"
        return (await self.house.ask(WHO["editor"], "GET", path)).json()["draft"]["content"]["criteria"]


@pytest.fixture(params=["with a script", "without a script"])
async def composer(house: House, request: pytest.FixtureRequest) -> AsyncIterator[Composer]:
    body = draft_body("关于申报研发补贴的通知")
    body["content"]["criteria"] = None
    made = (await house.ask(WHO["editor"], "POST", "/api/publisher/v1/policies", json=body)).json()
    name, _, value = house.browser(WHO["editor"])["Cookie"].partition("=")
    async with chromium() as browser:
        context = await browser.new_context(
            viewport={"width": 1280, "height": 900},
            locale="zh-CN",
            java_script_enabled=request.param == "with a script",
        )
        await context.add_cookies([{"name": name, "value": value, "url": house.address}])
        window = await new_window(context, house.address)
        await window.open(f"/publish/policies/{made['policy_id']}/criteria")
        yield Composer(window, house, made["policy_id"])


@pytest.mark.parametrize("composer", ["with a script"], indirect=True)
async def test_composes_conditions_with_mouse_and_keyboard(composer: Composer) -> None:
    page = composer.page
    await page.get_by_role("button", name="添加条件").click()
    # The new condition has the focus: the rest of it is typed.
    await expect(composer.field("c.0.fact")).to_be_focused()
    await composer.field("c.0.fact").select_option("registered_region")
    await composer.field("c.0.find").press_sequentially("putuo", delay=20)
    await page.get_by_label(re.compile("上海市普陀区 310107$")).press("Space")
    await composer.says("注册地属于上海市普陀区")
    await composer.says(re.compile(r"符合\s*\d+ 家"))

    await page.locator("#c").get_by_role("button", name="添加条件").last.press("Enter")
    await composer.field("c.1.fact").select_option(label="上年度营业收入")
    await composer.field("c.1.value").fill("2,000")
    await composer.says("上年度营业收入不低于 2,000 万元")

    await page.get_by_role("button", name="添加一组").press("Enter")
    await expect(composer.field("c.2.0.fact")).to_be_focused()
    await composer.field("c.2.0.fact").select_option("qualifications")
    await page.get_by_label("高新技术企业", exact=True).press("Space")
    await page.locator("#c\\.2").get_by_role("button", name="添加条件").press("Enter")
    await composer.field("c.2.1.fact").select_option("founded_on")
    await composer.field("c.2.1.value").fill("3")
    await composer.says("符合下列条件之一")
    await composer.says("成立满 3 年")
    await composer.says("为什么不符合")
    await composer.says(f"共 {_ENTERPRISES} 家企业")
    assert await shortcomings(page) == []
    await composer.window.picture("criteria-desktop")
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await shortcomings(page) == []
    await composer.window.picture("criteria-phone")

    await page.get_by_role("button", name="保存申报条件").press("Enter")
    await composer.window.sees("申报条件已保存")
    assert composer.window.complaints == []
    assert await composer.saved() == {
        "all": [
            {"fact": "registered_region", "op": "within", "value": ["310107"]},
            {"fact": "revenue", "op": "gte", "value": 20_000_000},
            {
                "any": [
                    {"fact": "qualifications", "op": "has_any", "value": ["high_tech"]},
                    {"fact": "founded_on", "op": "age_gte", "value": "P3Y"},
                ]
            },
        ]
    }


@pytest.mark.parametrize("composer", ["with a script"], indirect=True)
async def test_an_expired_session_loses_nothing(composer: Composer) -> None:
    page = composer.page
    await page.get_by_role("button", name="添加由人判断的条件").click()
    await composer.field("c.0.text").fill("经专家评审")
    await composer.says("经专家评审")
    await page.context.clear_cookies()
    await page.get_by_role("button", name="添加条件").click()
    await composer.says("登录已过期")
    await expect(composer.field("c.0.text")).to_have_value("经专家评审")


@pytest.mark.parametrize("composer", ["without a script"], indirect=True)
async def test_composes_without_a_script(composer: Composer) -> None:
    window, page = composer.window, composer.page
    await window.press("添加条件")
    await composer.field("c.0.fact").select_option("industry")
    await page.locator("#c\\.0").get_by_role("button", name="确定").click()
    await composer.field("c.0.find").fill("软件")
    await window.press("查找")
    await page.get_by_label(re.compile("软件和信息技术服务业 65$")).check()
    await window.press("添加由人判断的条件")
    await composer.field("c.1.text").fill("经专家评审")
    await page.locator("#c\\.1").get_by_text("移动和分组").click()
    await window.press("上移")
    await composer.says("由人审定：经专家评审")
    await composer.says("软件和信息技术服务业")
    await window.press("保存申报条件")
    await window.sees("申报条件已保存")
    assert await composer.saved() == {
        "all": [{"manual": "经专家评审"}, {"fact": "industry", "op": "within", "value": ["65"]}]
    }
