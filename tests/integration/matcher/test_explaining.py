"""Why, what else would fit, and what to ask next: API and pages."""

from datetime import timedelta
from typing import Any

from matcher.domain.opportunities import Opportunities
from tests.integration.matcher.conftest import OPERATOR, Office, member, official
from tests.support.matcher import CRITERIA, ELSEWHERE, FITTING, ONE, TWO, UNCLEAR, published

POOR = {"registered_region": "310107", "revenue": 3_800_000}


async def get(office: Office, path: str, who: Any = OPERATOR, status: int = 200) -> Any:
    async with office.api(who) as client:
        answer = await client.get(path)
    assert answer.status_code == status, answer.text
    return answer.json()


async def page(office: Office, path: str) -> str:
    async with office.browser(member(ONE)) as browser:
        answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def answer(office: Office, **typed: str) -> tuple[int, str]:
    async with office.browser(member(ONE)) as browser:
        reply = await browser.post("/my/questions", data=typed)
    return reply.status_code, reply.text


async def test_the_tree_with_values_sources_and_the_nearest_way(office: Office) -> None:
    await office.put(ONE, POOR, source="registry")
    await office.deliver(policy := published())
    found = await get(office, f"/enterprises/{ONE}/policies/{policy.policy_id}/explanation", member(ONE))
    assert (found["verdict"], found["tree"]["truth"]) == ("ineligible", "false")
    region, revenue = found["tree"]["children"]
    assert (region["truth"], region["source"], region["since"]) == ("true", "登记机关", "2026-03-18")
    assert (revenue["seen"], revenue["value"]) == ("380 万元", 3_800_000)
    assert found["nearest"]["possible"]
    [step] = found["nearest"]["steps"]
    assert step["text"] == "再增加营业收入 120 万元（现为 380 万元，须达 500 万元）"
    html = await page(office, f"/my/matches/{policy.policy_id}")
    for text in ("怎样才能符合", step["text"], "380 万元（登记机关，3月18日）"):
        assert text in html


async def test_what_nobody_can_change_is_said(office: Office) -> None:
    await office.put(ONE, {"founded_on": "2020-01-01"})
    young = {"fact": "founded_on", "op": "age_lt", "value": "P1Y"}
    await office.deliver(policy := published(criteria=young))
    found = await get(office, f"/enterprises/{ONE}/policies/{policy.policy_id}/explanation")
    assert not found["nearest"]["possible"]
    assert "成立日期不能改变" in await page(office, f"/my/matches/{policy.policy_id}")


async def test_opportunities_are_grouped(office: Office) -> None:
    await office.put(ONE, POOR)
    debt = {"fact": "debt_ratio", "op": "lt", "value": 0.7}
    fits, unclear, near = (
        published(criteria=CRITERIA["all"][0], title="符合"),
        published(criteria=debt, title="不明"),
        published(title="差一点"),
    )
    await office.deliver(fits, unclear, near)
    found = await get(office, f"/enterprises/{ONE}/opportunities", member(ONE))
    groups = {name: [one["policy"]["title"] for one in found[name]] for name in found}
    assert groups == {"eligible": ["符合"], "undetermined": ["不明"], "nearly": ["差一点"]}
    html = await page(office, "/my/")
    assert html.index("符合条件（1）") < html.index("补充信息后可判断（1）") < html.index("差一点就符合（1）")


async def test_a_revised_policy_is_judged_anew(office: Office) -> None:
    await office.put(ONE, FITTING)
    await office.deliver(policy := published())
    assert len((await get(office, f"/enterprises/{ONE}/opportunities"))["eligible"]) == 1
    await office.deliver(published(policy.policy_id, 2, {"fact": "revenue", "op": "lt", "value": 1}))
    assert (await get(office, f"/enterprises/{ONE}/opportunities"))["eligible"] == []


