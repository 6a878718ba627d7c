"""A withdrawn policy keeps its address and says what became of it."""

from uuid import uuid4

import pytest

from shared.events import PolicyReference, WithdrawalKind
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import published, withdrawn


@pytest.mark.parametrize("folder", ["gov", "biz"])
async def test_the_address_stays_and_says_why(portal: Portal, folder: str) -> None:
    policy = published()
    await portal.deliver(policy, withdrawn(policy.policy_id, reason="任务已经完成。"))
    answer = await portal.get(f"/{folder}/policies/{policy.policy_id}")
    assert answer.status_code == 200
    assert "本文件已废止" in answer.text
    assert "任务已经完成。" in answer.text
    assert "去申报" not in answer.text


async def test_the_successor_is_one_click_away(portal: Portal) -> None:
    old, new = published(), published(document_number="普科委〔2026〕20号", title="新办法")
    reference = PolicyReference(document_number="普科委〔2026〕20号")
    await portal.deliver(old, new, withdrawn(old.policy_id, successor=reference))
    answer = await portal.get(f"/gov/policies/{old.policy_id}")
    assert f'href="/gov/policies/{new.policy_id}"' in answer.text


async def test_what_was_taken_back_as_a_mistake_is_no_longer_readable(portal: Portal) -> None:
    policy = published(body="不该公开的内容")
    await portal.deliver(policy, withdrawn(policy.policy_id, kind=WithdrawalKind.RETRACTED))
    page = await portal.get(f"/gov/policies/{policy.policy_id}")
    data = await portal.get(f"/api/portal/v1/policies/{policy.policy_id}")
    feed = await portal.get("/gov/feed.atom")
    assert page.status_code == data.status_code == 200
    assert "不该公开的内容" not in page.text + data.text + feed.text
    found = await portal.get("/api/portal/v1/search?q=不该公开的内容")
    assert found.json()["items"] == []


@pytest.mark.parametrize("folder", ["gov", "biz"])
async def test_a_policy_never_seen_has_a_tombstone(portal: Portal, folder: str) -> None:
    policy_id = uuid4()
    await portal.deliver(withdrawn(policy_id, title="从未见过的文件"))
    answer = await portal.get(f"/{folder}/policies/{policy_id}")
    assert answer.status_code == 200
    assert "从未见过的文件" in answer.text
    assert "本文件已废止" in answer.text


async def test_the_channels_are_told(portal: Portal) -> None:
    policy = published()
    await portal.deliver(policy, withdrawn(policy.policy_id, revision=5))
    told = await portal.told("channel.withdrawn.v1")
    assert [(item["channel"], item["revision"]) for item in told] == [("government", 5), ("business", 5)]


async def test_nothing_late_brings_it_back(portal: Portal) -> None:
    policy = published()
    await portal.deliver(withdrawn(policy.policy_id, revision=3))
    await portal.deliver(policy, published(policy.policy_id, 2))
    assert "本文件已废止" in (await portal.get(f"/gov/policies/{policy.policy_id}")).text
    assert await portal.told("channel.mirrored.v1") == []


async def test_lists_leave_it_out_of_business_and_stamp_it_in_government(portal: Portal) -> None:
    policy = published()
    await portal.deliver(policy, withdrawn(policy.policy_id))
    assert policy.content.title not in (await portal.get("/biz/")).text
    government = (await portal.get("/gov/")).text
    assert policy.content.title in government
    assert "已废止" in government
