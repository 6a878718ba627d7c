"""What an enterprise could file for, and what to ask it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from matcher.domain.benefits import most_yuan
from matcher.domain.opportunities import Opportunities, find_opportunities
from matcher.domain.population import Policy
from matcher.domain.questions import next_questions
from shared.events import PolicyBrief, Window
from shared.events.policies import Department

TODAY = date(2026, 3, 18)


def leaf(fact: str, value: object, op: str = "gte") -> dict[str, Any]:
    return {"fact": fact, "op": op, "value": value}


def policy(
    title: str, *conditions: dict[str, Any], amount: str = "", last: date = date(2026, 4, 17)
) -> Policy:
    brief = PolicyBrief(
        title=title,
        document_number="",
        issuer=Department(code="KW", name="科委"),
        theme="",
        amount_text=amount,
        windows=(Window(first=date(2026, 3, 1), last=last),),
    )
    return Policy(uuid4(), 1, {"all": list(conditions)}, brief)


def titles(found: Opportunities) -> tuple[list[str], ...]:
    groups = (found.eligible, found.undetermined, found.nearly)
    return tuple([one.policy.brief.title for one in group] for group in groups)


def test_groups() -> None:
    policies = [
        policy("符合", leaf("employees", 5)),
        policy("缺信息", leaf("revenue", 5)),
        policy("差一点", leaf("employees", 20)),
        policy("差三项", leaf("employees", 20), leaf("tax_paid", 20), leaf("rd_staff", 20)),
        policy("不能", leaf("founded_on", "P1Y", "age_lt")),
        policy("已截止", leaf("employees", 5), last=date(2026, 3, 17)),
    ]
    facts = {"employees": 10, "tax_paid": 1, "rd_staff": 1, "founded_on": "2020-01-01"}
    assert titles(find_opportunities(policies, facts, TODAY)) == (["符合"], ["缺信息"], ["差一点"])


def test_ranking_is_by_benefit_then_deadline_then_missing() -> None:
    soon = date(2026, 3, 20)
    policies = [
        policy("小而急", leaf("employees", 1), amount="最高 5 万元", last=soon),
        policy("大", leaf("employees", 1), amount="最高 60 万元"),
        policy("大而急", leaf("employees", 1), amount="最高 50 万元", last=soon),
        policy("没说", leaf("employees", 1)),
    ]
    assert titles(find_opportunities(policies, {"employees": 1}, TODAY))[0] == [
        "大而急",
        "大",
        "小而急",
        "没说",
    ]


def test_what_comes_too_late_is_not_near() -> None:
    late = policy("还差一年", leaf("founded_on", "P3Y", "age_gte"))
    in_time = policy("快到了", leaf("founded_on", "P2Y", "age_gte"))
    facts = {"founded_on": "2024-04-01"}
    assert titles(find_opportunities([late, in_time], facts, TODAY))[2] == ["快到了"]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("最高 50 万元", 500_000),
        ("10万元至1.5亿元", 150_000_000),
        ("贷款利息的50%，不超过 8,000 元", 8_000),
        ("授牌", 0),
    ],
)
def test_amounts_in_words(text: str, yuan: int) -> None:
    assert most_yuan(text) == yuan


def test_the_best_question_settles_the_most() -> None:
    policies = [
        policy("一", leaf("revenue", 5)),
        policy("二", leaf("revenue", 5)),
        policy("三", leaf("tax_paid", 5), leaf("rd_staff", 1)),
        policy("四", leaf("tax_paid", 5), leaf("rd_staff", 1)),
        policy("五", leaf("tax_paid", 5), leaf("rd_staff", 1)),
        policy("六", leaf("rd_spend", 5), amount="最高 500 万元"),
        policy("七", leaf("invention_patents", 5)),
    ]
    questions = next_questions(find_opportunities(policies, {}, TODAY).undetermined)
    assert [question.fact for question in questions] == [
        "revenue",
        "rd_spend",
        "invention_patents",
        "tax_paid",
        "rd_staff",
    ]
    assert [len(question.settles) for question in questions] == [2, 1, 1, 0, 0]
    assert next_questions([]) == []


def test_a_skipped_question_is_not_asked() -> None:
    found = find_opportunities([policy("一", leaf("revenue", 5))], {}, TODAY)
    assert next_questions(found.undetermined, skipped={"revenue"}) == []
