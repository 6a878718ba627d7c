"""A published revision reaches every channel that it goes to, the same in each."""

from uuid import uuid4

from shared.events import Edition, PolicyKind
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import make_content, published


async def entries(portal: Portal) -> list[tuple[str, int, str | None]]:
    rows = await portal.sql("SELECT channel, revision, content_hash FROM entry ORDER BY channel")
    return [tuple(row) for row in rows]


async def test_both_channels_carry_the_same_revision_and_hash(portal: Portal) -> None:
    event = published(revision=3)
    await portal.deliver(event)
    assert await entries(portal) == [
        ("business", 3, event.content_hash),
        ("government", 3, event.content_hash),
    ]


async def test_each_channel_is_told_with_its_address(portal: Portal) -> None:
    event = published()
    await portal.deliver(event)
    told = await portal.told("channel.mirrored.v1")
    assert [(item["channel"], item["address"]) for item in told] == [
        ("government", f"{portal.settings.public_url}/gov/policies/{event.policy_id}"),
        ("business", f"{portal.settings.public_url}/biz/policies/{event.policy_id}"),
    ]
    assert {item["content_hash"] for item in told} == {event.content_hash}


async def test_the_business_channel_takes_benefit_policies_only(portal: Portal) -> None:
    await portal.deliver(published(benefit=None))
    assert [row[0] for row in await entries(portal)] == ["government"]


async def test_a_policy_goes_only_where_it_was_sent(portal: Portal) -> None:
    await portal.deliver(published(channels=("business", "international")))
    assert [row[0] for row in await entries(portal)] == ["business"]


async def test_the_international_channel_takes_what_has_an_english_edition(portal: Portal) -> None:
    edition = Edition(title="Subsidy for research", summary="For firms of the district.", body="Article 1 …")
    await portal.deliver(published(channels=("international",), english=edition))
    assert [row[0] for row in await entries(portal)] == ["international"]


async def test_a_newer_revision_replaces_the_older(portal: Portal) -> None:
    first = published()
    second = published(first.policy_id, 2, title="修订后的办法")
    await portal.deliver(first, second)
    assert await entries(portal) == [
        ("business", 2, second.content_hash),
        ("government", 2, second.content_hash),
    ]


async def test_a_revision_that_leaves_a_channel_sends_visitors_to_the_other(portal: Portal) -> None:
    first = published()
    await portal.deliver(first)
    await portal.deliver(published(first.policy_id, 2, channels=("government",)))
    answer = await portal.get(f"/biz/policies/{first.policy_id}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/gov/policies/{first.policy_id}"
    assert [item["channel"] for item in await portal.told("channel.withdrawn.v1")] == ["business"]


async def test_content_that_is_not_what_its_hash_says_is_dead(portal: Portal) -> None:
    forged = published().model_copy(update={"content_hash": "sha256:" + "0" * 64})
    await portal.deliver(forged)
    [(reason,)] = await portal.sql("SELECT reason FROM dead_letter")
    assert "内容指纹不符" in reason
    assert await entries(portal) == []


async def test_the_hash_survives_storage(portal: Portal) -> None:
    """Numbers, spaces and signs of every kind come back from the database as they were."""
    criteria = {"fact": "rd_intensity", "op": "gte", "value": 1e-7, "label": "比例 “≥” 0.0000001\u2028\t末"}
    content = make_content(criteria=criteria, kind=PolicyKind.BENEFIT, body="第一行\r\n　第二行\u00a0😀")
    event = published(uuid4(), content=content)
    await portal.deliver(event)
    async with portal.service.database.transaction() as session:
        shown = await portal.desk.tools.channels(session)["government"].list()
    assert shown[event.policy_id].content_hash == event.content_hash
