"""What an enterprise sees."""

from typing import Any
from uuid import uuid4

from tests.integration.matcher.conftest import OPERATOR, Office, member
from tests.support.matcher import CRITERIA, FITTING, ONE, TWO, UNCLEAR, published, withdrawn


async def page(office: Office, path: str, credit_code: str = ONE) -> str:
    async with office.browser(member(credit_code)) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def save(office: Office, **typed: Any) -> tuple[int, str]:
    async with office.browser(member(ONE)) as browser:
        answer = await browser.post("/my/profile/edit", data={"name": "甲公司", **typed})
    return answer.status_code, answer.text


async def test_first_visit_says_what_to_do(office: Office) -> None:
    assert "从名称开始" in await page(office, "/my/")
    assert "还没有企业画像" in await page(office, "/my/profile")


async def test_matched_policies_and_what_to_do_first(office: Office) -> None:
    await office.put(ONE, UNCLEAR)
    await office.deliver(policy := published())
    html = await page(office, "/my/")
    assert policy.content.title in html
    assert "一个问题：上年度营业收入是多少？" in html
    assert "待确定" in html


async def test_what_closes_soon_comes_first(office: Office) -> None:
    await office.put(ONE, FITTING)
    await office.deliver(published())
    assert "目前没有要办的事" in await page(office, "/my/")
    office.clock.move_to(office.clock.now().replace(month=4, day=13))
    html = await page(office, "/my/")
    assert "目前没有要办的事" not in html
    assert "去申报" in html
    office.clock.move_to(office.clock.now().replace(month=5))
    assert "还没有匹配的政策" in await page(office, "/my/")


async def test_why_page_shows_each_condition(office: Office) -> None:
    await office.put(ONE, {"registered_region": "310107", "revenue": 1_000_000})
    await office.deliver(policy := published())
    html = await page(office, f"/my/matches/{policy.policy_id}")
    assert "起决定作用的是：营业收入不低于500万元" in html
    assert "贵企业：100 万元" in html
    assert "依据：第一条" in html
    assert "3月18日" in html
    assert "企业画像第 1 版" in html


async def test_why_page_of_what_is_unknown(office: Office) -> None:
    await office.put(ONE, UNCLEAR)
    criteria = {
        "all": [
            {"manual": "专家评审"},
            {"fact": "revenue", "op": "gt", "value": 0},
            {"not": {"fact": "size", "op": "eq", "value": "large"}},
        ]
    }
    await office.deliver(policy := published(criteria=criteria))
    html = await page(office, f"/my/matches/{policy.policy_id}")
    assert "补充上年度营业收入、企业规模后即可判断；另有条件由主管部门评审" in html
    assert "未填写" in html


async def test_what_only_a_person_can_decide_can_be_filed(office: Office) -> None:
    await office.put(ONE, FITTING)
    await office.deliver(policy := published(criteria={"all": [{"manual": "专家评审"}, CRITERIA]}))
    html = await page(office, f"/my/matches/{policy.policy_id}")
    assert "其余由主管部门评审判断，可以申报" in html
    assert "去申报" in html
    assert "去申报" in await page(office, "/my/")


async def test_nothing_is_filed_before_the_window_opens(office: Office) -> None:
    await office.put(ONE, FITTING)
    await office.deliver(policy := published())
    office.clock.move_to(office.clock.now().replace(month=2))
    assert "去申报" not in await page(office, f"/my/matches/{policy.policy_id}")


async def test_withdrawn_policy_says_so(office: Office) -> None:
    await office.put(ONE, FITTING)
    await office.deliver(policy := published())
    await office.deliver(withdrawn(policy))
    assert "政策已不再有效" in await page(office, f"/my/matches/{policy.policy_id}")
    assert "去申报" not in await page(office, "/my/")


async def test_unknown_policy_is_not_found(office: Office) -> None:
    await office.put(ONE, FITTING)
    async with office.browser(member(ONE)) as browser:
        assert (await browser.get(f"/my/matches/{uuid4()}")).status_code == 404
        assert (await browser.get("/my/matches/x")).status_code in {404, 422}


async def test_profile_is_saved_and_shown(office: Office) -> None:
    status, _ = await save(
        office,
        revenue="600万元",
        registered_region="上海市普陀区",
        qualifications="无",
        above_scale="是",
        rd_intensity="5%",
    )
    assert status == 303
    html = await page(office, "/my/profile")
    for text in ("600 万元", "上海市普陀区", "没有", "5%", "第 1 版"):
        assert text in html
    edit = await page(office, "/my/profile/edit")
    assert 'value="6000000"' in edit
    assert 'value="无"' in edit


async def test_what_was_derived_says_so(office: Office) -> None:
    await office.put(
        ONE, {"rd_spend": 30, "revenue": 100, "industry": "73", "employees": 5, "parks": ["taopu"]}
    )
    html = await page(office, "/my/profile")
    for text in (
        "由上年度研发费用、上年度营业收入推算",
        "由国民经济行业、从业人员数、上年度营业收入推算",
        "桃浦智创城<br>",
    ):
        assert text in html


async def test_errors_stand_beside_the_field_and_what_was_typed_stays(office: Office) -> None:
    status, html = await save(office, name="", revenue="很多 <b>", founded_on="2025-02-30")
    assert status == 422
    for text in ('id="revenue-error"', 'id="founded_on-error"', 'id="name-error"', 'value="很多 &lt;b&gt;"'):
        assert text in html
    assert await office.sql("SELECT 1 FROM enterprise") == []


async def test_saving_the_form_as_shown_changes_nothing(office: Office) -> None:
    facts = {
        **FITTING, "size": "small", "parks": ["taopu"], "tags": [], "founded_on": "2020-01-01",
        "rd_intensity": 0.055, "debt_ratio": -0.5, "employees": 12, "above_scale": False, "industry": "6513",
        "tax_paid": 12345.67, "total_assets": 1e15,
    }  # fmt: skip
    await office.put(ONE, facts, name="甲公司")
    from matcher.entrypoints.profile_form import values_of
    from matcher.handlers.ports import Enterprise

    shown = values_of(Enterprise(ONE, 1, "甲公司", facts, office.clock.now()))
    status, _ = await save(office, **shown)
    assert status == 303
    assert (await office.sql("SELECT revision FROM enterprise"))[0].revision == 1


async def test_pages_are_for_enterprises(office: Office) -> None:
    async with office.browser(OPERATOR) as browser:
        assert (await browser.get("/my/")).status_code == 403
    async with office.api(None) as client:
        answer = await client.get("http://localhost:8080/my/", headers={"Accept": "text/html"})
    assert answer.status_code == 303


async def test_another_enterprise_sees_nothing_of_it(office: Office) -> None:
    await office.put(ONE, FITTING)
    await office.deliver(policy := published())
    async with office.browser(member(TWO)) as browser:
        assert policy.content.title not in (await browser.get("/my/")).text
        assert (await browser.get(f"/my/matches/{policy.policy_id}")).status_code == 404


async def test_a_script_cannot_hide_behind_the_button(office: Office) -> None:
    await office.put(ONE, FITTING)
    benefit = published().content.benefit
    assert benefit is not None
    assert benefit.service_item is not None
    item = benefit.service_item.model_copy(update={"url": "javascript:alert(1)"})
    changed = benefit.model_copy(update={"service_item": item}).model_dump(mode="json")
    await office.deliver(policy := published(benefit=changed))
    for path in ("/my/", f"/my/matches/{policy.policy_id}"):
        assert "javascript:" not in await page(office, path)
