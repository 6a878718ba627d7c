"""The benefit form: every field is kept, wrong ones are said, and only right addresses are ever asked."""

from typing import Any

import httpx
import pytest

from publisher.adapters.service_pages import HttpPages
from publisher.handlers.check_service_item import Unreachable, check_service_item
from tests.integration.publisher.conftest import Office
from tests.support.html_forms import form_fields
from tests.support.publisher import EDITOR, REVIEWERS, benefit_content, draft

BENEFIT: dict[str, Any] = benefit_content()["benefit"] | {
    "fixed_yuan": ["200000", "600000.5"],
    "tiers": [
        {"when": "市级认定的", "yuan": "200000", "ratio": None, "cap_yuan": None},
        {"when": "国家级认定的", "yuan": None, "ratio": "0.075", "cap_yuan": "1000000"},
    ],
    "windows": [
        {"first": "2026-03-01", "last": "2026-04-30"},
        {"first": "2026-09-01", "last": "2026-10-31"},
    ],
    "procedure": "网上申报\n部门受理\n专家评审",
    "further_contacts": [{"name": "办事大厅", "phone": "021-11111111"}],
    "universal": True,
    "consultation": {"opinions": 40, "from_smes": 18, "note": "书面征求"},
}
HOSTS = ("sh.gov.cn",)


class Form:
    """Somebody at the benefit form of one draft."""

    def __init__(self, office: Office, policy_id: str) -> None:
        self.office, self.policy_id = office, policy_id
        self.path = f"/publish/policies/{policy_id}/benefit"

    async def open(self) -> httpx.Response:
        async with self.office.browser(EDITOR) as browser:
            return await browser.get(self.path)

    async def press(self, shown: httpx.Response, do: str, **typed: str) -> httpx.Response:
        async with self.office.browser(EDITOR) as browser:
            return await browser.post(self.path, data={**form_fields(shown.text), **typed, "do": do})

    async def saved(self) -> Any:
        policy = (await self.office.get(EDITOR, f"/policies/{self.policy_id}")).json()
        return policy["draft"]["content"]["benefit"]


@pytest.fixture
async def form(office: Office) -> Form:
    return Form(office, await office.create(draft(benefit_content(benefit=BENEFIT))))


async def test_saving_what_is_shown_changes_nothing(form: Form) -> None:
    before = await form.saved()
    answer = await form.press(await form.open(), "save")
    assert answer.status_code == 303, answer.text
    assert await form.saved() == before


async def test_money_may_be_written_as_people_do(form: Form) -> None:
    typed = {"cap_yuan": "1.5亿元", "fixed_yuan": "20万元、500,000", "tier_1_cap": "80 万"}
    answer = await form.press(await form.open(), "save", **typed)
    assert answer.status_code == 303, answer.text
    saved = await form.saved()
    assert (saved["cap_yuan"], saved["fixed_yuan"]) == ("150000000", ["200000", "500000"])
    assert saved["tiers"][1]["cap_yuan"] == "800000"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("cap_yuan", "五十万", "不是金额"),
        ("tier_0_yuan", "很多", "不是金额"),
        ("tier_0_when", "", "这一档给哪些企业"),
        ("tier_1_yuan", "5", "定额，或者写比例"),
        ("tier_0_yuan", "99999999万亿", "不是金额"),
        ("cap_yuan", "900000亿", "10 万亿元之间"),
        ("ratio", "2000", "1000%"),
        ("window_1_last", "2026-01-01", "不能早于第一天"),
        ("window_0_last", "", "要有第一天和最后一天"),
        ("contact_0_phone", "", "咨询电话"),
        ("from_smes", "41", "不能多于"),
        ("opinions", "许多", "条数"),
        ("item_url", "javascript:alert(1)", "https://"),
    ],
)
async def test_a_wrong_field_keeps_what_was_typed(form: Form, field: str, typed: str, sentence: str) -> None:
    answer = await form.press(await form.open(), "save", **{field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    assert f'id="{field}-error"' in answer.text


async def test_more_rows_keep_what_was_typed(form: Form) -> None:
    shown = await form.press(await form.open(), "more:material", material_0="新的材料")
    assert shown.status_code == 200
    assert form_fields(shown.text)["material_0"] == ["新的材料"]
    assert "第 6 项材料" in shown.text


async def test_warns_where_few_of_those_heard_are_small(form: Form) -> None:
    assert "不足一半" in (await form.open()).text
    shown = await form.press(await form.open(), "check", from_smes="20")
    assert "不足一半" not in shown.text


async def test_a_stale_form_loses_nothing(form: Form) -> None:
    shown = await form.open()
    await form.press(shown, "save", amount_text="甲的标准")
    answer = await form.press(shown, "save", amount_text="乙的标准")
    assert answer.status_code == 409
    assert "他人保存的" in answer.text
    assert 'value="乙的标准"' in answer.text


async def test_a_document_has_no_benefit(office: Office) -> None:
    form = Form(office, await office.create(draft({"kind": "document", "title": "通知"})))
    assert (await form.open()).status_code == 303


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://zwdt.sh.gov.cn/item", "https://"),
        ("https://127.0.0.1/item", "公网地址"),
        ("https://example.com/item", "不是一网通办的网址"),
        ("https://zwdt.sh.gov.cn.example.com/", "不是一网通办的网址"),
        ("https://user:pass@zwdt.sh.gov.cn/", "用户名"),
        ("", "完整的网址"),
    ],
)
async def test_an_address_that_is_wrong_is_not_asked(url: str, sentence: str) -> None:
    class Nobody:
        async def status(self, url: str) -> int:
            raise AssertionError(url)

    checked = await check_service_item(Nobody(), url, HOSTS)
    assert not checked.good
    assert sentence in checked.sentence


async def test_a_name_that_leads_inside_is_not_asked() -> None:
    with pytest.raises(Unreachable, match="内部地址"):
        await HttpPages().status("https://localhost/")


async def test_a_reviewer_who_lets_it_pass_says_why(form: Form) -> None:
    at = f"/policies/{form.policy_id}"
    await form.office.post(EDITOR, f"{at}/submit")
    review = {"step": "first", "decision": "approve", "proofread": True}
    refused = await form.office.post(REVIEWERS[0], f"{at}/reviews", review)
    assert refused.status_code == 422
    assert "不足一半" in refused.text
    async with form.office.browser(REVIEWERS[0]) as browser:
        assert "不足一半" in (await browser.get(f"/publish/policies/{form.policy_id}/review")).text
    given = await form.office.post(REVIEWERS[0], f"{at}/reviews", review | {"remarks": "本区同业多为大企业"})
    assert given.status_code == 201
