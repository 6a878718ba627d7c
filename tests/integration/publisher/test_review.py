"""Remarks at a place, approvals that a change touches, disclosure decided again, emergencies, the record."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR, OPERATOR, PUBLISHER, REVIEWERS, STEPS, benefit_content, draft

WITHHELD: dict[str, Any] = {
    "disclosure": "withheld",
    "legal_reason": "privacy",
    "legal_note": "名单含个人信息。",
}


async def in_review(office: Office, body: dict[str, Any] | None = None) -> str:
    policy_id = await office.create(body)
    answer = await office.post(EDITOR, f"/policies/{policy_id}/submit")
    assert answer.status_code == 200, answer.text
    return policy_id


async def read(office: Office, policy_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await office.get(EDITOR, f"/policies/{policy_id}")).json()
    return found


async def rewrite(office: Office, policy_id: str, **changes: Any) -> None:
    async with office.api(EDITOR) as client:
        answer = await client.put(f"/policies/{policy_id}/draft", json=draft(benefit_content(**changes)))
    assert answer.status_code == 200, answer.text


async def remark(office: Office, policy_id: str, **given: Any) -> Any:
    body = {"place": "正文", "said": "请核对。", **given}
    return await office.post(REVIEWERS[0], f"/policies/{policy_id}/remarks", body)


async def test_nothing_is_submitted_before_disclosure_is_decided(office: Office) -> None:
    policy_id = await office.create(draft(disclosure="undecided"))
    answer = await office.post(EDITOR, f"/policies/{policy_id}/submit")
    assert [error["detail"] for error in answer.json()["errors"]] == ["还没有决定公开属性。"]


async def test_an_approval_confirms_its_proofreading(office: Office) -> None:
    policy_id = await in_review(office)
    review = {"step": "first", "decision": "approve"}
    answer = await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", review)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/proofread")


async def test_a_review_of_what_has_changed_since_is_refused(office: Office) -> None:
    policy_id = await in_review(office)
    seen = (await read(office, policy_id))["draft"]["version"]
    await office.post(EDITOR, f"/policies/{policy_id}/recall")
    await rewrite(office, policy_id, body="改过的正文。")
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    review = {"step": "first", "decision": "approve", "proofread": True, "version": seen}
    assert (await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", review)).status_code == 409


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"keywords": ["另一个词"]}, {"second", "final"}),
        ({"genre": "意见"}, {"final"}),
        ({"body": "另一份正文。"}, set()),
        ({}, {"first", "second", "final"}),
    ],
)
async def test_a_change_costs_the_approvals_that_it_touches(
    office: Office, changes: dict[str, Any], left: set[str]
) -> None:
    policy_id = await office.create()
    await office.approve(policy_id)
    await office.post(EDITOR, f"/policies/{policy_id}/recall")
    await rewrite(office, policy_id, **changes)
    standing = {each["step"] for each in (await read(office, policy_id))["draft"]["reviews"]}
    assert standing == left
    answer = await office.post(EDITOR, f"/policies/{policy_id}/submit")
    assert answer.json()["state"] == ("approved" if len(left) == 3 else "in_review")


async def test_a_remark_keeps_to_its_passage(office: Office) -> None:
    policy_id = await in_review(office, draft(benefit_content(body="第一段。\n金额五十万元。\n第三段。")))
    made = (await remark(office, policy_id, quote="金额五十万元")).json()
    assert made["position"] == 5
    returned = {"step": "first", "decision": "return"}
    assert (await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", returned)).status_code == 201
    positions = []
    for body in ("新加的一段。\n金额五十万元。", "金额六十万元。"):
        await rewrite(office, policy_id, body=body)
        [shown] = (await office.get(EDITOR, f"/policies/{policy_id}/remarks")).json()["items"]
        positions.append(shown["position"])
    assert positions == [7, None]


async def test_a_remark_quotes_what_is_there(office: Office) -> None:
    policy_id = await in_review(office)
    pointers = [
        (await remark(office, policy_id, **given)).json()["errors"][0]["pointer"]
        for given in ({"quote": "没有这句话"}, {"place": "封面"}, {"said": " "})
    ]
    assert pointers == ["#/quote", "#/place", "#/said"]


async def test_a_return_says_what_to_change(office: Office) -> None:
    policy_id = await in_review(office)
    returned = {"step": "first", "decision": "return"}
    answer = await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", returned)
    assert answer.json()["errors"][0]["pointer"] == "#/remarks"


async def test_a_remark_is_settled_once(office: Office) -> None:
    policy_id = await in_review(office)
    path = f"/policies/{policy_id}/remarks/{(await remark(office, policy_id)).json()['remark_id']}/settle"
    assert (await office.post(EDITOR, path, {"answer": "已改。"})).status_code == 200
    assert (await office.post(EDITOR, path, {})).status_code == 409
    [settled] = (await office.get(EDITOR, f"/policies/{policy_id}/remarks")).json()["items"]
    assert (settled["settled_by"], settled["answer"]) == ("editor", "已改。")


async def test_authors_say_nothing_about_their_own_text(office: Office) -> None:
    policy_id = await in_review(office)
    answer = await office.post(EDITOR, f"/policies/{policy_id}/remarks", {"place": "正文", "said": "好。"})
    assert answer.status_code == 403


async def test_what_is_withheld_comes_up_again_after_a_year(office: Office) -> None:
    policy_id = await office.create(draft(**WITHHELD))
    await office.approve(policy_id)
    async with office.browser(REVIEWERS[0]) as browser:
        assert "该复核了" not in (await browser.get("/publish/")).text
        office.clock.advance(timedelta(days=365))
        assert "该复核了" in (await browser.get("/publish/")).text
        path = f"/policies/{policy_id}/disclosure"
        assert (await office.post(REVIEWERS[0], path, WITHHELD)).json()["state"] == "approved"
        assert "该复核了" not in (await browser.get("/publish/")).text
    opened = (await office.post(REVIEWERS[0], path, {"disclosure": "active"})).json()
    assert (opened["state"], opened["draft"]["reviews"]) == ("draft", [])


async def test_an_emergency_goes_out_and_is_reviewed_afterwards(office: Office) -> None:
    policy_id = await office.create()
    path = f"/policies/{policy_id}/publish-urgently"
    assert (await office.post(PUBLISHER, path, {"reason": " "})).status_code == 422
    live = (await office.post(PUBLISHER, path, {"reason": "台风即将登陆。"})).json()["live"]
    assert (live["urgent_reason"], live["review_due"]) == ("台风即将登陆。", "2026-11-30")
    for step, reviewer in zip(STEPS, REVIEWERS, strict=True):
        review = {"step": step, "decision": "approve", "proofread": True}
        answer = await office.post(reviewer, f"/policies/{policy_id}/reviews", review)
        assert answer.status_code == 201, answer.text
    assert len(answer.json()["live"]["reviews"]) == 3


@pytest.mark.parametrize("decision", [WITHHELD, {"disclosure": "on_request"}, {"disclosure": "undecided"}])
async def test_no_emergency_passes_the_disclosure_gate(office: Office, decision: dict[str, Any]) -> None:
    policy_id = await office.create(draft(**decision))
    answer = await office.post(PUBLISHER, f"/policies/{policy_id}/publish-urgently", {"reason": "等不及。"})
    assert answer.status_code == 409
    assert (await read(office, policy_id))["live"] is None


async def test_overdue_reviews_are_told_and_are_evidence(office: Office) -> None:
    policy_id = await office.create()
    await office.post(PUBLISHER, f"/policies/{policy_id}/publish-urgently", {"reason": "等不及。"})
    async with office.browser(REVIEWERS[0]) as browser:
        assert "待初审" in (await browser.get("/publish/")).text
        office.clock.advance(timedelta(days=8))
        assert "已逾期" in (await browser.get("/publish/")).text
    found = (await office.get(OPERATOR, "/ops/evidence")).json()
    [breach] = next(check["breaches"] for check in found["checks"] if check["invariant"] == 5)
    assert "还没有补审" in breach


async def test_the_inbox_has_what_waits_for_me(office: Office) -> None:
    policy_id = await in_review(office)
    review = {"step": "first", "decision": "approve", "proofread": True}
    shown = []
    for reviewer in REVIEWERS[:2]:
        async with office.browser(reviewer) as browser:
            shown.append("等我审（1）" in (await browser.get("/publish/")).text)
            await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", review)
            shown.append("等我审（1）" in (await browser.get("/publish/")).text)
    assert shown == [True, False, True, True]


async def test_the_page_says_why_an_action_is_not_possible(office: Office) -> None:
    policy_id = await in_review(office)
    async with office.browser(REVIEWERS[0]) as browser:
        page = (await browser.get(f"/publish/policies/{policy_id}")).text
    assert "由起草人办理。" in page


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET actor_name = '别人'",
        "DELETE FROM history",
        "UPDATE review SET reviewer_name = '别人'",
        "DELETE FROM review",
        "UPDATE remark SET said = '没有意见'",
        "DELETE FROM disclosure_decision",
    ],
)
async def test_the_database_keeps_the_record(office: Office, statement: str) -> None:
    policy_id = await in_review(office)
    await remark(office, policy_id)
    await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", {"step": "first", "decision": "return"})
    with pytest.raises(DBAPIError, match="record"):
        async with office.database.transaction() as session:
            await session.execute(text(statement))


async def test_the_record_tells_from_where_to_where(office: Office) -> None:
    policy_id = await in_review(office)
    query = text("SELECT action, from_state, to_state FROM history WHERE policy_id = :id ORDER BY id")
    async with office.database.transaction() as session:
        rows = [tuple(row) for row in await session.execute(query, {"id": UUID(policy_id)})]
    assert rows == [
        ("created", None, "draft"),
        ("disclosure_decided", "draft", "draft"),
        ("submitted", "draft", "in_review"),
    ]
