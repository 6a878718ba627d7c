"""The receipt: a projection that neither order nor repetition of events changes."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from publisher.adapters.unit import SqlUnit
from publisher.entrypoints.consumer import subscriptions
from shared.events import (
    ChannelDrifted,
    ChannelMirrored,
    ChannelWithdrawn,
    Department,
    EndpointKind,
    Event,
    MatchChange,
    MatchesChanged,
    NotificationDelivered,
    NotificationFailed,
    NotificationOpened,
    PolicyBrief,
    Verdict,
)
from tests.integration.publisher.conftest import Office
from tests.support.publisher import EDITOR, PUBLISHER

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
BRIEF = PolicyBrief(
    title="通知",
    document_number="普科委〔2026〕8号",
    issuer=Department(code="KW", name="科委"),
    theme="technology",
)


def code(number: int) -> str:
    return f"91310107MA1G{number:05d}X"


def matched(policy: UUID, number: int, verdict: Verdict, revision: int = 1) -> MatchesChanged:
    change = MatchChange(
        credit_code=code(number),
        enterprise_name="企业",
        revision=revision,
        profile_revision=1,
        verdict=verdict,
    )
    return MatchesChanged(
        policy_id=policy,
        policy_revision=1,
        shard=0,
        as_of=date(2026, 11, 23),
        policy=BRIEF,
        changes=(change,),
    )


def happened(policy: UUID, content_hash: str) -> list[Event]:
    """Three eligible (one no longer), two told, one of them by mail too, one mail lost, one opened."""

    def about(number: int, endpoint: EndpointKind) -> dict[str, object]:
        return {
            "message_id": uuid5(policy, str(number)),
            "credit_code": code(number),
            "policy_id": policy,
            "policy_revision": 1,
            "kind": "new_match",
            "endpoint": endpoint,
        }

    inbox, email = EndpointKind.INBOX, EndpointKind.EMAIL
    mirrored = [
        ChannelMirrored(
            policy_id=policy,
            revision=1,
            channel=channel,
            address=f"/{channel}",
            content_hash=content_hash,
            mirrored_at=NOW,
        )
        for channel in ("government", "business")
    ]
    drifted = ChannelDrifted(
        policy_id=policy,
        revision=1,
        channel="business",
        address="/business",
        expected_hash=content_hash,
        found_hash=None,
        found_at=NOW,
        repaired=True,
    )
    later = NOW + timedelta(minutes=5)
    return [
        *mirrored,
        drifted,
        *(matched(policy, number, Verdict.ELIGIBLE) for number in (1, 2, 3)),
        matched(policy, 3, Verdict.INELIGIBLE, revision=2),
        matched(policy, 4, Verdict.UNDETERMINED),
        *(NotificationDelivered.model_validate(about(n, inbox) | {"delivered_at": NOW}) for n in (1, 2)),
        NotificationFailed.model_validate(
            about(1, email) | {"failed_at": NOW, "attempts": 6, "reason": "550 没有此人"}
        ),
        NotificationFailed.model_validate(
            about(2, email) | {"failed_at": NOW, "attempts": 6, "reason": "超时"}
        ),
        NotificationDelivered.model_validate(about(2, email) | {"delivered_at": later, "attempts": 7}),
        NotificationOpened.model_validate(about(1, inbox) | {"opened_at": later}),
    ]


async def apply(office: Office, events: Sequence[Event]) -> None:
    """Hand events to the consumer's handlers, each in a transaction of its own."""
    listening = subscriptions(SqlUnit)
    handlers = {kind: each for sub in listening for kind, each in sub.handlers.items()}
    together = {kind: each for sub in listening for kind, each in sub.batch_handlers.items()}
    for event in events:
        async with office.database.transaction() as session:
            if type(event) in together:
                await together[type(event)](session, [event])
            else:
                await handlers[type(event)](session, event)


async def receipt(office: Office, policy_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await office.get(EDITOR, f"/policies/{policy_id}/receipt")).json()
    return found


async def live_hash(office: Office, policy_id: str) -> str:
    return str((await office.get(EDITOR, f"/policies/{policy_id}")).json()["live"]["content_hash"])


