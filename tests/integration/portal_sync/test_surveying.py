"""What could I file for: one question at a time over all that is open, without an account."""

from datetime import date
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from portal_sync.domain.checking import Asked
from portal_sync.domain.surveying import Finding, Findings, Ground, Groups, Survey
from portal_sync.entrypoints.survey import survey_router
from portal_sync.handlers.ports import Outside
from portal_sync.handlers.survey_policies import SurveyQuestion
from tests.integration.portal_sync.conftest import Portal

REVENUE = Asked("revenue", "营业收入", "number")
FITS = Finding(
    str(uuid4()),
    "研发补贴",
    "科委",
    "eligible",
    last=date(2026, 4, 17),
    filing_url="https://example.gov.cn/31",
    reasons=(Ground("true", "营业收入达到 500 万元", "第三条"),),
)


class Says:
    """A matcher that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[SurveyQuestion] = []
        self.away = False
        self.total = 1

    async def survey(self, question: SurveyQuestion) -> Survey:
        if self.away:
            raise Outside("核对服务暂时没有回应。")
        self.asked.append(question)
        revenue = question.answers.get("revenue")
        errors = {"revenue": "请填写数字。"} if revenue == "很多" else {}
        settled = revenue is not None and not errors and not question.asked
        findings = Findings(self.total, (FITS,) if question.limit and settled else ())
        groups = Groups(file=findings) if settled else Groups(open=findings)
        said = {} if errors or revenue is None else {"revenue": "600 万元"}
        return Survey(groups, None if settled else REVENUE, 1, 0 if settled else 1, said, errors)


@pytest.fixture
def says(portal: Portal) -> Says:
    says, app = Says(), portal.service.app
    assert isinstance(app, FastAPI)
    # Before the routes of the real matcher: the first that fits answers.
    app.router.routes[:0] = survey_router(says, portal.settings).routes
    return says


async def post(portal: Portal, **form: str) -> httpx.Response:
    return await portal.visitor.post("/biz/check", data=form)


async def test_questions_are_asked_until_nothing_is_open(portal: Portal, says: Says) -> None:
    first = await portal.get("/biz/check")
    assert "营业收入" in first.text
    assert "no-store" in first.headers["cache-control"]
    last = await post(portal, **{"said-size": "小型", "fact": "revenue", "value": "600万元"})
    assert says.asked[-1].answers == {"size": "小型", "revenue": "600万元"}
    assert "营业收入达到 500 万元" in last.text
    assert "https://example.gov.cn/31" in last.text
    assert f'formaction="/biz/policies/{FITS.policy_id}/check"' in last.text


async def test_it_can_be_ended_at_any_question(portal: Portal, says: Says) -> None:
    shown = await post(portal, fact="revenue", value=" ", show="1", unknown="size")
    assert shown.status_code == 200
    assert (says.asked[-1].answers, says.asked[-1].unknown, says.asked[-1].limit) == ({}, ("size",), 20)
    assert "继续回答" in shown.text
    assert 'name="unknown" value="size"' in shown.text


async def test_an_answer_can_be_changed_or_taken_back(portal: Portal, says: Says) -> None:
    again = await post(portal, **{"said-revenue": "600万元", "again": "revenue"})
    assert says.asked[-1].asked == "revenue"
    assert 'value="600万元"' in again.text
    await post(portal, **{"said-revenue": "600万元", "fact": "revenue", "value": "600万元", "skip": "1"})
    assert (says.asked[-1].answers, says.asked[-1].unknown) == ({}, ("revenue",))
    await post(portal, unknown="revenue", fact="revenue", value="5")
    assert says.asked[-1].unknown == ()


async def test_a_long_group_comes_in_parts(portal: Portal, says: Says) -> None:
    says.total = 45
    first = await post(portal, **{"said-revenue": "600万元"})
    assert 'value="file-20"' in first.text
    await post(portal, **{"said-revenue": "600万元", "more": "file-20"})
    assert (says.asked[-1].group, says.asked[-1].offset) == ("file", 20)
    for nonsense in ("file-x", "file-99999999", "nothing-3", "-"):
        assert (await post(portal, **{"said-revenue": "600万元", "more": nonsense})).status_code == 200


async def test_a_wrong_answer_is_kept_with_a_sentence_beside_it(portal: Portal, says: Says) -> None:
    answer = await post(portal, fact="revenue", value="很多", show="1")
    assert answer.status_code == 422
    assert 'value="很多"' in answer.text
    assert "请填写数字。" in answer.text


async def test_a_matcher_that_is_away_is_said(portal: Portal, says: Says) -> None:
    says.away = True
    assert (await portal.get("/biz/check")).status_code == 503
    says.away, says.total = False, 0
    assert "没有正在申报" in (await portal.get("/biz/check")).text
