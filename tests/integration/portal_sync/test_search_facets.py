"""Choosing among findings, questions about a firm, words read as others, and what the engine follows."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import text

from portal_sync.adapters.search_follower import SearchFollower
from portal_sync.adapters.search_index import EngineSearchIndex
from portal_sync.domain.query import Query
from portal_sync.domain.search_hit import SearchScope
from tests.integration.portal_sync.conftest import Portal
from tests.support.identity import MEMBER
from tests.support.policies import make_benefit, published, withdrawn

RETITLE = """
UPDATE source SET content = jsonb_set(content, '{title}', CAST(:title AS jsonb))
WHERE content ->> 'title' LIKE '甲%'
"""
API = "/api/portal/v1/search"
RESTAURANTS: dict[str, Any] = {
    "all": [{"fact": "industry", "op": "within", "value": ["62"], "label": "餐饮业企业", "clause": "第二条"}]
}
FACTORIES: dict[str, Any] = {"all": [{"fact": "industry", "op": "within", "value": ["C"]}]}


async def found(portal: Portal, typed: str, more: str = "") -> dict[str, Any]:
    answer = await portal.get(f"{API}?q={quote(typed)}{more}")
    assert answer.status_code == 200
    return dict(answer.json())


def titles(page: dict[str, Any]) -> list[str]:
    return [item["title"] for item in page["items"]]


async def test_facets_count_what_each_choice_would_leave(portal: Portal) -> None:
    await portal.deliver(
        published(title="研发补贴甲"),
        published(title="研发补贴乙", theme="culture"),
        published(title="研发补贴丙", theme="culture", genre="通知"),
    )
    page = await found(portal, "研发补贴", "&theme=culture&genre=通知")
    facets = {
        name: {one["value"]: one["count"] for one in counted} for name, counted in page["facets"].items()
    }
    assert titles(page) == ["研发补贴丙"]
    assert facets["genre"] == {"办法": 1, "通知": 1}
    assert facets["theme"] == {"culture": 1}
    assert facets["channel"] == {"government": 1, "business": 1}


async def test_by_amount(portal: Portal) -> None:
    small, large = make_benefit(cap_yuan=Decimal(10_000)), make_benefit(cap_yuan=Decimal(900_000))
    await portal.deliver(
        published(title="小额补贴", benefit=small), published(title="大额补贴", benefit=large)
    )
    assert titles(await found(portal, "补贴", "&amount_from=100000")) == ["大额补贴"]
    assert titles(await found(portal, "补贴", "&sort=amount")) == ["大额补贴", "小额补贴"]


async def test_open_now(portal: Portal) -> None:
    await portal.deliver(published(title="开着的补贴"))
    portal.clock.move_to(portal.clock.now().replace(month=8))
    await portal.deliver(published(title="全年的补贴", benefit=make_benefit(windows=(), rolling=True)))
    assert titles(await found(portal, "补贴", "&open_now=true")) == ["全年的补贴"]


async def test_a_question_is_answered_for_the_firm_with_its_clause(portal: Portal) -> None:
    await portal.deliver(
        published(title="制造补贴办法", criteria=FACTORIES),
        published(title="一般补贴办法"),
        published(title="门店补贴办法", criteria=RESTAURANTS),
    )
    page = await found(portal, "火锅店有什么补贴")
    assert titles(page) == ["门店补贴办法", "一般补贴办法"]
    assert {"text": "餐饮业企业", "place": "第二条"} in page["items"][0]["clauses"]
    assert "行业：餐饮业" in page["understood"]


@pytest.mark.parametrize("typed", ["yanfabutie", "研发补铁"])
async def test_what_it_was_read_as_is_said(portal: Portal, typed: str) -> None:
    await portal.deliver(published())
    page = await found(portal, typed)
    assert (page["read_as"].replace(" ", ""), page["total"]) == ("研发补贴", 1)


async def test_a_withdrawal_and_a_rebuild_are_followed(portal: Portal) -> None:
    policy = published()
    await portal.deliver(policy)
    assert (await found(portal, "研发补贴"))["total"] == 1
    await portal.deliver(withdrawn(policy.policy_id))
    page = await found(portal, "研发补贴")
    assert (page["total"], page["past"]) == (0, 1)
    await portal.sql("TRUNCATE source, entry, announcement")
    page = await found(portal, "研发补贴", "&sort=newest")
    assert (page["total"], page["past"]) == (0, 0)


async def test_much_that_is_new_is_read_bit_by_bit(portal: Portal) -> None:
    await portal.deliver(*(published(title=f"第{n}份研发补贴办法") for n in range(5)))
    follower, scope = SearchFollower(), SearchScope(today=portal.clock.today())
    totals = []
    for _ in range(4):
        async with portal.service.database.transaction() as session:
            await follower.catch_up(session, 2)
            totals.append((follower.engine.find(Query.parse("研发补贴"), scope).total, follower.behind))
    assert totals == [(2, True), (4, True), (5, False), (5, False)]


async def test_what_a_late_transaction_wrote_is_not_missed(portal: Portal) -> None:
    await portal.deliver(published(title="甲研发补贴"))
    follower, scope = SearchFollower(), SearchScope(today=portal.clock.today())
    database = portal.service.database

    async def total() -> int:
        async with database.transaction() as session:
            return (await EngineSearchIndex(session, follower).find(Query.parse("研发补贴"), scope)).total

    async with database.transaction() as late:
        # It has its number now; others begin and end before it does.
        await late.execute(text("SELECT pg_current_xact_id()"))
        await portal.deliver(published(title="乙研发补贴"))
        assert await total() == 2
        await late.execute(text(RETITLE), {"title": '"改了的标题"'})
    async with database.transaction() as session:
        found = await EngineSearchIndex(session, follower).find(Query.parse("改了的标题"), scope)
    assert found.total == 1


async def test_an_enterprise_can_follow_the_words_of_a_search(portal: Portal) -> None:
    await portal.deliver(published())
    page = await portal.get("/search?q=研发补贴有哪些", **portal.issuer.bearer(MEMBER))
    assert '<input type="hidden" name="target" value="研发 补贴">' in page.text
    assert "/my/follows/follow" not in (await portal.get("/search?q=研发补贴有哪些")).text