async def test_counts_what_became_of_a_policy(office: Office) -> None:
    policy_id = await office.published()
    await apply(office, happened(UUID(policy_id), await live_hash(office, policy_id)))
    found = await receipt(office, policy_id)
    funnel = {
        "matched": 2,
        "undetermined": 1,
        "told": 2,
        "opened": 1,
        "filed": 0,
        "approved": 0,
        "disbursed": 0,
    }
    assert found["funnel"] == funnel
    assert found["messages"] == {"told": 2, "delivered": 3, "failed": 1, "opened": 1}
    assert [(f["reason"], f["attempts"]) for f in found["failures"]] == [("550 没有此人", 6)]


@pytest.mark.parametrize("seed", range(3))
async def test_order_and_repetition_change_nothing(office: Office, seed: int) -> None:
    first, second = await office.published(), await office.published()
    content_hash = await live_hash(office, first)
    await apply(office, happened(UUID(first), content_hash))
    shuffled = happened(UUID(second), content_hash) * 2
    random.Random(seed).shuffle(shuffled)
    await apply(office, shuffled)
    left, right = await receipt(office, first), await receipt(office, second)
    assert [left[part] for part in ("funnel", "messages", "failures")] == [
        right[part] for part in ("funnel", "messages", "failures")
    ]
    channels = [found["revisions"][0]["channels"] for found in (left, right)]
    assert channels[0] == channels[1]


async def test_counts_filed_and_approved_from_the_departments_own_applications(office: Office) -> None:
    policy_id = await office.published()
    items = [
        {
            "application_id": f"A{number}",
            "policy_id": policy_id,
            "credit_code": code(number),
            "state": state,
            "occurred_at": f"2026-11-2{step}T09:00:00+08:00",
        }
        for number, states in enumerate((("received",), ("accepted", "under_review", "approved")))
        for step, state in enumerate(states)
    ]
    await office.post(EDITOR, "/applications/progress", {"items": items})
    funnel = (await receipt(office, policy_id))["funnel"]
    assert (funnel["filed"], funnel["approved"]) == (2, 1)


async def test_a_withdrawal_does_not_unmake_whom_the_policy_met(office: Office) -> None:
    policy_id = await office.published()
    met = matched(UUID(policy_id), 1, Verdict.ELIGIBLE)
    ended = matched(UUID(policy_id), 1, Verdict.INELIGIBLE, revision=2)
    await apply(office, [met, ended.model_copy(update={"withdrawn": True, "policy_revision": 2})])
    assert (await receipt(office, policy_id))["funnel"]["matched"] == 1


async def test_shows_the_withdrawal_on_each_channel(office: Office) -> None:
    policy_id = await office.published()
    await office.post(PUBLISHER, f"/policies/{policy_id}/withdraw", {"kind": "repealed", "reason": "废止。"})
    gone = ChannelWithdrawn(
        policy_id=UUID(policy_id), revision=2, channel="government", address="/gov", withdrawn_at=NOW
    )
    await apply(office, [gone])
    [tombstone, first] = (await receipt(office, policy_id))["revisions"]
    assert (tombstone["revision"], tombstone["content_hash"], first["revision"]) == (2, None, 1)
    assert tombstone["channels"][0]["content_hash"] is None


async def test_the_page_draws_it(office: Office) -> None:
    policy_id = await office.published()
    await apply(office, happened(UUID(policy_id), await live_hash(office, policy_id)))
    async with office.browser(EDITOR) as browser:
        page = await browser.get(f"/publish/policies/{policy_id}/receipt")
    assert page.status_code == 200
    assert "550 没有此人" in page.text
    assert "曾偏离 1 次" in page.text


async def test_an_emergency_publication_is_a_publication(office: Office) -> None:
    policy_id = await office.create()
    urgent = await office.post(PUBLISHER, f"/policies/{policy_id}/publish-urgently", {"reason": "台风将至。"})
    assert urgent.is_success, urgent.text
    reached = {each["label"]: each["at"] for each in (await receipt(office, policy_id))["moments"]}
    assert reached["发布"] is not None
    assert reached["终审通过"] is None
