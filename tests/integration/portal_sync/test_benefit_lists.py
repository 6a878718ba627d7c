"""Lists of benefit policies: for whom, how much, until when. Today is 18 March 2026."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared.events import Tier, Window
from tests.integration.portal_sync.conftest import Portal
from tests.support.policies import make_benefit, published

CATERING = {"fact": "industry", "op": "within", "value": ["62"]}
SOFTWARE = {"fact": "industry", "op": "within", "value": ["I", "2710"]}
SMALL = {"fact": "size", "op": "in", "value": ["micro", "small"]}
HIGH_TECH = {"fact": "qualifications", "op": "has_any", "value": ["high_tech"]}


def window(first: str, last: str) -> Window:
    return Window(first=date.fromisoformat(first), last=date.fromisoformat(last))


OPEN, COMING, OVER = (
    window("2026-03-01", "2026-06-30"),
    window("2026-05-01", "2026-06-30"),
    window("2025-03-01", "2025-04-30"),
)
SOON = window("2026-03-01", "2026-03-24")


async def deliver(portal: Portal, title: str, *conditions: dict[str, Any], **benefit: Any) -> None:
    criteria = {"all": list(conditions)} if conditions else None
    await portal.deliver(published(title=title, criteria=criteria, benefit=make_benefit(**benefit)))


async def listed(portal: Portal, query: str) -> list[str]:
    text = (await portal.get(f"/biz/?{query}")).text
    return [
        part.split("<")[0]
        for part in text.split('<h3 class="card__title">')[1:]
        for part in [part.split(">")[1]]
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("industry=H", {"餐饮", "不限"}),
        ("industry=I", {"软件", "不限"}),
        ("industry=C", {"软件", "不限"}),
        ("industry=A", {"不限"}),
        ("industry=nonsense", {"餐饮", "软件", "不限"}),
    ],
)
async def test_by_industry_with_what_asks_for_none(portal: Portal, query: str, titles: set[str]) -> None:
    await deliver(portal, "餐饮", CATERING)
    await deliver(portal, "软件", SOFTWARE)
    await deliver(portal, "不限")
    assert set(await listed(portal, query)) == titles


async def test_by_size_and_by_qualification(portal: Portal) -> None:
    await deliver(portal, "小微", SMALL)
    await deliver(portal, "高企", HIGH_TECH)
    assert set(await listed(portal, "size=large")) == {"高企"}
    assert set(await listed(portal, "size=small")) == {"小微", "高企"}
    assert await listed(portal, "qualification=high_tech") == ["高企"]


async def test_by_amount_and_the_greatest_first(portal: Portal) -> None:
    none: dict[str, Any] = {"cap_yuan": None, "ratio": None}
    await deliver(portal, "封顶", cap_yuan=Decimal(600_000))
    await deliver(portal, "分档", **none, tiers=(Tier(when="首次", yuan=Decimal(2_000_000)),))
    await deliver(portal, "定额", **none, fixed_yuan=(Decimal(50_000), Decimal(100_000)))
    await deliver(portal, "未写", **none)
    assert await listed(portal, "sort=amount") == ["分档", "封顶", "定额", "未写"]
    assert set(await listed(portal, "amount=500000")) == {"分档", "封顶"}


async def test_by_deadline_and_what_closes_soon(portal: Portal) -> None:
    for title, windows in {
        "已过": (OVER,),
        "常年": (),
        "将开": (COMING,),
        "开着": (OPEN,),
        "将截止": (SOON,),
        "两批之间": (OVER, COMING),
        "第二批": (OVER, SOON),
    }.items():
        await deliver(portal, title, windows=windows)
    found = await listed(portal, "")
    assert set(found[:2]) == {"将截止", "第二批"}
    assert found[2] == "开着"
    assert set(found[3:5]) == {"将开", "两批之间"}
    assert found[5:] == ["常年", "已过"]
    assert set(await listed(portal, "soon=1")) == {"将截止", "第二批"}
    assert set(await listed(portal, "open=1")) == {"将截止", "第二批", "开着"}
