"""Somebody changes a channel behind our back: found, repaired, told (invariant 4)."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from portal_sync.adapters.source_records import PostgresSourceRecords
from portal_sync.domain.parity import RuleChange
from portal_sync.domain.routing import BUSINESS, GOVERNMENT, INTERNATIONAL
from portal_sync.handlers.follow_source import Tools
from portal_sync.handlers.reconcile_channels import keep_reconciling, reconcile_channels
from shared.events import BenefitKind
from shared.waiting import wait_or_stop
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import make_benefit, published, withdrawn

CHANGES = {
    "text changed": """content = jsonb_set(content, '{title}', '"改过的标题"')""",
    "hash changed": "content_hash = 'sha256:0'",
    "unreadable": "content = '[1]'",
    "windows unreadable": """content = jsonb_set(content, '{benefit}', '{"windows": 3}')""",
    "references unreadable": """content = jsonb_set(content, '{basis}', '[3, {"policy_id": "x"}]')""",
    "revision changed": "revision = 99",
    "withdrawn": "withdrawal = '{}'",
}
TAMPERING = {
    "deleted": "DELETE FROM entry WHERE channel = 'business'",
    **{name: f"UPDATE entry SET {change} WHERE channel = 'business'" for name, change in CHANGES.items()},
}


async def reconcile(portal: Portal) -> int:
    return len(await reconcile_channels(portal.desk.tools, portal.service.database))


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
async def test_drift_is_found_repaired_and_told(portal: Portal, statement: str) -> None:
    policy = published()
    await portal.deliver(policy)
    await portal.sql(statement)
    assert (await portal.get("/api/portal/v1/parity")).json()["in_parity"] is False
    assert await reconcile(portal) == 1
    assert (await portal.get("/api/portal/v1/parity")).json()["in_parity"] is True
    [drift] = await portal.told("channel.drifted.v1")
    assert (drift["channel"], drift["expected_hash"], drift["repaired"]) == (
        "business",
        policy.content_hash,
        True,
    )


async def test_what_was_found_equal_is_compared_again_once_it_changed(portal: Portal) -> None:
    policy, tools = published(), portal.desk.tools
    await portal.deliver(policy, published())
    found = [len(await reconcile_channels(tools, portal.service.database))]
    for statement in (TAMPERING["deleted"], TAMPERING["text changed"], "SELECT 1"):
        await portal.sql(statement)
        found.append(len(await reconcile_channels(tools, portal.service.database)))
    assert found == [0, 2, 2, 0]


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
async def test_pages_open_while_it_lasts(portal: Portal, statement: str) -> None:
    policy = published()
    await portal.deliver(policy)
    await portal.sql(statement)
    for path in ("/", "/biz/", f"/biz/policies/{policy.policy_id}", "/biz/feed.atom", "/search?q=研发"):
        assert (await portal.get(path)).status_code < 500, path


async def test_an_entry_that_nobody_published_is_taken_away(portal: Portal) -> None:
    await portal.deliver(published())
    await portal.sql(
        "INSERT INTO entry (channel, policy_id, revision, content, content_hash, mirrored_at) "
        "SELECT channel, gen_random_uuid(), 1, content, content_hash, now() FROM entry "
        "WHERE channel = 'government'"
    )
    assert await reconcile(portal) == 1
    assert await portal.sql("SELECT count(*) FROM entry") == [(2,)]


async def test_a_withdrawn_entry_that_was_revived_is_withdrawn_again(portal: Portal) -> None:
    policy = published()
    await portal.deliver(policy, withdrawn(policy.policy_id))
    await portal.sql("UPDATE entry SET withdrawal = NULL")
    assert await reconcile(portal) == 2
    assert "本文件已废止" in (await portal.get(f"/gov/policies/{policy.policy_id}")).text


@pytest.mark.parametrize("field", ["kind", "reason", "successor"])
async def test_a_withdrawal_says_why_as_it_was_said(portal: Portal, field: str) -> None:
    policy = published()
    await portal.deliver(policy, withdrawn(policy.policy_id))
    await portal.sql(
        "UPDATE entry SET withdrawal = jsonb_set(withdrawal, ARRAY[CAST(:field AS text)], '\"lapsed\"')"
        " WHERE channel = 'business'",
        field=field,
    )
    assert await reconcile(portal) == 1
    [(reason, equal)] = await portal.sql(
        "SELECT e.withdrawal ->> 'reason', e.withdrawal = s.withdrawal FROM entry e "
        "JOIN source s USING (policy_id) WHERE channel = 'business'"
    )
    assert (reason, equal) == (withdrawn(policy.policy_id).reason, True)


async def test_where_nothing_differs_nothing_is_said(portal: Portal) -> None:
    await portal.deliver(published(), published(benefit=None))
    assert await reconcile(portal) == 0
    assert await portal.told("channel.drifted.v1") == []


async def test_the_reconciler_goes_on_until_stopped(portal: Portal) -> None:
    await portal.deliver(published())
    stop = asyncio.Event()
    running = asyncio.create_task(keep_reconciling(portal.desk.tools, portal.service.database, 0.02, stop))
    for _ in range(2):
        await portal.sql("DELETE FROM entry WHERE channel = 'government'")
        async with asyncio.timeout(10):
            while await portal.sql("SELECT count(*) FROM entry") != [(2,)]:
                assert not await wait_or_stop(stop, 0.02)
    stop.set()
    await asyncio.wait_for(running, 5)


async def test_another_rule_moves_policies_quietly_and_tampering_is_still_told(portal: Portal) -> None:
    """The business channel is narrowed to one kind of benefit while somebody changes an entry of it."""
    grant, talent, changed = published(), published(benefit=make_benefit(kind=BenefitKind.TAX)), published()
    await portal.deliver(grant, talent, changed)
    assert await reconcile(portal) == 0
    await portal.sql(
        "UPDATE entry SET revision = 99 WHERE channel = 'business' AND policy_id = :one",
        one=changed.policy_id,
    )
    narrow = replace(BUSINESS, benefits=frozenset({"tax"}))
    rules = (GOVERNMENT, narrow, INTERNATIONAL)
    tools = portal.desk.tools
    tools = replace(
        tools,
        site=replace(tools.site, rules=rules),
        sources=lambda session: PostgresSourceRecords(session, rules),
    )
    [drift] = await reconcile_channels(tools, portal.service.database)
    assert drift.policy_id == changed.policy_id
    assert [each["policy_id"] for each in await portal.told("channel.drifted.v1")] == [str(changed.policy_id)]
    shown = await portal.sql("SELECT policy_id FROM entry WHERE channel = 'business'")
    assert shown == [(talent.policy_id,)]
    [change] = (await report(portal, tools)).values()
    assert (change.brought, change.removed) == (0, 1)
    # And back again, as it was configured before.
    assert await reconcile(portal) == 0
    assert await portal.sql("SELECT count(*) FROM entry WHERE channel = 'business'") == [(3,)]
    listed = (await portal.get("/api/portal/v1/parity")).json()["items"]
    [business] = [each for each in listed if each["channel"] == "business"]
    assert (business["brought"], business["removed"], business["in_parity"]) == (2, 0, True)
    assert "营商频道的收录规则有调整：新收录 2 份" in (await portal.get("/parity")).text


async def report(portal: Portal, tools: Tools) -> Mapping[str, RuleChange]:
    async with portal.service.database.transaction() as session:
        return await tools.rules(session).changes()
