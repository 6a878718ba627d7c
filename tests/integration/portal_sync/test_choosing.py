"""Calendar, comparison and the check of one's own answers. Today is 18 March 2026."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from portal_sync.domain.checking import Asked, Check, Reason
from portal_sync.entrypoints.eligibility import eligibility_router
from portal_sync.handlers.ports import Outside
from shared.events import Window
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import make_benefit, published


def window(first: str, last: str) -> Window:
    return Window(first=date.fromisoformat(first), last=date.fromisoformat(last))


async def test_the_calendar_has_what_opens_and_what_closes(portal: Portal) -> None:
    windows = (window("2026-03-02", "2026-03-31"), window("2026-05-06", "2026-05-29"))
    await portal.deliver(published(benefit=make_benefit(windows=windows)))
    march, april, may = [(await portal.get(f"/biz/calendar?month=2026-{m}")).text for m in ("03", "04", "05")]
    assert "2026-03-02" in march
    assert "2026-03-31" in march
    assert "这个月没有" in april
    assert "2026-05-29" in may
    assert "2026年3月" in (await portal.get("/biz/calendar?month=99")).text


async def test_three_policies_stand_side_by_side(portal: Portal) -> None:
    policies = [published(title=f"第{n}项政策") for n in range(4)]
    await portal.deliver(*policies)
    query = "&".join(f"id={policy.policy_id}" for policy in policies)
    text = (await portal.get(f"/biz/compare?{query}&id=x")).text
    assert "第2项政策" in text
    assert "第3项政策" not in text
    assert "最多比较三项" in text
    assert "还没有选" in (await portal.get("/biz/compare")).text


class Says:
    """A matcher that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Mapping[str, str], Sequence[str]]] = []
        self.away = False

    async def check(self, policy_id: UUID, answers: Mapping[str, str], unknown: Sequence[str]) -> Check:
        if self.away:
            raise Outside("核对服务暂时没有回应。")
        self.asked.append((answers, unknown))
        question = None if "revenue" in answers else Asked("revenue", "营业收入", "number")
        errors = {"revenue": "请填写数字。"} if answers.get("revenue") == "很多" else {}
        if errors:
            question = Asked("revenue", "营业收入", "number")
        return Check(
            "undetermined" if question else "eligible",
            "贵企业符合这项政策的申报条件。",
            manual_review=False,
            tree=Reason("leaf", "true", "营业收入达到 500 万元", seen="600 万元"),
            question=question,
            left=1,
            said={"营业收入": "600 万元"},
            errors=errors,
        )


@pytest.fixture
def says(portal: Portal) -> Says:
    says, app = Says(), portal.service.app
    assert isinstance(app, FastAPI)
    # Before the routes of the real matcher: the first that fits answers.
    app.router.routes[:0] = eligibility_router(portal.desk, says, portal.settings).routes
    return says


async def post(portal: Portal, policy_id: UUID, **form: str) -> httpx.Response:
    return await portal.visitor.post(f"/biz/policies/{policy_id}/check", data=form)


async def test_questions_are_asked_until_the_verdict(portal: Portal, says: Says) -> None:
    await portal.deliver(policy := published())
    first = await portal.get(f"/biz/policies/{policy.policy_id}/check")
    assert "营业收入" in first.text
    assert "no-store" in first.headers["cache-control"]
    typed = {"said-size": "小型", "fact": "revenue", "value": "600万元"}
    last = await post(portal, policy.policy_id, **typed)
    assert says.asked[-1] == ({"size": "小型", "revenue": "600万元"}, ())
    assert "符合条件" in last.text
    assert "https://example.gov.cn/31" in last.text


async def test_what_is_skipped_is_carried_on(portal: Portal, says: Says) -> None:
    await portal.deliver(policy := published())
    answer = await post(portal, policy.policy_id, fact="revenue", value="", skip="1")
    assert says.asked[-1] == ({}, ("revenue",))
    assert 'name="unknown" value="revenue"' in answer.text


async def test_a_wrong_answer_is_kept_with_a_sentence_beside_it(portal: Portal, says: Says) -> None:
    await portal.deliver(policy := published())
    answer = await post(portal, policy.policy_id, fact="revenue", value="很多")
    assert answer.status_code == 422
    assert 'value="很多"' in answer.text
    assert "请填写数字。" in answer.text


async def test_a_matcher_that_is_away_is_said(portal: Portal, says: Says) -> None:
    await portal.deliver(policy := published())
    says.away = True
    assert (await portal.get(f"/biz/policies/{policy.policy_id}/check")).status_code == 503
    assert (await portal.get(f"/biz/policies/{uuid4()}/check")).status_code == 404
