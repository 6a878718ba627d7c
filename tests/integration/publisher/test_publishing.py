"""From draft to live and on: what the API does with a policy."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.events import PolicyContent, PolicyPublished, PolicyWithdrawn, content_hash
from shared.telemetry.metrics import POLICIES_PUBLISHED
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.outbox import sent
from tests.support.publisher import EDITOR, PUBLISHER, REVIEWERS, benefit_content, draft

WITHDRAWAL = {"kind": "repealed", "reason": "不再适用。"}


async def test_publishes_a_reviewed_draft_as_revision_one(office: Office) -> None:
    policy_id = await office.published()
    [event] = await sent(office.database, PolicyPublished)
    assert (event.policy_id, event.revision) == (UUID(policy_id), 1)
    assert event.channels == ("government", "business")
    assert event.content_hash == content_hash(event.content)


async def test_counts_what_was_published(office: Office) -> None:
    counter = POLICIES_PUBLISHED.labels("benefit")
    before = counter._value.get()
    await office.published()

    assert counter._value.get() == before + 1


async def test_gives_an_index_number_and_the_day_of_publication(office: Office) -> None:
    await office.published(draft(benefit_content(index_number="", published_on=None)))
    [event] = await sent(office.database, PolicyPublished)
    assert event.content.index_number == "PT-KW-2026-00001"
    assert event.content.published_on.isoformat() == "2026-11-23"


async def test_answers_with_the_trace_of_the_publication(office: Office) -> None:
    policy_id = await office.create()
    await office.approve(policy_id)
    answer = await office.post(PUBLISHER, f"/policies/{policy_id}/publish")
    trace_id = answer.json()["trace_id"]
    assert len(trace_id) == 32
    assert answer.headers["traceparent"].split("-")[1] == trace_id
    assert answer.json()["live"]["trace_id"] == trace_id


async def test_a_revision_supersedes_the_live_one(office: Office) -> None:
    policy_id = await office.published()
    async with office.api(EDITOR) as client:
        changed = draft(benefit_content(title="修订后的标题"))
        assert (await client.put(f"/policies/{policy_id}/draft", json=changed)).status_code == 200
    await office.approve(policy_id)
    answer = await office.post(PUBLISHER, f"/policies/{policy_id}/publish")
    assert answer.json()["last_revision"] == 2
    first = await office.get(EDITOR, f"/policies/{policy_id}/revisions/1")
    assert first.json()["state"] == "superseded"
    assert [event.revision for event in await sent(office.database, PolicyPublished)] == [1, 2]


async def test_withdrawal_leaves_a_newer_tombstone(office: Office) -> None:
    policy_id = await office.published()
    answer = await office.post(PUBLISHER, f"/policies/{policy_id}/withdraw", WITHDRAWAL)
    assert answer.json()["withdrawal"]["revision"] == 2
    [event] = await sent(office.database, PolicyWithdrawn)
    assert (event.revision, event.kind, event.reason) == (2, "repealed", "不再适用。")


async def test_a_withdrawn_policy_cannot_come_back(office: Office) -> None:
    policy_id = await office.published()
    await office.post(PUBLISHER, f"/policies/{policy_id}/withdraw", WITHDRAWAL)
    answers = [
        await office.post(EDITOR, f"/policies/{policy_id}/revise"),
        await office.post(PUBLISHER, f"/policies/{policy_id}/publish"),
        await office.post(
            PUBLISHER, f"/policies/{policy_id}/withdraw", {"kind": "lapsed", "reason": "再撤。"}
        ),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 409]


async def test_an_amended_policy_names_its_successor(office: Office) -> None:
    policy_id = await office.published()
    answer = await office.post(
        PUBLISHER, f"/policies/{policy_id}/withdraw", {"kind": "amended", "reason": "改。"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/successor"


async def test_the_gate_lists_everything_that_is_unmet(office: Office) -> None:
    policy_id = await office.create(draft(benefit_content(summary="", interpretations=[])))
    answer = await office.post(EDITOR, f"/policies/{policy_id}/submit")
    assert answer.status_code == 409
    assert {error["detail"] for error in answer.json()["errors"]} == {
        "缺少内容概述。",
        "需要企业申报的政策要与政策解读同步发布，现在没有政策解读。",
    }


async def test_what_is_not_disclosed_is_never_published(office: Office) -> None:
    policy_id = await office.create(
        draft(disclosure="withheld", legal_reason="privacy", legal_note="名单含个人。")
    )
    await office.approve(policy_id)
    answer = await office.post(PUBLISHER, f"/policies/{policy_id}/publish")
    assert answer.status_code == 409
    assert [error["detail"] for error in answer.json()["errors"]] == ["公开属性不是主动公开，不能发布。"]


async def test_the_database_refuses_to_rewrite_a_published_revision(office: Office) -> None:
    policy_id = await office.published()
    rewrite = text('UPDATE revision SET content = content || \'{"title": "x"}\' WHERE policy_id = :id')
    with pytest.raises(DBAPIError, match="published and cannot change"):
        async with office.database.transaction() as session:
            await session.execute(rewrite, {"id": UUID(policy_id)})


async def test_reviewers_are_three_people_and_not_the_author(office: Office) -> None:
    policy_id = await office.create()
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    review = {"step": "first", "decision": "approve", "proofread": True}
    assert (await office.post(EDITOR, f"/policies/{policy_id}/reviews", review)).status_code == 403
    assert (await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", review)).status_code == 201
    again = {"step": "second", "decision": "approve", "proofread": True}
    assert (await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", again)).status_code == 403
    early = {"step": "final", "decision": "approve", "proofread": True}
    assert (await office.post(REVIEWERS[1], f"/policies/{policy_id}/reviews", early)).status_code == 409


async def test_a_returned_draft_is_reviewed_from_the_start(office: Office) -> None:
    policy_id = await office.create()
    await office.post(EDITOR, f"/policies/{policy_id}/submit")
    returned = {"step": "first", "decision": "return", "remarks": "请补充依据。"}
    answer = await office.post(REVIEWERS[0], f"/policies/{policy_id}/reviews", returned)
    assert answer.json()["state"] == "returned"
    await office.approve(policy_id)
    answer = await office.get(EDITOR, f"/policies/{policy_id}")
    assert (answer.json()["state"], answer.json()["unmet"]) == ("approved", [])


async def test_content_is_what_was_handed_in(office: Office) -> None:
    content = benefit_content()
    policy_id = await office.published(draft(content))
    live = (await office.get(EDITOR, f"/policies/{policy_id}")).json()["live"]
    expected = PolicyContent.model_validate(content | {"index_number": "PT-KW-2026-00001"})
    assert PolicyContent.model_validate(live["content"]) == expected
