"""What two people do to one policy at once: one of them wins, and nothing is half done."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from shared.events import PolicyPublished, PolicyWithdrawn
from tests.integration.publisher.conftest import Office
from tests.integration.publisher.outbox import sent
from tests.support.publisher import EDITOR, PUBLISHER, benefit_content, draft

WITHDRAWAL = {"kind": "repealed", "reason": "不再适用。"}


async def test_of_two_publishers_at_once_one_wins(office: Office) -> None:
    policy_id = await office.create()
    await office.approve(policy_id)

    publishing = (office.post(PUBLISHER, f"/policies/{policy_id}/publish") for _ in range(3))
    answers = await asyncio.gather(*publishing)

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert [event.revision for event in await sent(office.database, PolicyPublished)] == [1]


async def test_one_publication_sent_twice_at_once_is_one(office: Office) -> None:
    """With one idempotency key both get the same answer, or the second is told to wait."""
    policy_id = await office.create()
    await office.approve(policy_id)
    key = {"Idempotency-Key": "the same click"}
    path = f"/policies/{policy_id}/publish"

    answers = await asyncio.gather(*(office.post(PUBLISHER, path, **key) for _ in range(2)))
    later = await office.post(PUBLISHER, path, **key)

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert later.status_code == 200
    assert [event.revision for event in await sent(office.database, PolicyPublished)] == [1]


@pytest.mark.parametrize("head_start", [0.0, 0.005, 0.02])
async def test_a_withdrawal_races_the_next_revision(office: Office, head_start: float) -> None:
    """Whichever comes first, the withdrawal is the last word and its revision the newest."""
    policy_id = await office.published()
    async with office.api(EDITOR) as client:
        changed = draft(benefit_content(title="修订后的标题"))
        assert (await client.put(f"/policies/{policy_id}/draft", json=changed)).status_code == 200
    await office.approve(policy_id)

    async def withdraw() -> int:
        await asyncio.sleep(head_start)
        return (await office.post(PUBLISHER, f"/policies/{policy_id}/withdraw", WITHDRAWAL)).status_code

    async def publish() -> int:
        return (await office.post(PUBLISHER, f"/policies/{policy_id}/publish")).status_code

    withdrew, published = await asyncio.gather(withdraw(), publish())

    assert withdrew == 200
    revisions = [event.revision for event in await sent(office.database, PolicyPublished)]
    [withdrawal] = await sent(office.database, PolicyWithdrawn)
    assert (published, revisions) in ((200, [1, 2]), (409, [1]))
    assert withdrawal.revision == len(revisions) + 1
    assert await _told_in_order(office, policy_id) == list(range(1, withdrawal.revision + 1))
    answer = await office.get(EDITOR, f"/policies/{policy_id}")
    assert answer.json()["withdrawal"]["revision"] == withdrawal.revision


async def _told_in_order(office: Office, policy_id: str) -> list[int]:
    """Revisions as the relay will send them."""
    query = text(
        "SELECT (convert_from(value, 'UTF8')::jsonb ->> 'revision')::int FROM outbox "
        "WHERE key = :key ORDER BY id"
    )
    async with office.database.transaction() as session:
        return list((await session.execute(query, {"key": str(UUID(policy_id))})).scalars())
