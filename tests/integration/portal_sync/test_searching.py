"""One box finds policies by words and by number in any bracket style."""

from datetime import date
from urllib.parse import quote

import pytest

from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import make_content, published, withdrawn


async def titles(portal: Portal, typed: str, more: str = "") -> list[str]:
    answer = await portal.get(f"/api/portal/v1/search?q={quote(typed)}{more}")
    assert answer.status_code == 200
    return [item["title"] for item in answer.json()["items"]]


async def two(portal: Portal) -> None:
    await portal.deliver(
        published(),
        published(
            title="关于提升社区老年助餐服务的通知",
            document_number="普府办〔2026〕42号",
            summary="社区长者食堂布局。",
            body="依据普科委〔2026〕8号文件，为老年人提供助餐服务，采购ERP系统。",
            keywords=(),
            interpretations=(),
            benefit=None,
        ),
    )


@pytest.mark.parametrize(
    "typed",
    [
        "普府办〔2026〕42号",
        "普府办[2026]42号",
        "普府办【2026】042号",
        "（2026）第42号",
        "普府办2026年42号",
        "〔2026〕42",
    ],
)
async def test_a_number_in_any_bracket(portal: Portal, typed: str) -> None:
    await two(portal)
    assert await titles(portal, typed) == ["关于提升社区老年助餐服务的通知"]


async def test_the_document_itself_stands_before_those_that_name_it(portal: Portal) -> None:
    await two(portal)
    found = await titles(portal, "普科委[2026]8号")
    assert found == ["普陀区企业研发费用补贴实施办法", "关于提升社区老年助餐服务的通知"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("研发补贴", "普陀区企业研发费用补贴实施办法"),
        ("研发补助", "普陀区企业研发费用补贴实施办法"),
        ("老年", "关于提升社区老年助餐服务的通知"),
        ("食", "关于提升社区老年助餐服务的通知"),
        ("erp", "关于提升社区老年助餐服务的通知"),
        ("ｅｒｐ", "关于提升社区老年助餐服务的通知"),
        ("老人可以到哪里助餐", "关于提升社区老年助餐服务的通知"),
        ("百分之五", "普陀区企业研发费用补贴实施办法"),
    ],
)
async def test_words_find_their_document_first(portal: Portal, typed: str, title: str) -> None:
    await two(portal)
    assert (await titles(portal, typed))[0] == title


@pytest.mark.parametrize("typed", ["", "'", "!!()&|<->:*", "航空母舰", "\\", "%", "a" * 150])
async def test_nothing_found_is_an_answer(portal: Portal, typed: str) -> None:
    await two(portal)
    assert await titles(portal, typed) == []
    assert (await portal.get(f"/search?q={quote(typed)}")).status_code == 200


async def test_only_what_is_in_force_unless_asked(portal: Portal) -> None:
    old = published(title="旧的研发补贴办法")
    lapsed = published(title="过期的研发补贴办法", expires_on=date(2026, 3, 1))
    await portal.deliver(published(), old, lapsed, withdrawn(old.policy_id))
    assert await titles(portal, "研发补贴") == ["普陀区企业研发费用补贴实施办法"]
    assert len(await titles(portal, "研发补贴", "&include_past=true")) == 3
    page = await portal.get("/search?q=研发补贴")
    assert "另有 2 份已失效" in page.text


async def test_one_channel_or_both(portal: Portal) -> None:
    await portal.deliver(published(), published(title="研发补贴工作通知", benefit=None))
    assert len(await titles(portal, "研发补贴")) == 2
    assert await titles(portal, "研发补贴", "&channel=business") == ["普陀区企业研发费用补贴实施办法"]


async def test_matches_are_marked(portal: Portal) -> None:
    await two(portal)
    page = await portal.get("/search?q=研发费用")
    assert "普陀区企业<mark>研发费用</mark>补贴实施办法" in page.text


async def test_a_revision_is_found_by_its_new_words_only(portal: Portal) -> None:
    first = published(title="旧题目很特别")
    await portal.deliver(first, published(first.policy_id, 2, title="新题目很特别"))
    assert await titles(portal, "新题目") == ["新题目很特别"]
    assert await titles(portal, "旧题") == []


async def test_a_book_can_be_published_and_found(portal: Portal) -> None:
    body = "".join(chr(0x4E00 + n % 20000) + chr(0x4E00 + (n * 7) % 20000) for n in range(60_000))
    await portal.deliver(published(content=make_content(body=body)))
    assert await titles(portal, "研发费用补贴") == ["普陀区企业研发费用补贴实施办法"]


async def test_pages_follow_one_another(portal: Portal) -> None:
    await portal.deliver(*(published(title=f"第{n}份研发补贴办法") for n in range(5)))
    first = (await portal.get("/api/portal/v1/search?q=研发补贴&limit=3")).json()
    second = (await portal.get(f"/api/portal/v1/search?q=研发补贴&limit=3&cursor={first['next']}")).json()
    assert first["total"] == second["total"] == 5
    assert second["next"] is None
    assert len({item["policy_id"] for item in first["items"] + second["items"]}) == 5
    assert (await portal.get("/search?q=研发补贴&page=9")).status_code == 200