async def test_questions_are_answered_one_at_a_time(office: Office) -> None:
    await office.put(ONE, {})
    await office.deliver(published(criteria={"fact": "employees", "op": "gte", "value": 5}))
    await office.deliver(published())
    asked = (await get(office, f"/enterprises/{ONE}/questions", member(ONE)))["items"]
    assert [one["fact"] for one in asked] == ["employees", "registered_region", "revenue"]
    html = await page(office, "/my/questions")
    assert "填写后即可判断 1 项政策" in html
    assert "之后还有 2 个问题" in html

    status, html = await answer(office, fact="employees", value="十来个")
    assert status == 422
    assert 'value="十来个"' in html
    assert (await answer(office, fact="employees", value="12"))[0] == 303
    await office.pump()
    profile = await get(office, f"/enterprises/{ONE}")
    assert profile["facts"] == {"employees": 12}
    assert profile["sources"]["employees"]["source"] == "self"
    assert "注册地" in await page(office, "/my/questions")
    assert "上年度营业收入" in await page(office, "/my/questions?skip=registered_region")
    assert "其余的问题已跳过" in await page(office, "/my/questions?skip=registered_region,revenue")


async def test_an_empty_answer_is_no_answer(office: Office) -> None:
    await office.put(ONE, UNCLEAR)
    assert (await answer(office, fact="revenue", value=" "))[0] == 422
    assert (await answer(office, fact="profit", value="1"))[0] == 422


async def test_the_profile_says_whose_word_it_is_and_what_for(office: Office) -> None:
    await office.put(ONE, FITTING, source="registry")
    await office.deliver(published(title="研发补助"))
    async with office.api(member(ONE)) as client:
        await client.put(f"/enterprises/{ONE}", json={"name": "甲", "facts": {"revenue": 9_000_000}})
    html = await page(office, "/my/profile")
    for text in ("登记机关，3月18日", "用于：研发补助", "贵企业填报：900 万元", "以登记机关为准"):
        assert text in html
    history = await page(office, "/my/profile/history")
    assert history.index("900 万元") < history.index("600 万元")
    past = (await get(office, f"/enterprises/{ONE}/history", member(ONE)))["items"]
    assert [one["source"] for one in past] == ["self", "registry"]


async def test_what_excludes_most_after_publication(office: Office) -> None:
    await office.put(ONE, ELSEWHERE)
    await office.put(TWO, POOR)
    await office.deliver(policy := published())
    found = await get(office, f"/policies/{policy.policy_id}/exclusions", official("KW"))
    assert (found["total"], found["ineligible"]) == (2, 2)
    assert {one["failed"] for one in found["excluding"]} == {1}
    await get(office, f"/policies/{policy.policy_id}/exclusions", official("SW"), status=404)


async def test_the_page_of_what_excludes_most(office: Office) -> None:
    await office.put(ONE, ELSEWHERE)
    await office.put(TWO, UNCLEAR)
    await office.deliver(policy := published())
    path = f"/publish/enterprises/policies/{policy.policy_id}"
    async with office.browser(official("KW")) as browser:
        html = (await browser.get(path)).text
    for text in ("哪些条件挡住了企业", "缺这一项的企业", "上年度营业收入", "全部 2 家企业"):
        assert text in html
    async with office.browser(official("SW")) as browser:
        assert (await browser.get(path)).status_code == 404


async def test_questions_begin_with_the_name(office: Office) -> None:
    await office.deliver(published())
    assert "贵企业的名称" in await page(office, "/my/questions")
    assert (await answer(office, fact="name", value=" "))[0] == 422
    assert (await answer(office, fact="name", value="甲公司"))[0] == 303
    await office.pump()
    assert (await get(office, f"/enterprises/{ONE}"))["name"] == "甲公司"
    assert "之后还有 1 个问题" in await page(office, "/my/questions")


async def test_what_is_known_is_not_judged_again(office: Office) -> None:
    async def found() -> Opportunities:
        async with office.service.database.transaction() as session:
            chances = await office.service.app.state.parts.chances.find(session, ONE)
            known: Opportunities = chances.found
            return known

    await office.put(ONE, FITTING)
    await office.deliver(published())
    first = await found()
    assert await found() is first
    await office.put(ONE, UNCLEAR)
    second = await found()
    assert [len(second.eligible), len(second.undetermined)] == [0, 1]
    await office.deliver(published())
    assert len((await found()).undetermined) == 2
    third = await found()
    office.clock.advance(timedelta(days=1))
    assert await found() is not third
